using System.Text;
using Ashlar.Core.Protection.Detection;
using Ashlar.Core.Tests.Protection.Detection.Training;
using Ashlar.TestKit;

namespace Ashlar.Core.Tests.Protection.Detection;

/// <summary>The published corpus: what is reached on the part that was never tuned on, and a document that says what is measured.</summary>
[Trait("feature", "PHI-01")]
public sealed class PhiCorpusTests
{
    private const string Page = "docs/ops/phi-detection.md";
    private const string Begin = "<!-- measured -->";

    private static readonly Lazy<PhiMeasurement> _train = new(() => PhiMeasurement.Of("train"));
    private static readonly Lazy<PhiMeasurement> _seen = new(() => PhiMeasurement.Of("seen"));
    private static readonly Lazy<PhiMeasurement> _dev = new(() => PhiMeasurement.Of("dev"));
    private static readonly Lazy<PhiMeasurement> _more = new(() => PhiMeasurement.Of("more"));
    private static readonly Lazy<PhiMeasurement> _fresh = new(() => PhiMeasurement.Of("fresh"));
    private static readonly Lazy<PhiMeasurement> _heldOut = new(() => PhiMeasurement.Of("heldout"));

    // The aims are 97 %, 85 % and 3 %; all are reached. What is asserted is what is reached: it may only get better.
    [Fact]
    public void Structured_identifiers_are_found() => Assert.True(_heldOut.Value.Structured >= 0.97, Numbers());

    [Fact]
    public void Identifiers_in_disguise_are_found() => Assert.True(_heldOut.Value.Disguised >= 0.92, Numbers());

    [Fact]
    public void Names_places_and_dates_are_found() => Assert.True(_heldOut.Value.Soft >= 0.90, Numbers());

    [Fact]
    public void Texts_about_nobody_raise_few_alarms() => Assert.True(_heldOut.Value.AlarmShare <= 0.03, Numbers());

    [Fact]
    public void Findings_mark_identifiers() => Assert.True(_heldOut.Value.Precision >= 0.94, Numbers());

    [Fact]
    public void Texts_of_the_training_part_are_read_as_they_are_meant()
    {
        Assert.True(_train.Value.Structured >= 0.94, string.Join('\n', _train.Value.Misses.Take(20)));
        Assert.True(_train.Value.Soft >= 0.95, string.Join('\n', _train.Value.Misses.Take(20)));
        Assert.True(_train.Value.AlarmShare <= 0.03, string.Join('\n', _train.Value.Misses.Take(20)));
    }

    [Fact]
    public void The_parts_of_the_corpus_share_no_text() =>
        Assert.Empty(PhiCorpus.Of("train").Concat(PhiTrainer.Texts()).Select(document => document.Text).Intersect(PhiCorpus.Of("heldout").Select(document => document.Text)));

    [Fact]
    public void Every_negative_document_marks_nobody() =>
        Assert.All(PhiCorpus.Of("train").Concat(PhiTrainer.Texts()).Concat(PhiCorpus.Of("heldout")), document => Assert.Equal(document.Negative, document.Marks.Count == 0));

    [Fact]
    public void A_masked_document_holds_nothing_that_was_found()
    {
        foreach (var document in PhiCorpus.Of("heldout").Where(document => !document.Negative))
        {
            var report = PhiDetector.Scan(document.Text);
            var masked = PhiDetector.Redact(document.Text, report);
            var left = report.Spans.Select(span => document.Text.Substring(span.Start, span.Length)).Count(value => value.Length > 7 && masked.Contains(value, StringComparison.Ordinal));
            Assert.True(left == 0, "Something that was found is still there. (The text is not shown: it is held out.)");
        }
    }

    [Fact]
    public void The_document_says_what_is_measured()
    {
        var text = new StringBuilder();
        _heldOut.Value.Write(text, "Held-out part");
        _seen.Value.Write(text, "Seen part (learned from)");
        _dev.Value.Write(text, "Development part (learned from)");
        _more.Value.Write(text, "Further part (learned from)");
        _fresh.Value.Write(text, "Fresh part (learned from)");
        _train.Value.Write(text, "Training part (learned from)");
        var file = Path.Combine(Folders.Repository, Page);
        var written = File.ReadAllText(file);
        var at = written.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var measured = written[..at] + "\n\n" + text.ToString().TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable("ASHLAR_UPDATE") == "1")
            File.WriteAllText(file, measured);
        else
            Assert.Equal(measured, written);
    }

    /// <summary>Numbers alone: a message that quoted texts of the held-out part would use them up.</summary>
    private static string Numbers()
    {
        var text = new StringBuilder();
        _heldOut.Value.Write(text, "Held-out part");
        return text.ToString();
    }
}
