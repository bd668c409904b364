using System.Diagnostics;

namespace Ashlar.Core.Observability;

/// <summary>
/// Gives every request a trace, whoever collects it, so that the log, the audit and whatever a request sets off name the same one. A caller's decision that
/// a trace is recorded is handed on; without one a span costs its ids and nothing more.
/// </summary>
internal sealed class RequestTraces : IDisposable
{
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
        Sample = (ref options) => options.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.PropagationData,
        SampleUsingParentId = (ref _) => ActivitySamplingResult.PropagationData,
    };

    public RequestTraces() => ActivitySource.AddActivityListener(_listener);

    public void Dispose() => _listener.Dispose();
}
