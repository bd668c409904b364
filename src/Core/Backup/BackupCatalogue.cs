using Ashlar.Core.Backup.Media;
using Ashlar.Core.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Backup;

/// <summary>A backup for people.</summary>
internal sealed record BackupRow(Guid Id, Guid Chain, string Kind, string State, string Cause, DateTimeOffset StartedAt)
{
    public required DateTimeOffset? SnapshotAt { get; init; }
    public required DateTimeOffset? FinishedAt { get; init; }
    public required long Rows { get; init; }
    public required long Files { get; init; }
    public required long Bytes { get; init; }
    public required long BytesWritten { get; init; }
    public required string? Error { get; init; }
    public required DateTimeOffset? VerifiedAt { get; init; }
    public required string? VerifiedHow { get; init; }
    public required string[]? Problems { get; init; }

    public bool Done => State == "done";
}

/// <summary>What the database remembers of backups. The media are the truth: what is there and not here is learnt, as after a restore.</summary>
internal sealed class BackupCatalogue(Databases databases, BackupMedia media, TimeProvider time)
{
    private const string Columns = "id, chain, kind, state, cause, started_at, snapshot_at, finished_at, rows, files, bytes, bytes_written, error, verified_at, verified_how, problems";

    private const string Insert = """
        INSERT INTO public.backups (id, chain, kind, state, cause, started_at, snapshot_at, finished_at, rows, files, bytes, bytes_written)
        VALUES ($1, $2, $3, 'done', $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO UPDATE SET state = 'done', snapshot_at = EXCLUDED.snapshot_at, finished_at = EXCLUDED.finished_at,
            rows = EXCLUDED.rows, files = EXCLUDED.files, bytes = EXCLUDED.bytes, bytes_written = EXCLUDED.bytes_written
        """;

    public Task<List<BackupRow>> List(int limit, CancellationToken cancel) => databases.System.Query($"SELECT {Columns} FROM public.backups ORDER BY started_at DESC, id DESC LIMIT $1", Read, cancel, limit);

    public Task<BackupRow?> Find(Guid id, CancellationToken cancel) => databases.System.First<BackupRow?>($"SELECT {Columns} FROM public.backups WHERE id = $1", Read, cancel, id);

    /// <summary>The newest that is whole, by the moment it shows.</summary>
    public Task<BackupRow?> Last(CancellationToken cancel) => databases.System.First<BackupRow?>($"SELECT {Columns} FROM public.backups WHERE state = 'done' ORDER BY snapshot_at DESC LIMIT 1", Read, cancel);

    public Task Begin(Guid id, Guid chain, string kind, string cause, DateTimeOffset at, CancellationToken cancel) =>
        databases.System.Execute("INSERT INTO public.backups (id, chain, kind, state, cause, started_at) VALUES ($1, $2, $3, 'running', $4, $5)", cancel, id, chain, kind, cause, at);

    public Task Finish(Manifest manifest, CancellationToken cancel) => databases.System.Execute(Insert, cancel, manifest.Id, manifest.Chain, manifest.Kind, manifest.Cause, manifest.StartedAt, manifest.SnapshotAt, manifest.FinishedAt,
        manifest.Rows, (long)manifest.Files.Count, manifest.Bytes, manifest.BytesWritten);

    public Task Fail(Guid id, string error, CancellationToken cancel) =>
        databases.System.Execute("UPDATE public.backups SET state = 'failed', error = $2, finished_at = $3 WHERE id = $1", cancel, id, Protection.Redactor.Redact(error), time.GetUtcNow());

    public Task Verified(Guid id, string how, IReadOnlyList<string> problems, CancellationToken cancel) => databases.System.Execute(
        "UPDATE public.backups SET verified_at = $2, verified_how = $3, problems = $4 WHERE id = $1", cancel, id, time.GetUtcNow(), how, problems.Count == 0 ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text } : problems.ToArray());

    public Task Forget(IReadOnlyList<Guid> ids, CancellationToken cancel) => databases.System.Execute("DELETE FROM public.backups WHERE id = ANY ($1)", cancel, ids.ToArray());

    /// <summary>Takes in backups that are on the media only, forgets those that are gone from there, and ends runs that a killed host left.</summary>
    public async Task Learn(CancellationToken cancel)
    {
        var found = await media.List(cancel);
        var known = (await databases.System.Query("SELECT id FROM public.backups WHERE state = 'done'", row => row.GetGuid(0), cancel)).ToHashSet();
        foreach (var chain in found.Where(one => !known.Contains(one.Id)).GroupBy(one => one.Chain))
            await Learn(chain, cancel);
        await databases.System.Execute("DELETE FROM public.backups WHERE state = 'done' AND id <> ALL ($1)", cancel, found.Select(one => one.Id).ToArray());
        await databases.System.Execute("UPDATE public.backups SET state = 'failed', error = 'The host ended before the backup did.', finished_at = $1 WHERE state = 'running'", cancel, time.GetUtcNow());
    }

    private async Task Learn(IGrouping<Guid, Found> chain, CancellationToken cancel)
    {
        try
        {
            using var key = await media.OpenKey(chain.Key, cancel);
            foreach (var one in chain)
                await Finish(await media.Manifest(one, key, cancel), cancel);
        }
        catch (BackupUnreadableException)
        {
            // Another installation's, or made under a root key that is not here.
        }
    }

    private static BackupRow Read(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetFieldValue<DateTimeOffset>(5))
    {
        SnapshotAt = row.Optional<DateTimeOffset?>(6),
        FinishedAt = row.Optional<DateTimeOffset?>(7),
        Rows = row.GetInt64(8),
        Files = row.GetInt64(9),
        Bytes = row.GetInt64(10),
        BytesWritten = row.GetInt64(11),
        Error = row.Optional<string>(12),
        VerifiedAt = row.Optional<DateTimeOffset?>(13),
        VerifiedHow = row.Optional<string>(14),
        Problems = row.Optional<string[]>(15),
    };
}
