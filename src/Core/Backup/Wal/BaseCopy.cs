namespace Ashlar.Core.Backup.Wal;

/// <summary>
/// A copy of all files of the server while it went on working. It is no moment by itself: the log from <see cref="Start"/> on makes it one, at the
/// earliest that of <see cref="FinishedAt"/>.
/// </summary>
internal sealed record BaseCopy
{
    public const int Current = 1;

    public int Format { get; init; } = Current;
    public required Guid Id { get; init; }
    public required Guid Line { get; init; }
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>By the clock of the server, as are the moments of its log.</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>Version of the server: only the same major one can read the files.</summary>
    public required string Server { get; init; }
    public required uint Timeline { get; init; }
    public required int SegmentSize { get; init; }

    /// <summary>Places in the log, as numbers.</summary>
    public required ulong Start { get; init; }
    public required ulong Stop { get; init; }
    public required int Files { get; init; }
    public required long Bytes { get; init; }
    public required long BytesWritten { get; init; }
}
