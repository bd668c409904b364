using Ashlar.Core.Lifecycle;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashlar.Core.Tests.Lifecycle;

[Trait("feature", "OBS-05")]
public sealed class HostStateTests
{
    private static readonly Dictionary<HostStatus, HostStatus[]> _ways = new()
    {
        [HostStatus.Starting] = [],
        [HostStatus.Initializing] = [HostStatus.Initializing],
        [HostStatus.Ready] = [HostStatus.Initializing, HostStatus.Ready],
        [HostStatus.Healthy] = [HostStatus.Initializing, HostStatus.Ready, HostStatus.Healthy],
        [HostStatus.Unhealthy] = [HostStatus.Initializing, HostStatus.Ready, HostStatus.Unhealthy],
        [HostStatus.ShuttingDown] = [HostStatus.ShuttingDown],
        [HostStatus.Failed] = [HostStatus.Failed],
    };

    [Theory]
    [InlineData("Starting", "Initializing ShuttingDown Failed")]
    [InlineData("Initializing", "Ready ShuttingDown Failed")]
    [InlineData("Ready", "Healthy Unhealthy ShuttingDown")]
    [InlineData("Healthy", "Unhealthy ShuttingDown")]
    [InlineData("Unhealthy", "Healthy ShuttingDown")]
    [InlineData("ShuttingDown", "")]
    [InlineData("Failed", "")]
    public void Only_these_moves_exist(string from, string to)
    {
        var reachable = Enum.GetValues<HostStatus>().Where(next => At(Enum.Parse<HostStatus>(from)).TryMove(next));

        Assert.Equal(to, string.Join(' ', reachable.Order().Select(next => next.ToString())));
    }

    private static HostState At(HostStatus status)
    {
        var state = new HostState(NullLogger<HostState>.Instance);
        foreach (var step in _ways[status])
            Assert.True(state.TryMove(step));
        return state;
    }
}
