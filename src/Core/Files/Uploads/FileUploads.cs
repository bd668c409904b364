using System.Security.Cryptography;
using Ashlar.Contract.Errors;
using Ashlar.Core.Access;
using Ashlar.Core.Audit;
using Ashlar.Core.Commands;
using Ashlar.Core.Files.Names;
using Ashlar.Core.Files.Retention;
using Ashlar.Core.Files.Rows;
using Ashlar.Core.Files.Scanning;
using Ashlar.Core.Files.Sealing;
using Ashlar.Core.Files.Stores;
using Ashlar.Core.Identity;
using Ashlar.Core.Protection;
using Ashlar.Core.Resources;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Files.Uploads;

/// <summary>
/// Takes a file in: row and key → bytes, sealed while they arrive → size, digest and state. The row is there first, so that whatever breaks in
/// between is known and cleared away.
/// </summary>
internal sealed class FileUploads(OperationFactory operations, KeyRing keys, FileStores stores, FileScans scans, FileDeletion deletion)
{
    public async Task<Result<Guid>> Take(Caller caller, RequestInfo request, Incoming incoming, long limit, CancellationToken cancel)
    {
        try
        {
            var (content, head) = await Peeked.Of(incoming.Content, cancel);
            var type = MediaTypes.Decide(incoming.Declared, head);
            if (!type.Succeeded)
                return type.Error;
            var key = RandomNumberGenerator.GetBytes(FileKey.Length);
            var begun = await Begin(caller, request, incoming, type.Value, key, cancel);
            return begun.Succeeded ? await Keep(caller, request, begun.Value, content, key, limit, cancel) : begun.Error;
        }
        catch (Exception broken) when (Breaks(broken) && !cancel.IsCancellationRequested)
        {
            return StoredFileErrors.Interrupted;
        }
    }

    private async Task<Result<StoredFile>> Begin(Caller caller, RequestInfo request, Incoming incoming, string type, byte[] key, CancellationToken cancel)
    {
        await using var operation = operations.Begin(caller, request, controlPlane: true);
        var store = operation.Services.GetRequiredService<Store>();
        store.Action = "create";
        var file = new StoredFile
        {
            Name = incoming.Name, MediaType = type, State = FileState.Uploading, DataClass = incoming.DataClass, OwnerId = caller.UserId, ExpiresAt = incoming.ExpiresAt, Store = stores.Current.Name,
        };
        file.Path = StorePath.Of(caller.TenantId, file.Id);
        operation.Work.Add(Sql.Statement("INSERT INTO public.files_keys (tenant_id, file_id, wrapped) VALUES ($1, $2, $3)", caller.TenantId, file.Id, await keys.Seal(caller.TenantId, FileKey.Purpose(file.Id), key, cancel)));
        store.Add(file);
        if (await operation.Stage(cancel) is { } refused)
            return refused;
        await operation.Commit(cancel);
        return file;
    }

    private async Task<Result<Guid>> Keep(Caller caller, RequestInfo request, StoredFile file, Stream content, byte[] bare, long limit, CancellationToken cancel)
    {
        var kept = false;
        try
        {
            using var key = new FileKey(bare, caller.TenantId, file.Id);
            await using var sealedContent = new SealedContent(content, key, limit);
            await stores.Current.Put(file.Path, sealedContent, cancel);
            await Finish(caller, request, file.Id, sealedContent.Size, sealedContent.Sha256(), cancel);
            kept = true;
        }
        catch (FileTooLargeException)
        {
            return StoredFileErrors.TooLarge(limit);
        }
        catch (FileStoreException failure)
        {
            return failure.IsFull ? StoredFileErrors.StoreFull : StoredFileErrors.StoreDown;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bare);
            if (!kept)
                await deletion.Delete(caller.Tenant!, file.Id, "discard", "Its upload did not end well.", CancellationToken.None);
        }

        if (scans.AreOn)
            await scans.Scan(caller.Tenant!, file.Id, cancel);
        return file.Id;
    }

    /// <summary>As the caller, who finds the file he brought even where his rules show him no files.</summary>
    private async Task Finish(Caller caller, RequestInfo request, Guid id, long size, string digest, CancellationToken cancel)
    {
        await using var operation = operations.Begin(caller with { Permissions = PermissionSet.Everything }, request, controlPlane: true);
        var store = operation.Services.GetRequiredService<Store>();
        store.Action = "upload";
        var row = await store.Lock<StoredFile>(id, cancel) ?? throw new FileStoreException("The file was deleted while it arrived.");
        (row.Size, row.Sha256) = (size, digest);
        (row.State, row.ScanResult) = scans.AreOn ? (FileState.Quarantined, null) : (FileState.Ready, FileScans.NotScanned);
        await operation.Stage(cancel);
        await operation.Commit(cancel);
    }

    private static bool Breaks(Exception failure) => failure is BadHttpRequestException or IOException or InvalidDataException;
}
