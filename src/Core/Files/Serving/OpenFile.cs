using Ashlar.Contract.Errors;
using Ashlar.Core.Files.Rows;
using Ashlar.Core.Files.Sealing;
using Ashlar.Core.Files.Stores;
using Ashlar.Core.Protection;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Files.Serving;

/// <summary>A file as those who open it need it.</summary>
internal sealed record OpenFile(Guid Tenant, Guid Id, Guid? Client, string Name, string MediaType, long Size, string? Sha256)
{
    public required FileState State { get; init; }

    public string? ScanResult { get; init; }

    public required string Store { get; init; }

    public required string Path { get; init; }

    /// <summary>Null once the key was destroyed.</summary>
    public byte[]? Wrapped { get; init; }
}

/// <summary>Finds files with their keys. Whether the caller may is settled before.</summary>
internal sealed class FileSource(Databases databases, KeyRing keys, FileStores stores)
{
    private const string Read = """
        SELECT f.client_id, f.name, f.media_type, f.size, f.sha256, f.state, f.scan_result, f.store, f.path, k.wrapped
        FROM public.files f LEFT JOIN public.files_keys k ON k.tenant_id = f.tenant_id AND k.file_id = f.id WHERE f.tenant_id = $1 AND f.id = $2 AND f.deleted_at IS NULL
        """;

    public async Task<OpenFile?> Find(Guid tenant, Guid id, CancellationToken cancel)
    {
        var found = await databases.Query(new TenantScope(tenant, null, Placement.ControlPlane), Read, row => new OpenFile(tenant, id, row.IsDBNull(0) ? null : row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.Optional<string>(4))
        {
            State = Enum.Parse<FileState>(row.GetString(5), ignoreCase: true),
            ScanResult = row.Optional<string>(6),
            Store = row.GetString(7),
            Path = row.GetString(8),
            Wrapped = row.Optional<byte[]>(9),
        }, cancel, tenant, id);
        return found is [var file] ? file : null;
    }

    /// <summary>The key, or null when it was destroyed.</summary>
    public async Task<FileKey?> Key(OpenFile file, CancellationToken cancel) =>
        file.Wrapped is null ? null : new FileKey(await keys.Open(file.Tenant, FileKey.Purpose(file.Id), file.Wrapped, cancel), file.Tenant, file.Id);

    /// <summary>Reads the whole file or a part of it.</summary>
    public async Task<Error?> Copy(OpenFile file, FileKey key, long from, long length, Func<ReadOnlyMemory<byte>, ValueTask> write, CancellationToken cancel)
    {
        var store = stores.Find(file.Store);
        if (!store.Succeeded)
            return store.Error;
        await OpenedContent.Copy(store.Value, file.Path, key, file.Size, from, length, write, cancel);
        return null;
    }
}
