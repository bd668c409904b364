using Ashlar.Core.Protection.Detection;
using Ashlar.Core.Protection.Detection.Scoring;

namespace Ashlar.Core.Tests.Protection.Detection.Training;

/// <summary>A text of the corpus as training sees it: its tokens, and which label each judged one deserves.</summary>
internal sealed class TrainingText
{
    private static readonly Dictionary<string, TokenLabel> _labels = new(StringComparer.Ordinal)
    {
        ["name"] = TokenLabel.Name, ["place"] = TokenLabel.Place, ["zip"] = TokenLabel.Place, ["address"] = TokenLabel.Address, ["date"] = TokenLabel.Date, ["dob"] = TokenLabel.Date, ["age"] = TokenLabel.Date,
        ["phone"] = TokenLabel.Contact, ["fax"] = TokenLabel.Contact, ["email"] = TokenLabel.Contact, ["url"] = TokenLabel.Contact, ["ip"] = TokenLabel.Contact,
    };

    public TrainingText(PhiDocument document)
    {
        var reading = Reading.Of(document.Text);
        Context = new TokenContext(reading.Page, reading.Candidates);
        Negative = document.Negative;
        Gold = [.. Context.Judged.Select(at => Label(document, reading.Page.Original(at)))];
    }

    public TokenContext Context { get; }
    public TokenLabel[] Gold { get; }
    public bool Negative { get; }

    /// <summary>The rows of every judged token's features, once it is known what the text is about.</summary>
    public int[][] Rows { get; private set; } = [];

    public void Describe(WeightTable subjects)
    {
        var subject = new Subject(Context, subjects);
        var buffer = new int[FeatureRows.Most];
        Rows = [.. Context.Judged.Select(at =>
        {
            var rows = new FeatureRows(buffer);
            TokenFeatures.Write(ref rows, Context, subject, at);
            return rows.Rows.ToArray();
        })];
    }

    private static TokenLabel Label(PhiDocument document, (int Start, int End) token)
    {
        var mark = document.Marks.FirstOrDefault(mark => mark.Start < token.End && token.Start < mark.End);
        return mark is null ? TokenLabel.None : _labels.GetValueOrDefault(mark.Kind, TokenLabel.Number);
    }
}
