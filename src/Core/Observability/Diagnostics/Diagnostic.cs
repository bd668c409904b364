namespace Ashlar.Core.Observability.Diagnostics;

internal enum DiagnosticState { Ok, Warning, Failed }

/// <summary>What was seen, and what to do about it unless all is well.</summary>
internal sealed record Finding(DiagnosticState State, string Seen, string? Remedy)
{
    public static Finding Ok(string seen) => new(DiagnosticState.Ok, seen, null);

    public static Finding Warning(string seen, string remedy) => new(DiagnosticState.Warning, seen, remedy);

    public static Finding Failed(string seen, string remedy) => new(DiagnosticState.Failed, seen, remedy);
}

/// <summary>One thing an installation rests on, and how to look at it.</summary>
/// <param name="Id">Stable.</param>
/// <param name="Area">database, storage, providers, keys, audit, work or security.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Look">Looks at the running system.</param>
internal sealed record Diagnostic(string Id, string Area, string Title, Func<CancellationToken, Task<Finding>> Look);

/// <summary>Diagnostics of one part of the core.</summary>
internal interface IDiagnostics
{
    IEnumerable<Diagnostic> All { get; }
}
