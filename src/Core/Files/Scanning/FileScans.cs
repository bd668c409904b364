using Ashlar.Core.Audit;
using Ashlar.Core.Commands;
using Ashlar.Core.Files.Rows;
using Ashlar.Core.Files.Serving;
using Ashlar.Core.Files.Stores;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;
using Ashlar.Core.Jobs;
using Ashlar.Core.Jobs.Schedules;
using Ashlar.Core.Resources;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Files.Scanning;

/// <summary>Has quarantined files looked at, and opens those in which nothing was found.</summary>
internal sealed class FileScans(IFileScanner scanner, FileSource source, OperationFactory operations, Databases databases, TenantDirectory tenants, ILogger<FileScans> log) : IScheduledJob
{
    public const string Clean = "clean";
    public const string NotScanned = "not scanned";

    private const string Waiting = "SELECT tenant_id, id FROM public.files WHERE state = 'quarantined' AND scan_result IS NULL AND deleted_at IS NULL ORDER BY created_at LIMIT 500";

    public bool AreOn => scanner.IsOn;

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        if (!scanner.IsOn)
            return;
        foreach (var (tenantId, id) in await databases.System.Query(Waiting, row => (row.GetGuid(0), row.GetGuid(1)), cancel))
        {
            if (await tenants.ById(tenantId, cancel) is { } tenant)
                await Scan(tenant, id, cancel);
        }
    }

    /// <summary>A file that cannot be looked at now stays closed and has its turn again.</summary>
    public async Task Scan(TenantInfo tenant, Guid id, CancellationToken cancel)
    {
        if (await source.Find(tenant.Id, id, cancel) is not { State: FileState.Quarantined } file || await source.Key(file, cancel) is not { } key)
            return;
        using (key)
        {
            try
            {
                var found = await scanner.Scan(async write =>
                {
                    // What could not be read was not looked at.
                    if (await source.Copy(file, key, 0, file.Size, write, cancel) is { } missing)
                        throw new FileStoreException(missing.Message);
                }, cancel);
                await Keep(tenant, id, found, cancel);
            }
            catch (Exception failure) when (failure is ScannerException or FileStoreException)
            {
                log.LogWarning(failure, "The file {File} waits for its virus scan", id);
            }
        }
    }

    private async Task Keep(TenantInfo tenant, Guid id, string? found, CancellationToken cancel)
    {
        await using var operation = operations.Begin(Caller.System(tenant, "virus scanner"), RequestInfo.None, controlPlane: true);
        var store = operation.Services.GetRequiredService<Store>();
        store.Action = "scan";
        if (await store.Lock<StoredFile>(id, cancel) is not { State: FileState.Quarantined } row)
            return;
        (row.State, row.ScanResult) = found is null ? (FileState.Ready, Clean) : (FileState.Quarantined, $"found {found.Cut(200)}");
        if (await operation.Stage(cancel) is null)
            await operation.Commit(cancel);
    }
}
