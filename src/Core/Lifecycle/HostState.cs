namespace Ashlar.Core.Lifecycle;

internal enum HostStatus { Starting, Initializing, Ready, Healthy, Unhealthy, ShuttingDown, Failed }

/// <summary>Where the host is in its life. Only the moves listed here exist.</summary>
internal sealed class HostState(ILogger<HostState> log)
{
    private static readonly Dictionary<HostStatus, HostStatus[]> _moves = new()
    {
        [HostStatus.Starting] = [HostStatus.Initializing, HostStatus.ShuttingDown, HostStatus.Failed],
        [HostStatus.Initializing] = [HostStatus.Ready, HostStatus.ShuttingDown, HostStatus.Failed],
        [HostStatus.Ready] = [HostStatus.Healthy, HostStatus.Unhealthy, HostStatus.ShuttingDown],
        [HostStatus.Healthy] = [HostStatus.Unhealthy, HostStatus.ShuttingDown],
        [HostStatus.Unhealthy] = [HostStatus.Healthy, HostStatus.ShuttingDown],
        [HostStatus.ShuttingDown] = [],
        [HostStatus.Failed] = [],
    };

    private readonly Lock _gate = new();
    private volatile HostStatus _status = HostStatus.Starting;
    private volatile bool _started;

    public HostStatus Status => _status;

    /// <summary>Requests are answered: the start is over and the stop has not begun.</summary>
    public bool Serving => _status is HostStatus.Ready or HostStatus.Healthy or HostStatus.Unhealthy;

    /// <summary>The start is over; stays true while the host stops.</summary>
    public bool Started => _started;

    public bool Stopping => _status == HostStatus.ShuttingDown;

    /// <summary>Moves on, or answers false when there is no such move from here.</summary>
    public bool TryMove(HostStatus next)
    {
        lock (_gate)
        {
            if (!_moves[_status].Contains(next))
                return false;
            log.LogDebug("{From} → {To}", _status, next);
            _status = next;
            _started |= next == HostStatus.Ready;
            return true;
        }
    }
}
