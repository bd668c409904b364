namespace Ashlar.Core.Protection.Detection.Scoring;

/// <summary>
/// In a text that certainly tells of somebody, what a scanner believes at all counts as well, whatever the weights make of it: the doubt about labels, forms and long numbers is whether anybody is told of
/// at all. Ways to reach somebody count there whoever owns them. Nothing here makes a finding where there was none.
/// </summary>
internal static class Beside
{
    /// <summary>Characters between a finding and what counts beside it.</summary>
    private const int Reach = 2500;

    private const double Certain = 0.5;
    private const double Believed = 0.12;
    private const double Contact = 0.4;
    private const double OfDay = 0.15;
    private const double OfDisease = 0.25;

    /// <summary>Shorter dates may be fractions, grades or the end of a card.</summary>
    private const int ShortestDate = 6;

    /// <param name="candidates">What the scanners found, by place.</param>
    /// <param name="doubtful">What reads as a number of a person if any is told of.</param>
    /// <param name="found">The findings; more are added.</param>
    public static void Add(List<PhiSpan> candidates, List<PhiSpan> doubtful, List<PhiSpan> found)
    {
        int[] starts = [.. found.Where(span => span.Confidence >= Certain).Select(span => span.Start).Order()];
        if (starts.Length == 0)
            return;
        doubtful.Sort(static (one, other) => one.Start.CompareTo(other.Start));
        Add(starts, candidates.Where(candidate => candidate.Confidence >= Needed(candidate)), found);
        Add(starts, doubtful, found);
    }

    private static void Add(int[] starts, IEnumerable<PhiSpan> spans, List<PhiSpan> found)
    {
        var next = 0;
        foreach (var span in spans)
        {
            while (next < starts.Length && starts[next] < span.Start)
                next++;
            if (next < starts.Length && starts[next] - span.End < Reach || next > 0 && span.Start - starts[next - 1] < Reach)
                found.Add(span with { Confidence = Math.Max(span.Confidence, PhiDetector.Threshold) });
        }
    }

    private static double Needed(PhiSpan candidate) => candidate.Kind switch
    {
        PhiKind.Email or PhiKind.Ip or PhiKind.Phone or PhiKind.Fax or PhiKind.Url => Contact,
        PhiKind.Date when candidate.Length >= ShortestDate => OfDay,
        PhiKind.Name or PhiKind.Place or PhiKind.Zip or PhiKind.Address or PhiKind.Date => double.MaxValue,
        PhiKind.Diagnosis => OfDisease,
        _ => Believed,
    };
}
