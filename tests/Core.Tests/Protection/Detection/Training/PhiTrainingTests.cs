using Ashlar.Core.Protection.Detection;
using Ashlar.Core.Protection.Detection.Scoring;
using Ashlar.TestKit;

namespace Ashlar.Core.Tests.Protection.Detection.Training;

/// <summary>The weights of the scorer are made from texts that anybody may read, and from nothing else. ASHLAR_UPDATE=1 writes them anew.</summary>
[Trait("feature", "PHI-01")]
public sealed class PhiTrainingTests
{
    private const string Resource = "src/Core/Protection/Detection/Scoring/phi-weights.resource.bin";

    [Fact]
    public void The_shipped_weights_are_those_that_training_makes()
    {
        var made = PhiTrainer.Of(PhiTrainer.Texts()).Table.Pack();
        var file = Path.Combine(Folders.Repository, Resource);
        if (Environment.GetEnvironmentVariable("ASHLAR_UPDATE") == "1")
            File.WriteAllBytes(file, made);
        Assert.True(made.AsSpan().SequenceEqual(File.ReadAllBytes(file)), "Run this test with ASHLAR_UPDATE=1, build, and measure.");
        Assert.True(made.AsSpan().SequenceEqual(WeightTable.Shipped.Pack()), "Build again: the weights in the assembly are not those of the file.");
    }

    [Fact]
    public void Weights_that_never_saw_a_text_read_it_nearly_as_well()
    {
        const int parts = 3;
        var documents = PhiTrainer.Texts();
        var measuredTexts = PhiCorpus.Of("seen").Concat(PhiCorpus.Of("dev")).Select(document => document.Text).ToHashSet();
        var measured = Enumerable.Range(0, parts).SelectMany(part =>
        {
            var scorer = PhiTrainer.Of([.. documents.Where((_, index) => index % parts != part)]);
            return documents.Where((document, index) => index % parts == part && measuredTexts.Contains(document.Text)).Select(document => (document, scorer));
        });
        var measurement = PhiMeasurement.Many(measured);
        Assert.True(measurement.Structured >= 0.88, $"structured {measurement.Structured:P1}");
        Assert.True(measurement.Soft >= 0.84, $"names, places, dates, addresses {measurement.Soft:P1}");
        Assert.True(measurement.AlarmShare <= 0.12, $"alarms {measurement.AlarmShare:P1}");
    }

    [Fact]
    public void Weights_survive_their_packing()
    {
        var packed = WeightTable.Shipped.Pack();
        Assert.InRange(packed.Length, 100_000, 700_000);
        Assert.True(packed.AsSpan().SequenceEqual(WeightTable.Unpack(packed).Pack()));
    }

    [Fact]
    public void What_the_words_around_speak_of_decides_about_the_same_name()
    {
        const string name = "Hanna Brenneke";
        Assert.Contains(PhiDetector.Scan($"The nurse called {name} back about her biopsy, she will see Dr. Ames on June 3.").Spans, span => span.Kind == PhiKind.Name && span.Reason.Length > 0);
        Assert.DoesNotContain(PhiDetector.Scan($"Invoice 4471: the pallets of {name} Logistics GmbH leave the warehouse on June 3, freight prepaid, 12 cartons.").Spans, span => span.Kind == PhiKind.Name);
    }

    [Theory]
    [InlineData("C 28 441 907")]
    [InlineData("HARR-0417-E")]
    [InlineData("0417 // 88-23")]
    public void A_long_number_counts_where_somebody_is_told_of_and_nowhere_else(string number)
    {
        var report = PhiDetector.Scan($"The nurse called Hanna Brenneke back about her biopsy, the old key was {number} she says.");
        var at = report.Spans.FirstOrDefault(span => span.Kind != PhiKind.Name);
        Assert.True(at.Length >= number.Length);
        Assert.Empty(PhiDetector.Scan($"The pallets leave the warehouse by truck, the gate was {number} in the plan of the yard.").Spans);
    }

    [Theory]
    [InlineData("her member number is H as in hotel, double seven, zero, one, nine", "double seven, zero, one, nine")]
    [InlineData("Mr. Tamayo turned ninety-three and still drives to dialysis himself", "ninety-three")]
    [InlineData("Herr Thielen, ein rüstiger Zweiundneunzigjähriger, kam mit Husten in die Praxis", "Zweiundneunzigjähriger")]
    [InlineData("Nurse handoff: bed 4 Okonkwo, fever; bed 5 Bratt, drain out; bed 6 empty", "Bratt")]
    [InlineData("Patient transferred, booking no. 20417-88, escort informed, next dialysis Monday", "20417-88")]
    [InlineData("Die Versichertennummer ist vier vier null eins acht sieben, Frau Nehls", "vier vier null eins acht sieben")]
    public void What_is_read_aloud_or_told_in_passing_is_found(string text, string value)
    {
        var report = PhiDetector.Scan(text);
        var at = text.IndexOf(value, StringComparison.Ordinal);
        Assert.All(Enumerable.Range(at, value.Length).Where(sign => char.IsLetterOrDigit(text[sign])), sign => Assert.Contains(report.Spans, span => span.Start <= sign && sign < span.End));
    }
}
