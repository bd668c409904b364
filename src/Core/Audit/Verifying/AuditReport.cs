namespace Ashlar.Core.Audit.Verifying;

/// <summary>Something that is not as it was sealed.</summary>
/// <param name="Kind">changed, deleted, inserted, backdated, reordered, truncated, head_forged, tree_changed or rolled_back.</param>
/// <param name="Position">Where in the log, when it has a place there.</param>
/// <param name="EntryId">Which entry.</param>
/// <param name="Text">In a sentence.</param>
internal sealed record Finding(string Kind, long? Position, Guid? EntryId, string Text);

/// <summary>What a verification of a whole log found.</summary>
internal sealed record AuditReport(Guid Log, DateTimeOffset CheckedAt)
{
    private const int Most = 200;

    /// <summary>Sealed entries.</summary>
    public long Size { get; set; }

    /// <summary>Entries compared with their seals.</summary>
    public long Compared { get; set; }

    /// <summary>Entries of months that were archived; only their seals are left.</summary>
    public long Archived { get; set; }

    /// <summary>Entries whose personal part was erased.</summary>
    public long Erased { get; set; }

    public long Heads { get; set; }

    public string? Head { get; set; }

    public long Found { get; set; }

    public List<Finding> Findings { get; } = [];

    public bool Ok => Found == 0;

    public void Add(string kind, long? position, Guid? entry, string text)
    {
        Found++;
        if (Findings.Count < Most)
            Findings.Add(new Finding(kind, position, entry, text));
    }
}
