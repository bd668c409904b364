using Ashlar.Core.Audit.Proofs;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Audit.Sealing;

/// <summary>An entry with the hashes that lead from it to a signed root.</summary>
internal sealed record InclusionProof(AuditLeaf Entry, long Position, byte[]? Salt, byte[] Personal, byte[] Leaf, long Size, IReadOnlyList<byte[]> Path, string Head);

/// <summary>How far a log is sealed.</summary>
internal sealed record LogStanding(SignedHead? Head, long Waiting);

/// <summary>Answers questions about the trees.</summary>
internal sealed class AuditProofs(Databases databases, LogDatabases places, HeadKeys keys)
{
    private const string Entries = "SELECT coalesce(tenant_id, '00000000-0000-0000-0000-000000000000'), id, at FROM public.audit_logs WHERE ($1::uuid IS NULL OR coalesce(tenant_id, '00000000-0000-0000-0000-000000000000') = $1)";

    // Numbers ahead of this server's are those of the server that a backup came from, on entries sealed there.
    private const string Behind = Entries + " AND xid >= $2 AND xid < pg_snapshot_xmax(pg_current_snapshot())::text::bigint ORDER BY xid LIMIT 10000";
    private const string Latest = Entries + " AND xid >= $2 ORDER BY at DESC LIMIT 10000";

    public async Task<SignedHead?> Head(Guid log, CancellationToken cancel) =>
        await databases.System.Scalar<string>("SELECT jws FROM public.audit_heads WHERE log = $1 ORDER BY size DESC LIMIT 1", cancel, log) is { } jws ? SignedHead.Verify(jws, await keys.All(cancel)) : null;

    /// <summary>Null when there is no such entry in the log, or no seal on it yet.</summary>
    public async Task<InclusionProof?> Inclusion(Guid log, Guid entryId, CancellationToken cancel)
    {
        await using var lent = await databases.System.Lend(cancel);
        var main = lent.Connection;
        await using var snapshot = await main.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
        var leaf = await main.First("SELECT position, hash, salt, at, source, personal FROM public.audit_leaves WHERE log = $1 AND entry_id = $2",
            row => (Position: row.GetInt64(0), Hash: row.GetFieldValue<byte[]>(1), Salt: row.Optional<byte[]>(2), At: row.GetDateTime(3), Source: row.GetString(4), Personal: row.GetFieldValue<byte[]>(5)), cancel, log, entryId);
        if (leaf.Hash is null)
            return null;
        var head = await main.First("SELECT size, jws FROM public.audit_heads WHERE log = $1 ORDER BY size DESC LIMIT 1", row => (Size: row.GetInt64(0), Jws: row.GetString(1)), cancel, log);
        var entry = await databases.SystemOf(leaf.Source).First($"SELECT {AuditRows.Columns} FROM public.audit_logs WHERE tenant_id IS NOT DISTINCT FROM $1 AND at = $2 AND id = $3", AuditRows.Read, cancel,
            new Npgsql.NpgsqlParameter { Value = log == AuditRows.Installation ? DBNull.Value : log, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid }, leaf.At, entryId);
        if (entry is null || leaf.Position >= head.Size)
            return null;
        var path = await new LogTree(main, log).Compute(subtree => Merkle.Inclusion(leaf.Position, head.Size, subtree), cancel);
        return new InclusionProof(entry, leaf.Position, leaf.Salt, leaf.Personal, leaf.Hash, head.Size, path, head.Jws);
    }

    /// <summary>Null when the log is shorter.</summary>
    public async Task<IReadOnlyList<byte[]>?> Consistency(Guid log, long first, long second, CancellationToken cancel)
    {
        await using var lent = await databases.System.Lend(cancel);
        var main = lent.Connection;
        var size = await main.Scalar<long>("SELECT coalesce(max(position) + 1, 0) FROM public.audit_leaves WHERE log = $1", cancel, log);
        return first < 0 || second < first || second > size ? null : await new LogTree(main, log).Compute(subtree => Merkle.Consistency(first, second, subtree), cancel);
    }

    /// <summary>Entries that no seal covers yet, 10,000 of each database at most.</summary>
    public async Task<long> Waiting(Guid log, CancellationToken cancel)
    {
        var waiting = 0L;
        foreach (var source in await places.Of(log, cancel))
            waiting += (await Waiting(source, log, cancel)).Count;
        return waiting;
    }

    /// <summary>When the oldest entry of any log came about that no seal covers yet; null when there is none.</summary>
    public async Task<DateTimeOffset?> OldestWaiting(CancellationToken cancel)
    {
        DateTimeOffset? oldest = null;
        foreach (var source in await places.All(cancel))
        {
            if ((await Waiting(source, null, cancel)).Oldest is { } of && !(oldest <= of))
                oldest = of;
        }

        return oldest;
    }

    private async Task<(long Count, DateTimeOffset? Oldest)> Waiting(string source, Guid? log, CancellationToken cancel)
    {
        var mark = await databases.System.Scalar<long?>("SELECT xid FROM public.audit_sources WHERE database = $1", cancel, source);
        var database = databases.SystemOf(source);
        // Without a mark of this server's transactions, as after a restore, the sealer begins anew: then it is one of the latest.
        var passed = mark is not null && mark <= await database.Scalar<long>($"SELECT {Sealer.Horizon}", cancel);
        var found = await database.Query(passed ? Behind : Latest, row => (Log: row.GetGuid(0), Id: row.GetGuid(1), At: row.GetDateTime(2)), cancel, log, passed ? mark : 0L);
        return await databases.System.First("SELECT count(*), min(w.at) FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) w (log, id, at) WHERE NOT EXISTS (SELECT FROM public.audit_leaves l WHERE l.log = w.log AND l.entry_id = w.id)",
            row => (row.GetInt64(0), row.Optional<DateTimeOffset?>(1)), cancel, found.Select(one => one.Log).ToArray(), found.Select(one => one.Id).ToArray(), found.Select(one => one.At).ToArray());
    }
}
