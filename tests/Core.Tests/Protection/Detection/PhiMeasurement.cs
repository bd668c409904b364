using System.Globalization;
using System.Text;
using Ashlar.Core.Protection.Detection;
using Ashlar.Core.Protection.Detection.Scoring;

namespace Ashlar.Core.Tests.Protection.Detection;

/// <summary>What the detector finds in one part of the corpus. An identifier counts as found when findings cover every character of it.</summary>
internal sealed class PhiMeasurement
{
    private static readonly string[] _soft = ["name", "place", "date", "address"];

    private readonly SortedDictionary<string, (int Found, int All)> _kinds = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (int Found, int All)> _disguises = new(StringComparer.Ordinal);

    private PhiMeasurement(IEnumerable<(PhiDocument Document, TokenScorer Scorer)> documents)
    {
        foreach (var (document, scorer) in documents)
            Add(document, PhiDetector.Scan(document.Text, scorer));
    }

    public List<string> Misses { get; } = [];
    public (int False, int All) Alarms { get; private set; }
    public (int Right, int All) Findings { get; private set; }
    public double Structured => Share(_kinds.Where(kind => !_soft.Contains(kind.Key)));
    public double Soft => Share(_kinds.Where(kind => _soft.Contains(kind.Key)));
    public double Disguised => Share(_disguises);
    public double AlarmShare => (double)Alarms.False / Alarms.All;
    public double Precision => (double)Findings.Right / Findings.All;
    public IEnumerable<(string Kind, double Recall)> Kinds => _kinds.Select(kind => (kind.Key, (double)kind.Value.Found / kind.Value.All));

    public static PhiMeasurement Of(string part) => Of(PhiCorpus.Of(part), TokenScorer.Shipped);

    public static PhiMeasurement Of(IEnumerable<PhiDocument> documents, TokenScorer scorer) => Many(documents.Select(document => (document, scorer)));

    /// <summary>Every text with a scorer of its own, as when each is measured by weights that did not learn from it.</summary>
    public static PhiMeasurement Many(IEnumerable<(PhiDocument Document, TokenScorer Scorer)> documents) => new(documents);

    public void Write(StringBuilder text, string title)
    {
        text.Append(CultureInfo.InvariantCulture, $"## {title}\n\n| | identifiers | found |\n| --- | ---: | ---: |\n");
        foreach (var (kind, (found, all)) in _kinds)
            text.Append(CultureInfo.InvariantCulture, $"| {kind} | {all} | {100.0 * found / all:0.0} % |\n");
        foreach (var (disguise, (found, all)) in _disguises)
            text.Append(CultureInfo.InvariantCulture, $"| in disguise: {disguise} | {all} | {100.0 * found / all:0.0} % |\n");
        text.Append(CultureInfo.InvariantCulture, $"| **structured identifiers** | {Sum(false)} | **{100 * Structured:0.0} %** |\n| **names, places, dates, addresses** | {Sum(true)} | **{100 * Soft:0.0} %** |\n\n");
        text.Append(CultureInfo.InvariantCulture, $"Of {Findings.All} findings in texts about people {100 * Precision:0.0} % mark an identifier. Of {Alarms.All} texts about nobody {Alarms.False} raise an alarm ({100 * AlarmShare:0.0} %).\n\n");
    }

    private int Sum(bool soft) => _kinds.Where(kind => _soft.Contains(kind.Key) == soft).Sum(kind => kind.Value.All);

    private void Add(PhiDocument document, PhiReport report)
    {
        if (document.Negative)
        {
            Alarms = (Alarms.False + (report.ContainsPhi ? 1 : 0), Alarms.All + 1);
            if (report.ContainsPhi)
                Misses.Add($"alarm: {document.Text} -> {string.Join(", ", report.Spans.Select(span => $"{span.Kind} {span.Confidence} '{document.Text.Substring(span.Start, span.Length)}'"))}");
            return;
        }

        foreach (var mark in document.Marks)
        {
            var found = Covered(document.Text, mark, report);
            Count(_kinds, mark.Kind, found);
            if (mark.Disguise.Length > 0)
                Count(_disguises, mark.Disguise, found);
            if (!found)
                Misses.Add($"missed {mark.Kind} '{document.Text.Substring(mark.Start, mark.Length)}': {document.Text.ReplaceLineEndings("⏎")} -> {string.Join(", ", report.Spans.Select(span => $"{span.Kind} {span.Confidence} '{document.Text.Substring(span.Start, span.Length)}'"))}");
        }

        Findings = (Findings.Right + report.Spans.Count(span => document.Marks.Any(mark => mark.Start < span.End && span.Start < mark.End)), Findings.All + report.Spans.Count);
    }

    /// <summary>Whether every letter and digit of the mark lies in a finding.</summary>
    private static bool Covered(string text, PhiMark mark, PhiReport report)
    {
        for (var at = mark.Start; at < mark.End; at++)
        {
            if (char.IsLetterOrDigit(text[at]) && !report.Spans.Any(span => span.Start <= at && at < span.End))
                return false;
        }

        return true;
    }

    private static void Count(SortedDictionary<string, (int Found, int All)> counts, string key, bool found)
    {
        var (right, all) = counts.GetValueOrDefault(key);
        counts[key] = (right + (found ? 1 : 0), all + 1);
    }

    private static double Share(IEnumerable<KeyValuePair<string, (int Found, int All)>> counts)
    {
        var list = counts.ToList();
        return (double)list.Sum(count => count.Value.Found) / list.Sum(count => count.Value.All);
    }
}
