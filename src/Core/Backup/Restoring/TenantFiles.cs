using Ashlar.Core.Backup.Media;
using Ashlar.Core.Files.Stores;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Npgsql;

namespace Ashlar.Core.Backup.Restoring;

/// <summary>Files of an organisation that is restored: those that came since are removed as deleted ones are, those that were deleted come back from the media.</summary>
internal sealed class TenantFiles(FileStores stores, BackupMedia media, TimeProvider time)
{
    private static readonly string _back = TenantRows.Staged("files");

    private static readonly string _since = $"""
        INSERT INTO public.files_removals (tenant_id, file_id, client_id, name, store, path, requested_at, next_at)
        SELECT f.tenant_id, f.id, f.client_id, f.name, f.store, f.path, $2, $2 FROM public.files f
        WHERE f.tenant_id = $1 AND f.state <> 'deleted' AND NOT EXISTS (SELECT FROM {_back} b WHERE b.id = f.id) ON CONFLICT DO NOTHING
        """;

    private static readonly string _again = $"DELETE FROM public.files_removals r USING {_back} b WHERE r.tenant_id = $1 AND r.file_id = b.id AND b.state <> 'deleted'";

    /// <summary>In the transaction, before rows change.</summary>
    public async Task Prepare(NpgsqlConnection connection, Guid tenant, CancellationToken cancel)
    {
        await connection.Execute(_since, cancel, tenant, time.GetUtcNow());
        await connection.Execute(_again, cancel, tenant);
    }

    /// <summary>Puts back bytes that their store lacks. How many files.</summary>
    public async Task<int> Bring(Manifest manifest, TenantInfo tenant, CancellationToken cancel)
    {
        var brought = 0;
        foreach (var file in manifest.Files.Where(file => file.Path.StartsWith($"{tenant.Id:n}/", StringComparison.Ordinal)))
        {
            if (stores.Find(file.Store) is not { Succeeded: true, Value: { } store })
                continue;
            await using var there = await store.Get(file.Path, 0, cancel);
            if (there is not null)
                continue;
            await using var content = await media.Store.Get(BackupMedia.FileOf(file.Path), 0, cancel);
            if (content is null)
                continue;
            await store.Put(file.Path, content, cancel);
            brought++;
        }

        return brought;
    }
}
