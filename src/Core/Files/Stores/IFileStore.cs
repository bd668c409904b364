namespace Ashlar.Core.Files.Stores;

/// <summary>
/// Where the sealed bytes of files are. All stores behave alike, which one suite of tests holds them to: a put replaces, and is there whole or
/// not at all; a delete of what is not there is done; lists are in ordinal order.
/// </summary>
internal interface IFileStore
{
    /// <summary>Kept in the row of every file, so that a file is found where it was put.</summary>
    string Name { get; }

    /// <exception cref="FileStoreException">The store does not answer or has no room.</exception>
    Task Put(string path, Stream content, CancellationToken cancel);

    /// <summary>The bytes from a position on, or null when there is nothing at the path.</summary>
    Task<Stream?> Get(string path, long from, CancellationToken cancel);

    Task Delete(string path, CancellationToken cancel);

    /// <summary>Everything whose path begins with the prefix.</summary>
    IAsyncEnumerable<StoredObject> List(string prefix, CancellationToken cancel);
}

internal sealed record StoredObject(string Path, long Size);

/// <summary>The store did not do what it was asked; trying again later may help.</summary>
internal sealed class FileStoreException(string message, Exception? inner = null) : Exception(message, inner)
{
    private const int NoSpaceLeft = 28; // ENOSPC
    private const int QuotaExceeded = 122; // EDQUOT

    /// <summary>There is no room, which somebody has to make.</summary>
    public bool IsFull => InnerException is IOException { HResult: NoSpaceLeft or QuotaExceeded };
}
