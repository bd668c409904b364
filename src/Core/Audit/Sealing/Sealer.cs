using System.Data;
using System.Security.Cryptography;
using Ashlar.Core.Audit.Alerts;
using Ashlar.Core.Audit.Proofs;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Audit.Sealing;

/// <summary>
/// Puts committed entries into the trees of their tenants and signs the new heads. Entries commit out of order, so it takes those of
/// transactions older than every running one, in the order of transactions: none can appear behind it later.
/// </summary>
internal sealed class Sealer(Databases databases, LogDatabases places, HeadKeys keys, KnownHeads known, BreachRules rules, TimeProvider time, ILogger<Sealer> log)
{
    /// <summary>Of the one sealer that is at it, in the main database.</summary>
    public const long Lock = 0x4153_4155_4449_54; // "ASAUDIT"

    private const int Batch = 5_000;
    private const long Restless = 10_000;

    public const string Horizon = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint";
    private const string Next = $"SELECT {AuditRows.Columns}, xid FROM public.audit_logs WHERE xid >= $1 AND xid < (SELECT {Horizon}) AND (xid, id) > ($1, $2) ORDER BY xid, id LIMIT $3";

    private sealed record Mark(long Xid, Guid Id);

    private sealed record Found(List<(AuditLeaf Entry, long Xid)> Entries, long Horizon);

    /// <summary>Seals all that can be, in every database. Another replica that is at it lets this one go.</summary>
    public async Task<int> SealAll(CancellationToken cancel)
    {
        var total = 0;
        foreach (var database in await places.All(cancel))
        {
            int done;
            do
            {
                done = await SealSome(database, cancel);
                total += done;
            }
            while (done == Batch);
        }

        return total;
    }

    private async Task<int> SealSome(string database, CancellationToken cancel)
    {
        await using var lent = await databases.System.Lend(cancel);
        var main = lent.Connection;
        await using var transaction = await main.BeginTransactionAsync(cancel);
        if (!await main.Scalar<bool>("SELECT pg_try_advisory_xact_lock($1)", cancel, Lock))
            return 0;
        var mark = await main.First("SELECT xid, id FROM public.audit_sources WHERE database = $1", row => new Mark(row.GetInt64(0), row.GetGuid(1)), cancel, database) ?? new Mark(0, Guid.Empty);
        var found = await Read(database, mark, cancel);
        var anew = found.Horizon < mark.Xid;
        if (anew)
        {
            // Numbers of transactions begin anew when a dump is restored on another server; the entries that have a seal are known by their ids.
            log.LogWarning("The transactions of database '{Database}' are numbered anew; looking for entries without a seal from the beginning", database);
            found = await Read(database, new Mark(0, Guid.Empty), cancel);
        }

        var heads = await Append(main, database, found.Entries, cancel);
        var reached = found.Entries.Count == Batch ? new Mark(found.Entries[^1].Xid, found.Entries[^1].Entry.Id) : new Mark(found.Horizon, Guid.Empty);
        if (anew || found.Entries.Count > 0 || Math.Abs(found.Horizon - mark.Xid) > Restless)
        {
            await main.Execute("INSERT INTO public.audit_sources (database, xid, id, sealed_at) VALUES ($1, $2, $3, $4) ON CONFLICT (database) DO UPDATE SET xid = EXCLUDED.xid, id = EXCLUDED.id, sealed_at = EXCLUDED.sealed_at", cancel,
                database, reached.Xid, reached.Id, time.GetUtcNow());
            await transaction.CommitAsync(cancel);
            await known.Remember(heads, cancel);
            await rules.Look([.. found.Entries.Select(one => one.Entry)], database, cancel);
        }

        return found.Entries.Count;
    }

    /// <summary>Entries and horizon of one snapshot.</summary>
    private async Task<Found> Read(string database, Mark mark, CancellationToken cancel)
    {
        await using var lent = await databases.SystemOf(database).Lend(cancel);
        var source = lent.Connection;
        await using var snapshot = await source.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        var horizon = await source.Scalar<long>($"SELECT {Horizon}", cancel);
        return new Found(await source.Query(Next, row => (AuditRows.Read(row), row.GetInt64(20)), cancel, mark.Xid, mark.Id, Batch), horizon);
    }

    private async Task<List<SignedHead>> Append(NpgsqlConnection main, string database, IReadOnlyList<(AuditLeaf Entry, long Xid)> entries, CancellationToken cancel)
    {
        var heads = new List<SignedHead>();
        if (entries.Count == 0)
            return heads;
        var have = (await main.Query("SELECT l.log, l.entry_id FROM unnest($1::uuid[], $2::uuid[]) w (log, id) JOIN public.audit_leaves l ON l.log = w.log AND l.entry_id = w.id",
            row => (row.GetGuid(0), row.GetGuid(1)), cancel, entries.Select(one => one.Entry.Log).ToArray(), entries.Select(one => one.Entry.Id).ToArray())).ToHashSet();
        foreach (var group in entries.Select(one => one.Entry).Where(entry => have.Add((entry.Log, entry.Id))).GroupBy(entry => entry.Log))
        {
            try
            {
                heads.Add(await AppendTo(main, group.Key, [.. group.Select(entry => (entry, database))], cancel));
            }
            catch (InvalidDataException broken)
            {
                // A tree that somebody has damaged must not keep the others from growing. Its entries have their leaves; it gets no head any more.
                await known.Report(group.Key, "tree_changed", broken.Message, cancel);
            }
        }

        return heads;
    }

    private async Task<SignedHead> AppendTo(NpgsqlConnection main, Guid id, IReadOnlyList<(AuditLeaf Entry, string Source)> entries, CancellationToken cancel)
    {
        var tree = new LogTree(main, id);
        var size = await main.Scalar<long>("SELECT coalesce(max(position) + 1, 0) FROM public.audit_leaves WHERE log = $1", cancel, id);
        await tree.AddLeaves(size, entries, () => RandomNumberGenerator.GetBytes(AuditLeaf.SaltLength), cancel);
        await CheckBefore(main, tree, id, size, cancel);
        await tree.AddNodes(size, size + entries.Count, cancel);
        return await Sign(main, tree, id, size + entries.Count, cancel);
    }

    /// <summary>Looks whether the tree is still the one that was signed, and no shorter than this host has seen it.</summary>
    private async Task CheckBefore(NpgsqlConnection main, LogTree tree, Guid id, long size, CancellationToken cancel)
    {
        var signed = await main.First("SELECT size, root FROM public.audit_heads WHERE log = $1 ORDER BY size DESC LIMIT 1", row => (Size: row.GetInt64(0), Root: row.GetFieldValue<byte[]>(1)), cancel, id);
        if (signed.Root is not null && signed.Size == size && !(await tree.Compute(subtree => Merkle.Range(0, size, subtree), cancel)).AsSpan().SequenceEqual(signed.Root))
            await known.Report(id, "tree_changed", $"The hashes of {size} sealed entries are no longer those that were signed.", cancel);
        else if (signed.Size != size)
            await known.Report(id, "truncated", $"{signed.Size} entries were signed and {size} are sealed.", cancel);
        await known.Check(id, size, async at => at > size ? null : await tree.Compute(subtree => Merkle.Range(0, at, subtree), cancel), cancel);
    }

    private async Task<SignedHead> Sign(NpgsqlConnection main, LogTree tree, Guid id, long size, CancellationToken cancel)
    {
        var root = await tree.Compute(subtree => Merkle.Range(0, size, subtree), cancel);
        var (keyId, key) = await keys.ForSigning(cancel);
        var now = time.GetUtcNow();
        var head = SignedHead.Sign(id, size, root, now, keyId, key);
        await main.Execute("INSERT INTO public.audit_heads (log, size, root, sealed_at, key_id, jws) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING", cancel, id, size, root, now, keyId, head.Jws);
        return head;
    }
}
