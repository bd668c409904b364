using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scanners.Told;

/// <summary>Letters and digits read aloud: "K wie Kaufmann, vier vier null", "golf kilo romeo, four eight one". Their ends are exact here; what they are a label before them says.</summary>
internal static class SpelledScanner
{
    private const int LabelReach = 10;

    public static void Scan(Page page)
    {
        for (var at = 0; at < page.Count;)
        {
            page.Steps++;
            var run = new SpelledRun();
            var end = SpelledReader.Read(page, at, ref run);
            if (end > at && run.IsNumber)
                Add(page, at, end - 1, run);
            at = Math.Max(at + 1, end);
        }
    }

    private static void Add(Page page, int at, int last, SpelledRun run)
    {
        var start = page.Is(at - 1, "plus") || page.Is(at - 1, "double") ? at - 1 : at;
        if (Announced(page, start) is { } kind)
            page.Add(start, last, kind, 0.65, "digits and letters that are read aloud");
        else
            page.Add(start, last, IsPhone(run) ? PhiKind.Phone : PhiKind.MedicalRecord, run.Digits + run.Letters > 6 ? 0.5 : 0.35, "digits and letters that are read aloud", weak: true);
    }

    private static bool IsPhone(SpelledRun run) => run is { Letters: 0, Digits: >= 10 and <= 13 };

    /// <summary>What the label of a number nearest before announces.</summary>
    private static PhiKind? Announced(Page page, int at)
    {
        for (var back = at - 1; back >= 0 && back >= at - LabelReach; back--)
        {
            page.Steps++;
            if (page.Has(back, WordFlags.Label) && LabelScanner.Find(page, back, out var end) is { } label && end <= at && IsNumber(label.Kind))
                return label.Kind;
        }

        return null;
    }

    private static bool IsNumber(PhiKind kind) => kind is not (PhiKind.Name or PhiKind.Place or PhiKind.Address or PhiKind.Date or PhiKind.Age);
}
