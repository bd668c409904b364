using Ashlar.Core.Audit.Erasure;
using Ashlar.Core.Audit.Proofs;
using Ashlar.Core.Audit.Sealing;
using Ashlar.Core.Resources;
using Ashlar.Core.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Audit.Verifying;

/// <summary>
/// Reads a whole log and compares: every seal with its entry, the tree with every signed head, every entry with its seal, and all of it with
/// what this host remembers. It trusts nothing in the database but what a key signed that the database cannot open.
/// </summary>
internal sealed class LogVerifier(Databases databases, LogDatabases places, HeadKeys keys, KnownHeads known, Archives archives, TimeProvider time)
{
    private const int Batch = 2_000;

    /// <summary>An entry is committed soon after it is written, so one that is older than the head before it was slipped in.</summary>
    private static readonly TimeSpan _late = TimeSpan.FromHours(1);

    private const string LeafRows = "SELECT position, entry_id, at, source, hash, personal, salt FROM public.audit_leaves WHERE log = $1 AND position >= $2 ORDER BY position LIMIT $3";
    private const string Entries = $"SELECT {AuditRows.Columns} FROM public.audit_logs WHERE tenant_id IS NOT DISTINCT FROM $1 AND at BETWEEN $2 AND $3 AND id = ANY($4)";
    private const string Sealed = $"SELECT id, xid, at FROM public.audit_logs WHERE tenant_id IS NOT DISTINCT FROM $1 AND xid >= $2 AND (xid, id) > ($2, $3) AND (xid, id) <= ($4, $5) ORDER BY xid, id LIMIT $6";

    private sealed record Leaf(long Position, Guid Id, DateTime At, string Source, byte[] Hash, byte[] Personal, byte[]? Salt);

    private sealed class Walk(AuditReport report, IReadOnlyList<SignedHead> heads, IReadOnlySet<(string, DateOnly)> archived, IReadOnlyDictionary<Guid, byte[]> erased)
    {
        public AuditReport Report => report;

        public IReadOnlyList<SignedHead> Heads => heads;

        public IReadOnlySet<(string, DateOnly)> Archived => archived;

        public IReadOnlyDictionary<Guid, byte[]> Erased => erased;

        public Frontier Tree { get; } = new();

        public int NextHead { get; set; }

        /// <summary>Findings when the last head fitted.</summary>
        public long FoundBefore { get; set; }
    }

    public async Task<AuditReport> Verify(Guid log, CancellationToken cancel)
    {
        // Before the snapshot, which may be older than a head that is signed while this reads.
        var remembered = known.Of(log);
        await using var lent = await databases.System.Lend(cancel);
        var main = lent.Connection;
        // One snapshot: what is sealed while this runs is left for the next time.
        await using var snapshot = await main.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
        var report = new AuditReport(log, time.GetUtcNow());
        var walk = new Walk(report, await Heads(main, log, report, cancel), await archives.Proven(main, cancel), await ProvenErasures.Of(main, log, cancel));
        var sources = await places.Of(log, cancel);
        for (long position = 0; ;)
        {
            var leaves = await main.Query(LeafRows, ReadLeaf, cancel, log, position, Batch);
            if (leaves.Count == 0)
                break;
            var entries = await Load(log, sources, leaves, cancel);
            foreach (var leaf in leaves)
                Compare(walk, leaf, entries);
            position = leaves[^1].Position + 1;
        }

        Finish(walk);
        foreach (var source in sources)
            await FindUnsealed(main, log, source, report, cancel);
        try
        {
            await Remembered(main, log, remembered, walk, cancel);
        }
        catch (InvalidDataException incomplete)
        {
            report.Add("tree_changed", null, null, incomplete.Message);
        }

        report.Size = walk.Tree.Size;
        return report;
    }

    /// <summary>Verifies and keeps the result for everybody to see.</summary>
    public async Task<AuditReport> VerifyAndKeep(Guid log, CancellationToken cancel)
    {
        var report = await Verify(log, cancel);
        await databases.System.Execute("INSERT INTO public.audit_checks (log, checked_at, size, report) VALUES ($1, $2, $3, $4) ON CONFLICT (log) DO UPDATE SET checked_at = EXCLUDED.checked_at, size = EXCLUDED.size, report = EXCLUDED.report", cancel,
            log, report.CheckedAt, report.Size, new NpgsqlParameter { Value = System.Text.Json.JsonSerializer.Serialize(report, JsonSettings.Options), NpgsqlDbType = NpgsqlDbType.Jsonb });
        foreach (var finding in report.Findings.GroupBy(finding => finding.Kind))
            await known.Report(log, finding.Key, finding.First().Text, cancel);
        return report;
    }

    private async Task<List<SignedHead>> Heads(NpgsqlConnection main, Guid log, AuditReport report, CancellationToken cancel)
    {
        var trusted = await keys.All(cancel);
        var heads = new List<SignedHead>();
        foreach (var (size, root, jws) in await main.Query("SELECT size, root, jws FROM public.audit_heads WHERE log = $1 ORDER BY size", row => (row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetString(2)), cancel, log))
        {
            report.Heads++;
            if (SignedHead.Verify(jws, trusted) is not { } head || head.Log != log || head.Size != size || !head.Root.AsSpan().SequenceEqual(root))
                report.Add("head_forged", size, null, $"The head of size {size} bears no signature of this installation.");
            else if (heads is [.., var last] && head.Time < last.Time)
                report.Add("head_forged", size, null, $"The head of size {size} is older than the smaller one before it.");
            else
                heads.Add(head);
        }

        report.Head = heads.LastOrDefault()?.Jws;
        return heads;
    }

    private async Task<ILookup<Guid, (AuditLeaf Entry, string Source)>> Load(Guid log, IReadOnlyList<string> sources, IReadOnlyList<Leaf> leaves, CancellationToken cancel)
    {
        var entries = new List<(AuditLeaf Entry, string Source)>();
        foreach (var source in sources)
        {
            entries.AddRange((await databases.SystemOf(source).Query(Entries, AuditRows.Read, cancel,
                Tenant(log), leaves.Min(leaf => leaf.At), leaves.Max(leaf => leaf.At), leaves.Select(leaf => leaf.Id).ToArray())).Select(entry => (entry, source)));
        }

        return entries.ToLookup(one => one.Entry.Id);
    }

    private static void Compare(Walk walk, Leaf leaf, ILookup<Guid, (AuditLeaf Entry, string Source)> entries)
    {
        var report = walk.Report;
        if (leaf.Position != walk.Tree.Size)
            report.Add("deleted", walk.Tree.Size, null, $"The seals from {walk.Tree.Size} to {leaf.Position - 1} are gone.");
        while (walk.Tree.Size < leaf.Position)
            Grow(walk, new byte[32]);
        var found = entries[leaf.Id].ToList();
        if (!found.Exists(one => one.Source == leaf.Source))
        {
            if (walk.Archived.Contains((leaf.Source, Archives.MonthOf(leaf.At))))
                report.Archived++;
            else
                report.Add("deleted", leaf.Position, leaf.Id, $"Entry {leaf.Id} of {leaf.At:u} is sealed at {leaf.Position} and gone.");
        }

        if (found.GroupBy(one => one.Source).Any(group => group.Count() > 1))
            report.Add("inserted", leaf.Position, leaf.Id, $"There is more than one entry {leaf.Id}.");
        foreach (var (entry, _) in found)
            CompareOne(walk, leaf, entry);
        Grow(walk, leaf.Hash);
    }

    private static void CompareOne(Walk walk, Leaf leaf, AuditLeaf entry)
    {
        var report = walk.Report;
        report.Compared++;
        if (leaf.Salt is null)
            report.Erased++;
        var left = walk.Erased.GetValueOrDefault(leaf.Id);
        var stays = left is not null && entry.Rest().AsSpan().SequenceEqual(left);
        var commitment = leaf.Salt is null || stays ? leaf.Personal : entry.Commitment(leaf.Salt);
        if (leaf.Salt is null && left is null)
            report.Add("changed", leaf.Position, leaf.Id, $"The salt of entry {leaf.Id} is gone, and no sealed order to erase it says so.");
        else if (leaf.Salt is null && !stays)
            report.Add("changed", leaf.Position, leaf.Id, $"Entry {leaf.Id} was erased, and what is left of it is not what was left.");
        else if (!entry.Hash(commitment).AsSpan().SequenceEqual(leaf.Hash))
            report.Add("changed", leaf.Position, leaf.Id, $"Entry {leaf.Id} of {leaf.At:u} is not what was sealed at {leaf.Position}.");
        if (walk.NextHead > 0 && walk.NextHead <= walk.Heads.Count && leaf.At < walk.Heads[walk.NextHead - 1].Time - _late)
            report.Add("backdated", leaf.Position, leaf.Id, $"Entry {leaf.Id} says {leaf.At:u} and was sealed after {walk.Heads[walk.NextHead - 1].Time:u}.");
    }

    private static void Grow(Walk walk, byte[] hash)
    {
        walk.Tree.Add(hash);
        if (walk.NextHead >= walk.Heads.Count || walk.Heads[walk.NextHead].Size != walk.Tree.Size)
            return;
        var head = walk.Heads[walk.NextHead++];
        if (!walk.Tree.Root().AsSpan().SequenceEqual(head.Root))
        {
            var since = walk.NextHead > 1 ? walk.Heads[walk.NextHead - 2].Size : 0;
            walk.Report.Add(walk.Report.Found == walk.FoundBefore ? "reordered" : "tree_changed", since, null, $"The seals up to {head.Size} do not give the root signed at {head.Time:u}; those before {since} may.");
        }

        walk.FoundBefore = walk.Report.Found;
    }

    private static void Finish(Walk walk)
    {
        var signed = walk.Heads is [.., var last] ? last.Size : 0;
        if (signed > walk.Tree.Size)
            walk.Report.Add("truncated", walk.Tree.Size, null, $"{signed} entries were signed and the seals end at {walk.Tree.Size}.");
        else if (signed < walk.Tree.Size)
            walk.Report.Add("truncated", signed, null, $"There are {walk.Tree.Size} seals and a signature for {signed}: heads are gone, or seals were added.");
    }

    /// <summary>Entries that the sealer has passed and that have no seal.</summary>
    private async Task FindUnsealed(NpgsqlConnection main, Guid log, string source, AuditReport report, CancellationToken cancel)
    {
        var end = await main.First("SELECT xid, id FROM public.audit_sources WHERE database = $1", row => (Xid: row.GetInt64(0), Id: row.GetGuid(1)), cancel, source);
        // On a server that numbers transactions anew the sealer begins anew, and has passed nothing yet.
        if (await databases.SystemOf(source).Scalar<long>($"SELECT {Sealer.Horizon}", cancel) < end.Xid)
            return;
        var (xid, id) = (0L, Guid.Empty);
        for (var more = true; more;)
        {
            var rows = await databases.SystemOf(source).Query(Sealed, row => (Id: row.GetGuid(0), Xid: row.GetInt64(1), At: row.GetDateTime(2)), cancel, Tenant(log), xid, id, end.Xid, end.Id, Batch);
            var have = (await main.Query("SELECT entry_id FROM public.audit_leaves WHERE log = $1 AND entry_id = ANY($2)", row => row.GetGuid(0), cancel, log, rows.Select(row => row.Id).ToArray())).ToHashSet();
            foreach (var row in rows.Where(row => !have.Contains(row.Id)))
                report.Add("inserted", null, row.Id, $"Entry {row.Id} of {row.At:u} bears no seal although later ones do.");
            more = rows.Count == Batch;
            if (more)
                (xid, id) = (rows[^1].Xid, rows[^1].Id);
        }
    }

    private async Task Remembered(NpgsqlConnection main, Guid log, SignedHead? remembered, Walk walk, CancellationToken cancel)
    {
        if (walk.Report.Found == 0 && walk.Tree.Size > 0 && !(await new LogTree(main, log).Compute(subtree => Merkle.Range(0, walk.Tree.Size, subtree), cancel)).AsSpan().SequenceEqual(walk.Tree.Root()))
            walk.Report.Add("tree_changed", null, null, "The stored nodes of the tree do not fit its leaves; proofs made from them will not hold.");
        var tree = new LogTree(main, log);
        var wrong = await known.Check(log, remembered, walk.Tree.Size, async size => await tree.Compute(subtree => Merkle.Range(0, size, subtree), cancel), cancel);
        if (wrong is not null)
            walk.Report.Add("rolled_back", null, null, wrong);
    }

    private static NpgsqlParameter Tenant(Guid log) => new() { Value = log == AuditRows.Installation ? DBNull.Value : log, NpgsqlDbType = NpgsqlDbType.Uuid };

    private static Leaf ReadLeaf(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetGuid(1), row.GetDateTime(2), row.GetString(3), row.GetFieldValue<byte[]>(4), row.GetFieldValue<byte[]>(5), row.IsDBNull(6) ? null : row.GetFieldValue<byte[]>(6));
}
