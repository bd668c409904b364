using System.Text;
using System.Text.Json;
using Ashlar.Core.Protection.Detection;

namespace Ashlar.Core.Tests.Protection.Detection;

/// <summary>What the detector promises beside its numbers: exact places, linear work, no text that breaks it.</summary>
[Trait("feature", "PHI-01")]
public sealed class PhiDetectorTests
{
    [Theory]
    [InlineData("MRN: 1234567, seen in clinic", "MRN: [medical_record], seen in clinic")]
    [InlineData("SSN \U0001D7D9\U0001D7DA\U0001D7DB-\U0001D7DC\U0001D7DD-\U0001D7DE\U0001D7DF\U0001D7E0\U0001D7E1 \U0001F642", "SSN [ssn] \U0001F642")]
    [InlineData("SSN 1\u200b23-4\u200b5-67\u200b89.", "SSN [ssn].")]
    [InlineData("SSN: &#49;23-45-678&#57;", "SSN: [ssn]")]
    [InlineData("ssn one two three four five six seven eight nine", "ssn [ssn]")]
    [InlineData("write to jo.miller (at) inbox (dot) net please", "write to [email] please")]
    [InlineData("note U1NOIDEyMy00NS02Nzg5 end", "note [ssn] end")]
    [InlineData("DOB 03/05/\n1980", "DOB [birth_date]")]
    [InlineData("Patient: Jürgen Köhler, geb. 5. März 1950", "Patient: [name], geb. [birth_date]")]
    public void A_finding_covers_exactly_what_stands_in_the_text(string text, string masked) => Assert.Equal(masked, PhiDetector.Redact(text));

    [Fact]
    public void No_finding_cuts_a_surrogate_pair()
    {
        foreach (var document in PhiCorpus.Of("heldout"))
        {
            var text = "\U0001F600" + document.Text + "\U0001F600";
            Assert.All(PhiDetector.Scan(text).Spans, span =>
            {
                Assert.InRange(span.End, span.Start + 1, text.Length);
                Assert.False(char.IsLowSurrogate(text[span.Start]));
                Assert.False(char.IsHighSurrogate(text[span.End - 1]));
            });
        }
    }

    [Fact]
    public void Findings_stand_in_order_and_apart()
    {
        var spans = PhiDetector.Scan(string.Join('\n', PhiCorpus.Of("heldout").Select(document => document.Text))).Spans;
        Assert.True(spans.Count > 500);
        for (var at = 1; at < spans.Count; at++)
            Assert.True(spans[at].Start >= spans[at - 1].End);
    }

    [Theory]
    [InlineData("a@")]
    [InlineData("1-")]
    [InlineData("1 ")]
    [InlineData("one ")]
    [InlineData("123-45-")]
    [InlineData("<td>")]
    [InlineData("\"value\":\"")]
    [InlineData("identifier\":[\"")]
    [InlineData("ssn ")]
    [InlineData("patient name: ")]
    [InlineData("mrn,name,dob\n")]
    [InlineData("&#x26;")]
    [InlineData("%25")]
    [InlineData("=3D")]
    [InlineData("PID|")]
    [InlineData("::")]
    [InlineData("http://")]
    [InlineData("Dr. ")]
    [InlineData("John ")]
    [InlineData("1.1.")]
    [InlineData("QUJD")]
    [InlineData("DE89 3704 ")]
    [InlineData("(01)")]
    [InlineData("\ud800")]
    [InlineData("\u0301\u200b")]
    public void Twice_the_text_is_at_most_twice_the_work(string piece)
    {
        var once = PhiDetector.Scan(Repeat(piece, 20_000)).Steps;
        var twice = PhiDetector.Scan(Repeat(piece, 40_000)).Steps;
        Assert.InRange(twice, 1, once * 2.5);
        Assert.InRange(twice, 1, 40_000L * 120);
    }

    [Fact]
    public void Ordinary_text_is_linear_work_too()
    {
        var text = string.Join('\n', PhiCorpus.Of("heldout").Select(document => document.Text));
        var once = PhiDetector.Scan(text).Steps;
        Assert.InRange(PhiDetector.Scan(text + "\n" + text).Steps, 1, once * 2.5);
    }

    [Fact]
    public void A_text_beyond_the_limit_is_refused_and_not_read_in_part() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PhiDetector.Scan(new string('a', PhiDetector.MaxLength + 1)));

    [Fact]
    public void A_long_text_is_read_in_both_ways_like_a_short_one()
    {
        const string Told = "SSN 123-45-6789, and the social security number once more: one two three, four five, six seven eight nine.";
        var before = string.Concat(Enumerable.Repeat("The committee met in the afternoon and agreed on the budget for the coming year.\n", 1500));

        var alone = PhiDetector.Scan(Told).Spans.Select(span => (span.Start, span.Length, span.Kind)).ToList();
        var behind = PhiDetector.Scan(before + Told).Spans.Select(span => (span.Start - before.Length, span.Length, span.Kind)).ToList();

        Assert.Equal(2, alone.Count(span => span.Kind == PhiKind.Ssn));
        Assert.Equal(alone, behind);
    }

    [Fact]
    public void An_empty_text_holds_nothing() => Assert.False(PhiDetector.Scan("").ContainsPhi);

    [Fact]
    public void Reports_hold_reasons_and_never_the_text()
    {
        var report = PhiDetector.Scan("Patient John Smith, SSN 123-45-6789");
        Assert.Contains(report.Findings, finding => finding.Kind == PhiKind.Ssn && finding.Reason.Length > 0);
        Assert.DoesNotContain("6789", JsonSerializer.Serialize(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Strings_that_break_programs_do_not_break_it()
    {
        foreach (var text in Vectors.Json("naughty-strings/blns.json").EnumerateArray().Select(text => text.GetString()!))
            _ = PhiDetector.Redact(text);
    }

    [Fact]
    public void Random_text_of_its_own_alphabet_never_breaks_it()
    {
        string[] pieces = ["1", "23", "-", ".", " ", "\n", "@", "ssn", "Dr.", "John", "March", "=31", "&#49;", "%31", "\\u0031", "\U0001D7D9", "\u200b", "<", ">", "\"", ":", "/", "(", ")", "one", "dot", "at", "|", "PID|", "name", ",", "von", "'", "ä", "\ud800"];
        var values = new PhiValues(99);
        for (var round = 0; round < 3000; round++)
        {
            var text = new StringBuilder();
            for (var count = values.Next(60); count >= 0; count--)
                text.Append(pieces[values.Next(pieces.Length)]);
            _ = PhiDetector.Redact(text.ToString());
        }
    }

    /// <summary>The development corpus of Presidio, whose texts are of everyday life: what identifies by itself is found, what names nobody is left alone.</summary>
    [Fact]
    public void Samples_of_others_are_read_as_they_are_meant()
    {
        var (numbers, found, empty, alarms) = (0, 0, 0, 0);
        foreach (var sample in Vectors.Json("phi/presidio-research/data/synth_dataset_v2.json").EnumerateArray())
        {
            var report = PhiDetector.Scan(sample.GetProperty("full_text").GetString()!);
            var spans = sample.GetProperty("spans");
            if (spans.GetArrayLength() == 0)
                (empty, alarms) = (empty + 1, alarms + (report.ContainsPhi ? 1 : 0));
            foreach (var span in spans.EnumerateArray().Where(span => span.GetProperty("entity_type").GetString() is "US_SSN" or "EMAIL_ADDRESS" or "US_DRIVER_LICENSE"))
            {
                numbers++;
                found += report.Spans.Any(one => one.Start <= span.GetProperty("start_position").GetInt32() && one.End >= span.GetProperty("end_position").GetInt32()) ? 1 : 0;
            }
        }

        Assert.True(found >= 0.97 * numbers, $"{found} of {numbers}");
        Assert.True(alarms <= 0.03 * empty, $"{alarms} of {empty}");
    }

    private static string Repeat(string piece, int length) => new StringBuilder(length + piece.Length).Insert(0, piece, length / piece.Length).ToString();
}
