using Ashlar.Core.Protection.Detection.Scoring;
using Ashlar.Core.Protection.Detection.Text;

namespace Ashlar.Core.Protection.Detection;

/// <summary>Finds what identifies a person in free text: scanners say what could be something (<see cref="Reading"/>), learned weights judge what is (<see cref="TokenScorer"/>).</summary>
internal static class PhiDetector
{
    /// <summary>Longer texts are refused rather than read in part: half a scan would be a wrong answer.</summary>
    public const int MaxLength = 4 * 1024 * 1024;

    /// <summary>Candidates below this are not reported.</summary>
    public const double Threshold = 0.5;

    public static PhiReport Scan(ReadOnlySpan<char> text) => Scan(text.ToString());

    public static PhiReport Scan(string text) => Scan(text, TokenScorer.Shipped);

    public static PhiReport Scan(string text, TokenScorer scorer)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, MaxLength, nameof(text));
        if (text.Length == 0)
            return PhiReport.Empty;
        var reading = Reading.Of(text);
        var found = new List<PhiSpan>(reading.Hidden);
        var steps = Judge(reading, scorer, found) + Open(reading.Opened, scorer, found);
        return new PhiReport(SpanMerge.Of(found), steps);
    }

    private static long Judge(Reading reading, TokenScorer scorer, List<PhiSpan> found)
    {
        var context = new TokenContext(reading.Page, reading.Candidates);
        var subject = new Subject(context, scorer.Table);
        new Verdict(context, subject, scorer.Judge(context, subject)).Find(reading.Candidates, found);
        reading.Release();
        return reading.Steps + context.Steps;
    }

    /// <summary>Judges what stands inside encoded blocks. Blocks within those were read already.</summary>
    private static long Open(List<OpenedBlock> blocks, TokenScorer scorer, List<PhiSpan> found)
    {
        long steps = 0;
        foreach (var block in blocks)
        {
            var inside = new List<PhiSpan>();
            steps += Judge(Reading.Inside(block.Text), scorer, inside);
            if (inside.Count > 0)
            {
                var best = inside.MaxBy(span => span.Confidence);
                found.Add(best with { Start = block.Start, Length = block.End - block.Start, Reason = $"{best.Reason}, inside an encoded block" });
            }
        }

        return steps;
    }

    /// <summary>The text with every finding masked by its kind: <c>[ssn]</c>.</summary>
    public static string Redact(string text) => Redact(text, Scan(text));

    public static string Redact(string text, PhiReport report) => report.ContainsPhi ? Masking.Mask(text, report.Spans) : text;
}
