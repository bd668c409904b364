namespace Ashlar.Core.Files.Scanning;

/// <summary>Looks at files before anybody may open them.</summary>
internal interface IFileScanner
{
    /// <summary>Without a scanner files are ready at once, and their rows say that nobody looked.</summary>
    bool IsOn { get; }

    /// <summary>The name of what was found, or null when nothing was. <paramref name="content"/> writes the file to whom it is given.</summary>
    /// <exception cref="ScannerException">The scanner does not answer or cannot tell; the file stays closed and is looked at again.</exception>
    Task<string?> Scan(Func<Func<ReadOnlyMemory<byte>, ValueTask>, Task> content, CancellationToken cancel);
}

internal sealed class ScannerException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Nobody looks.</summary>
internal sealed class NoScanner : IFileScanner
{
    public bool IsOn => false;

    public Task<string?> Scan(Func<Func<ReadOnlyMemory<byte>, ValueTask>, Task> content, CancellationToken cancel) => throw new ScannerException("There is no scanner.");
}
