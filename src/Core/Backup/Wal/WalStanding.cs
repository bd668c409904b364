using Ashlar.Core.Observability;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Backup.Wal;

/// <summary>
/// How the archive stands: <c>off</c>, <c>on</c> where this host keeps the log of its embedded server, or <c>server</c> where a server of the operator's
/// own archives its log itself.
/// </summary>
internal sealed record WalState(string Mode)
{
    public const string Off = "off";
    public const string On = "on";
    public const string Server = "server";

    /// <summary>Everything committed by then is in the archive. Of a server of one's own: when it archived a segment last.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The earliest moment one can go back to.</summary>
    public DateTimeOffset? From { get; init; }
    public int Copies { get; init; }
    public DateTimeOffset? NewestCopyAt { get; init; }

    /// <summary>Since the host started; of a server of one's own, since its statistics began.</summary>
    public long Failures { get; init; }
    public DateTimeOffset? FailedAt { get; init; }
    public string? Error { get; init; }
    public string? Problem { get; init; }
}

/// <summary>Knows how the archive stands, and says what is wrong with it.</summary>
internal sealed class WalStanding
{
    /// <summary>The log comes every ten seconds. A server of one's own may have nothing to archive, so there only failures count.</summary>
    public static readonly TimeSpan Overdue = TimeSpan.FromMinutes(2);

    private const string Archiver = """
        SELECT current_setting('archive_mode') <> 'off', last_archived_time, failed_count, last_failed_time, last_failed_wal FROM pg_stat_archiver
        """;

    private readonly StorageOptions _options;
    private readonly Databases _databases;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly DateTimeOffset _began;
    private WalState _state;
    private string? _gap;

    public WalStanding(StorageOptions options, Databases databases, AshlarMeter meter, TimeProvider time)
    {
        (_options, _databases, _time, _began) = (options, databases, time, time.GetUtcNow());
        _state = new WalState(options.Database is not null ? WalState.Server : options.WalArchive ? WalState.On : WalState.Off);
        meter.Meter.CreateObservableGauge("ashlar.wal.age", () => _state is { Until: { } until } ? [new((_time.GetUtcNow() - until).TotalSeconds)] : Array.Empty<System.Diagnostics.Metrics.Measurement<double>>(), "s", "Age of what the archive of the log holds last.");
        meter.Meter.CreateObservableGauge("ashlar.wal.failures", () => _state.Failures, "{failure}", "Failures to archive the log.");
    }

    public void Kept(DateTimeOffset until) => Change(state => state with { Until = until, Error = null });

    public void Failed(string reason) => Change(state => state with { Failures = state.Failures + 1, FailedAt = _time.GetUtcNow(), Error = Protection.Redactor.Redact(reason) });

    /// <summary>What a look at the media found. A gap is forgotten when the next look finds none.</summary>
    public void Found(IReadOnlyCollection<BaseCopy> copies, string? gap) => Change(state =>
    {
        _gap = gap;
        return state with { Copies = copies.Count, From = copies.Count == 0 ? null : copies.Min(copy => copy.FinishedAt), NewestCopyAt = copies.Count == 0 ? null : copies.Max(copy => copy.FinishedAt) };
    });

    public async Task<WalState> Read(CancellationToken cancel)
    {
        if (_state.Mode == WalState.Server)
            await Ask(cancel);
        lock (_gate)
            return _state with { Problem = Problem() };
    }

    /// <exception cref="InvalidOperationException">Somebody should look after it.</exception>
    public async Task<string?> Check(CancellationToken cancel)
    {
        var state = await Read(cancel);
        return state.Problem is { } problem ? throw new InvalidOperationException(problem) : state switch
        {
            { Mode: WalState.Off } => "off",
            { Mode: WalState.Server, Until: null } => "the server archives nothing yet, or somebody else does",
            { Until: { } until } => $"archived until {until:u}",
            _ => "begins",
        };
    }

    private string? Problem()
    {
        const string look = "Make room or let the media answer; the platform goes on meanwhile.";
        var (state, now) = (_state, _time.GetUtcNow());
        if (state.Mode == WalState.Server)
            return state.FailedAt is { } failed && failed > (state.Until ?? DateTimeOffset.MinValue) ? $"The server cannot archive its log since {failed:u}: {state.Error}. Its disk fills up until it can; its log says why." : null;
        if (state.Mode == WalState.Off)
            return null;
        if (now - (state.Until ?? _began) > Overdue)
            return $"The log is archived until {(state.Until is { } until ? $"{until:u}" : "no moment since the start")} only{(state.Error is { } error ? $": {error}" : ".")} {look}";
        return _gap ?? (state.Copies == 0 && now - _began > Overdue ? $"There is no base copy yet, without which the log is of no use{(state.Error is { } why ? $": {why}" : ".")} {look}" : null);
    }

    private async Task Ask(CancellationToken cancel)
    {
        var (archives, last, failures, failed, segment) = await _databases.System.First(Archiver, row => (row.GetBoolean(0), row.Optional<DateTimeOffset?>(1), row.GetInt64(2), row.Optional<DateTimeOffset?>(3), row.Optional<string>(4)), cancel);
        Change(state => archives ? state with { Until = last, Failures = failures, FailedAt = failed, Error = failed is null ? null : $"segment {segment}" } : new WalState(WalState.Server));
    }

    private void Change(Func<WalState, WalState> change)
    {
        lock (_gate)
            _state = change(_state);
    }
}
