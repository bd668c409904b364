using Ashlar.Core.Protection;

namespace Ashlar.Core.Observability.Diagnostics;

/// <summary>A diagnostic and what it found.</summary>
internal sealed record DiagnosticResult(Diagnostic Diagnostic, Finding Finding, double Milliseconds);

/// <summary>Looks at everything at once. What cannot be looked at within five seconds is a failure too, and says so.</summary>
internal sealed class DiagnosticRun(IEnumerable<IDiagnostics> parts, TimeProvider time, ILogger<DiagnosticRun> log)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    public async Task<IReadOnlyList<DiagnosticResult>> Look(CancellationToken cancel) => await Task.WhenAll(parts.SelectMany(part => part.All).Select(diagnostic => Look(diagnostic, cancel)));

    private async Task<DiagnosticResult> Look(Diagnostic diagnostic, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(_patience);
        Finding finding;
        try
        {
            finding = await diagnostic.Look(patience.Token).WaitAsync(patience.Token);
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested)
        {
            log.LogWarning(failure, "The diagnostic {Diagnostic} could not be carried out", diagnostic.Id);
            finding = patience.IsCancellationRequested
                ? Finding.Failed("No answer within 5 seconds.", "Look whether what it asks is overloaded or cannot be reached, then run this again.")
                : Finding.Failed($"Could not be looked at: {Redactor.Redact(failure.Message)}", "The log of the host has the whole error; repair its cause and run this again.");
        }

        return new DiagnosticResult(diagnostic, finding, Math.Round(time.GetElapsedTime(began).TotalMilliseconds, 1));
    }
}
