using System.Runtime.CompilerServices;

namespace Ashlar.Core.Files.Stores;

/// <summary>A folder. What arrives is written aside and moved into place, so that half a file never stands under its name.</summary>
internal sealed class LocalStore : IFileStore
{
    private readonly string _root;
    private readonly string _incoming;

    public LocalStore(string folder) => (_root, _incoming) = (Path.GetFullPath(folder), Path.Combine(Path.GetFullPath(folder), ".incoming"));

    public string Name => "local";

    public async Task Put(string path, Stream content, CancellationToken cancel)
    {
        var target = Full(path);
        var aside = Path.Combine(_incoming, Contract.Values.Ids.New().ToString("n"));
        try
        {
            Make(_incoming);
            Make(Path.GetDirectoryName(target)!);
            await using (var file = new FileStream(aside, Options()))
            {
                await content.CopyToAsync(file, cancel);
                file.Flush(flushToDisk: true);
            }

            File.Move(aside, target, overwrite: true);
        }
        catch (Exception failure)
        {
            File.Delete(aside);
            if (failure is UnauthorizedAccessException || (failure is IOException && !FromContent(failure)))
                throw new FileStoreException($"The folder of files cannot be written: {failure.Message}", failure);
            throw;
        }
    }

    public Task<Stream?> Get(string path, long from, CancellationToken cancel)
    {
        try
        {
            var file = new FileStream(Full(path), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
            file.Seek(from, SeekOrigin.Begin);
            return Task.FromResult<Stream?>(file);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new FileStoreException($"The folder of files cannot be read: {failure.Message}", failure);
        }
    }

    public Task Delete(string path, CancellationToken cancel)
    {
        try
        {
            File.Delete(Full(path));
        }
        catch (DirectoryNotFoundException)
        {
            // Then the file is not there either.
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new FileStoreException($"A file cannot be removed: {failure.Message}", failure);
        }

        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<StoredObject> List(string prefix, [EnumeratorCancellation] CancellationToken cancel)
    {
        StorePath.CheckPrefix(prefix);
        await Task.CompletedTask;
        if (!Directory.Exists(_root))
            yield break;
        var paths = Directory.EnumerateFiles(_root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .Select(file => Path.GetRelativePath(_root, file).Replace('\\', '/')).Where(path => path[0] != '.' && path.StartsWith(prefix, StringComparison.Ordinal));
        foreach (var path in paths.Order(StringComparer.Ordinal))
        {
            cancel.ThrowIfCancellationRequested();
            if (new FileInfo(Full(path)) is { Exists: true } file)
                yield return new StoredObject(path, file.Length);
        }
    }

    /// <summary>Removes what a crash left half written.</summary>
    public void Sweep(DateTimeOffset before)
    {
        if (!Directory.Exists(_incoming))
            return;
        foreach (var file in new DirectoryInfo(_incoming).EnumerateFiles().Where(file => file.LastWriteTimeUtc < before.UtcDateTime))
            file.Delete();
    }

    private string Full(string path) => Path.Combine(_root, StorePath.Check(path));

    // A caller that breaks off is no failure of the disk.
    private static bool FromContent(Exception failure) => failure is Microsoft.AspNetCore.Http.BadHttpRequestException or Microsoft.AspNetCore.Connections.ConnectionResetException || failure.Source == "Microsoft.AspNetCore.Server.Kestrel.Core";

    private static void Make(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
