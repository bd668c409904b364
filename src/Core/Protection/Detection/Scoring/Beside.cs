namespace Ashlar.Core.Protection.Detection.Scoring;

/// <summary>
/// In a text that certainly tells of somebody, what a scanner is fairly sure of counts as well, whatever the weights make of it: the doubt about labels and forms is whether anybody is told of at all.
/// Ways to reach somebody count there whoever owns them.
/// </summary>
internal static class Beside
{
    /// <summary>Characters between a finding and what counts beside it.</summary>
    private const int Reach = 2500;

    private const double Surely = 0.5;
    private const double Certain = 0.7;
    private const double Contact = 0.4;

    public static void Add(List<PhiSpan> candidates, List<PhiSpan> found)
    {
        int[] starts = [.. found.Where(span => span.Confidence >= Certain).Select(span => span.Start).Order()];
        if (starts.Length == 0)
            return;
        var next = 0;
        foreach (var candidate in candidates)
        {
            while (next < starts.Length && starts[next] < candidate.Start)
                next++;
            var near = next < starts.Length && starts[next] - candidate.End < Reach || next > 0 && candidate.Start - starts[next - 1] < Reach;
            if (near && candidate.Confidence >= Needed(candidate.Kind))
                found.Add(candidate with { Confidence = Math.Max(candidate.Confidence, PhiDetector.Threshold) });
        }
    }

    private static double Needed(PhiKind kind) => kind switch
    {
        PhiKind.Email or PhiKind.Ip or PhiKind.Phone or PhiKind.Fax or PhiKind.Url => Contact,
        PhiKind.Name or PhiKind.Place or PhiKind.Zip or PhiKind.Address or PhiKind.Date => double.MaxValue,
        PhiKind.Diagnosis => 0.65,
        _ => Surely,
    };
}
