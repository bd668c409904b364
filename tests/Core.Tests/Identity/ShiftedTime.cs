namespace Ashlar.Core.Tests.Identity;

/// <summary>The real clock, moved ahead when a test wants to wait.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private TimeSpan _ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _ahead;

    public void Pass(TimeSpan time) => _ahead += time;
}
