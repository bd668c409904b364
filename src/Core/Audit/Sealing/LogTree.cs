using Ashlar.Core.Audit.Proofs;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Audit.Sealing;

/// <summary>
/// The stored tree of one log. Leaves and every eighth level are kept; what lies between is computed. A computation runs twice: first to
/// learn which hashes it needs, then with them.
/// </summary>
internal sealed class LogTree(NpgsqlConnection connection, Guid log)
{
    private const int Step = 8;
    private static readonly byte[] _unknown = new byte[32];

    private readonly Dictionary<(int Level, long Index), byte[]> _known = [];

    /// <summary>Runs a computation over complete subtrees.</summary>
    public async Task<T> Compute<T>(Func<Func<int, long, byte[]>, T> compute, CancellationToken cancel)
    {
        var missing = new HashSet<(int Level, long Index)>();
        var result = compute((level, index) => Subtree(level, index, missing));
        if (missing.Count == 0)
            return result;
        await Load(missing, cancel);
        missing.Clear();
        result = compute((level, index) => Subtree(level, index, missing));
        return missing.Count == 0 ? result : throw new InvalidDataException($"The tree of log {log} lacks {missing.Count} hashes, such as number {missing.First().Index} of level {missing.First().Level}.");
    }

    /// <summary>Adds leaves behind the last one.</summary>
    public async Task AddLeaves(long size, IReadOnlyList<(AuditLeaf Entry, string Source)> entries, Func<byte[]> salt, CancellationToken cancel)
    {
        var salts = entries.Select(_ => salt()).ToArray();
        var personal = entries.Select((one, i) => one.Entry.Commitment(salts[i])).ToArray();
        var hashes = entries.Select((one, i) => one.Entry.Hash(personal[i])).ToArray();
        for (var i = 0; i < hashes.Length; i++)
            _known[(0, size + i)] = hashes[i];
        await connection.Execute(
            "INSERT INTO public.audit_leaves (log, position, entry_id, at, source, hash, personal, salt) SELECT $1, * FROM unnest($2::bigint[], $3::uuid[], $4::timestamptz[], $5::text[], $6::bytea[], $7::bytea[], $8::bytea[])", cancel,
            log, Enumerable.Range(0, hashes.Length).Select(i => size + i).ToArray(), entries.Select(one => one.Entry.Id).ToArray(), entries.Select(one => one.Entry.At).ToArray(),
            entries.Select(one => one.Source).ToArray(), hashes, personal, salts);
    }

    /// <summary>Stores the nodes that became complete when the tree grew.</summary>
    public async Task AddNodes(long size, long to, CancellationToken cancel)
    {
        for (var level = Step; (to >> level) > 0; level += Step)
        {
            var (first, last) = (size >> level, to >> level);
            if (first == last)
                break;
            var at = level;
            var nodes = await Compute(subtree => Enumerable.Range(0, (int)(last - first)).Select(i => Merkle.Node(subtree(at - 1, (first + i) * 2), subtree(at - 1, ((first + i) * 2) + 1))).ToArray(), cancel);
            for (var i = 0; i < nodes.Length; i++)
                _known[(level, first + i)] = nodes[i];
            await connection.Execute("INSERT INTO public.audit_nodes (log, level, index, hash) SELECT $1, $2, * FROM unnest($3::bigint[], $4::bytea[]) ON CONFLICT DO NOTHING", cancel,
                log, (short)level, Enumerable.Range(0, nodes.Length).Select(i => first + i).ToArray(), nodes);
        }
    }

    private byte[] Subtree(int level, long index, HashSet<(int, long)> missing)
    {
        if (_known.TryGetValue((level, index), out var hash))
            return hash;
        if (level % Step == 0)
        {
            missing.Add((level, index));
            return _unknown;
        }

        return Merkle.Node(Subtree(level - 1, index * 2, missing), Subtree(level - 1, (index * 2) + 1, missing));
    }

    private async Task Load(IEnumerable<(int Level, long Index)> wanted, CancellationToken cancel)
    {
        foreach (var group in wanted.GroupBy(one => one.Level))
        {
            var sql = group.Key == 0
                ? "SELECT position, hash FROM public.audit_leaves WHERE log = $1 AND position = ANY($2)"
                : $"SELECT index, hash FROM public.audit_nodes WHERE log = $1 AND level = {group.Key} AND index = ANY($2)";
            foreach (var (index, hash) in await connection.Query(sql, row => (row.GetInt64(0), row.GetFieldValue<byte[]>(1)), cancel, log, group.Select(one => one.Index).ToArray()))
                _known[(group.Key, index)] = hash;
        }
    }
}
