namespace Ashlar.Core.Protection.Detection;

/// <summary>What a scan found. It holds places and reasons, never a piece of the text.</summary>
/// <param name="Spans">In order, none overlapping another.</param>
/// <param name="Steps">The work done, in characters and words looked at; it grows linearly with the text.</param>
internal sealed record PhiReport(IReadOnlyList<PhiSpan> Spans, long Steps)
{
    public static readonly PhiReport Empty = new([], 0);

    public bool ContainsPhi => Spans.Count > 0;

    /// <summary>The kinds found with their number and best confidence, the most certain first.</summary>
    public IReadOnlyList<PhiFinding> Findings =>
        [.. Spans.GroupBy(span => span.Kind).Select(group => new PhiFinding(group.Key, group.Count(), group.Max(span => span.Confidence), group.MaxBy(span => span.Confidence).Reason)).OrderByDescending(finding => finding.Confidence)];
}

internal sealed record PhiFinding(PhiKind Kind, int Count, double Confidence, string Reason);
