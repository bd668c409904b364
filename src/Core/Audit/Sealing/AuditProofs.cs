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

    /// <summary>Entries that no seal covers yet.</summary>
    public async Task<long> Waiting(Guid log, CancellationToken cancel)
    {
        long waiting = 0;
        foreach (var source in await places.Of(log, cancel))
        {
            var mark = await databases.System.Scalar<long>("SELECT xid FROM public.audit_sources WHERE database = $1", cancel, source);
            waiting += await databases.SystemOf(source).Scalar<long>("SELECT count(*) FROM (SELECT FROM public.audit_logs WHERE tenant_id IS NOT DISTINCT FROM $1 AND xid >= $2 LIMIT 10000) w", cancel,
                new Npgsql.NpgsqlParameter { Value = log == AuditRows.Installation ? DBNull.Value : log, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid }, mark);
        }

        return waiting;
    }
}
