using Ashlar.Contract.Errors;

namespace Ashlar.Core.Files.Stores;

/// <summary>The stores that are configured: new files go to the current one, earlier ones are read where they are.</summary>
internal sealed class FileStores : IDisposable
{
    private readonly LocalStore _local;
    private readonly S3Store? _s3;

    public FileStores(FileStoreOptions options) => (_local, _s3) = (new LocalStore(options.Folder), options.S3 is { } s3 ? new S3Store(s3) : null);

    public IFileStore Current => _s3 is null ? _local : _s3;

    /// <summary>The store a file was put into, as far as it is still configured.</summary>
    public Result<IFileStore> Find(string name) =>
        name == _local.Name ? _local : name == _s3?.Name ? _s3 : StoredFileErrors.StoreMissing;

    public void Sweep(DateTimeOffset before) => _local.Sweep(before);

    public void Dispose() => _s3?.Dispose();
}
