using System.Diagnostics;

namespace Ashlar.Core.Events;

/// <summary>Carries a W3C trace over what waits in tables: from a request to its events, and from an event to what it causes.</summary>
internal static class Tracing
{
    private static readonly ActivitySource _source = new("Ashlar.Events");

    /// <summary>The traceparent of what runs now, or null outside of any trace.</summary>
    public static string? Current => Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id } ? id : null;

    /// <summary>Begins a step of the stored trace, or of a new one. It runs whether or not anybody listens, so that ids reach the next step.</summary>
    public static Activity Continue(string name, string? trace, ActivityKind kind = ActivityKind.Consumer)
    {
        var known = ActivityContext.TryParse(trace, null, isRemote: true, out var parent);
        if (_source.StartActivity(kind, parent, name: name) is { } listened)
            return listened;
        var activity = new Activity(name).SetIdFormat(ActivityIdFormat.W3C);
        if (known)
            activity.SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags);
        return activity.Start();
    }
}
