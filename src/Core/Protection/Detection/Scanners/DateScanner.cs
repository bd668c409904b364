using Ashlar.Core.Protection.Detection.Scanners.Ages;
using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scanners;

/// <summary>Dates that concern one person: births by what is said about them, others by the care they are told of.</summary>
internal static class DateScanner
{
    public static void Scan(Page page)
    {
        for (var at = 0; at < page.Count; at++)
        {
            page.Steps++;
            if (!page.IsNumber(at) && !page.Has(at, WordFlags.Month))
                continue;
            if (AgeScanner.Number(page, at))
                continue;
            if (!DateReader.Read(page, at, out var date))
                continue;
            Score(page, at, date);
            at = date.End;
        }
    }

    public static void Labelled(Page page, LabelledValue label)
    {
        var sure = label.Strong || label.Said;
        if (!DateReader.Read(page, label.Value, out var date) && !(sure && DateReader.Compact(page, label.Value, out date)) && !Partial(page, label, out date))
            return;
        var confidence = label.Kind == PhiKind.BirthDate ? 0.9 : 0.75;
        if (label.Kind == PhiKind.BirthDate && label.LabelEnd - label.Label == 1 && page.Size(label.Label) == 1)
            confidence = 0.65;
        if (label.Kind == PhiKind.Date && page.Trade(label.Value, 10) > 0 && !page.Health(label.Value, 20))
            confidence = 0.4;
        page.Add(label.Value, label.Kind == PhiKind.BirthDate ? WithYear(page, date) : date.End, label.Kind, confidence, label.Kind == PhiKind.BirthDate ? "a date after the label of a birth" : "a date after the label of an event of care");
    }

    /// <summary>"4. April 77": of a birth two digits behind day and month are the year.</summary>
    private static int WithYear(Page page, ReadDate date)
    {
        var next = page.Symbol(date.End + 1) == '\'' ? date.End + 2 : date.End + 1;
        return !date.Full && page.Has(date.End - 1, WordFlags.Month) | page.Has(date.End, WordFlags.Month) && page.IsNumber(next) && page.Size(next) == 2 && page.Gap(date.End) <= 1 ? next : date.End;
    }

    /// <summary>03/14, 03/1980 or a year alone; only after the label of a birth.</summary>
    private static bool Partial(Page page, LabelledValue label, out ReadDate date)
    {
        var at = label.Value;
        date = default;
        var year = page.Size(label.Value) == 4 && label.Kind == PhiKind.BirthDate && page.IsNumber(at) && page.Text(at)[..2] is "19" or "20";
        if (label.Kind != PhiKind.BirthDate || !label.Said && !year && !page.Is(label.Label, "bday") || !page.IsNumber(at))
            return false;
        if (page.Symbol(at + 1) is '/' or '-' or '.' && page.IsNumber(at + 2) && page.Joined(at) && page.Joined(at + 1) && page.Size(at) <= 2)
        {
            date = new ReadDate(at + 2, false);
            return true;
        }

        date = new ReadDate(at, false);
        return page.Size(at) is 6 or 8 || page.Size(at) == 4 && page.Text(at)[0] is '1' or '2' || page.Size(at) is 2 && page.IsNumber(at + 1) && page.IsNumber(at + 2) && (date = new ReadDate(at + 2, true)).Full;
    }

    private static void Score(Page page, int at, ReadDate date)
    {
        var born = Before(page, at, WordFlags.Birth) || page.Symbol(at - 1) == '*' && page.Gap(at - 1) <= 1 && date.Full;
        if (born)
        {
            page.Add(at, WithYear(page, date), PhiKind.BirthDate, 0.8, "a date told of a birth");
            return;
        }

        // "3/14" may be a fraction, a grade or a score: only where an event of care or a person is told of in the same breath.
        var brief = !date.Full && date.End == at + 2 && page.IsNumber(at) && page.IsNumber(date.End) && page.Size(date.End) <= 2;
        var health = page.Health(at, 18);
        var confidence = date.Full ? 0.3 : brief ? Preposed(page, at) ? 0.25 : 0.1 : 0.25;
        if (page.Care(at, 7) && health)
            confidence += 0.45;
        else if (health && page.Trade(at, 10) == 0)
            confidence += brief && !page.Person(at, 12) && !page.Care(at, 8) ? 0.1 : 0.3;
        else if (health || page.Care(at, 5) && page.Trade(at, 10) == 0)
            confidence += 0.2;
        if (page.Person(at, 10) && page.Trade(at, 10) == 0)
            confidence += 0.15;
        if (page.General(at, 20) > 0 && !page.Person(at, 12))
            confidence -= 0.3;
        if (page.Trade(at, 12) > 0 && !health)
            confidence -= 0.3;
        if (IsStamp(page, date.End))
            confidence -= 0.3;
        if (page.Denied(at) && !health)
            confidence -= 0.2;
        page.Add(at, date.End, PhiKind.Date, Math.Min(0.85, confidence), "a date told of a person's care", weak: true);
    }

    /// <summary>A time of day with seconds, as logs write it.</summary>
    private static bool IsStamp(Page page, int at)
    {
        var next = page.Is(at + 1, "T") ? at + 2 : at + 1;
        return page.IsNumber(next) && page.Symbol(next + 1) == ':' && page.IsNumber(next + 2) && page.Symbol(next + 3) == ':';
    }

    private static bool Preposed(Page page, int at) => page.Is(at - 1, "on") || page.Is(at - 1, "am") || page.Is(at - 1, "vom") || page.Is(at - 1, "since") || page.Is(at - 1, "seit") || page.Is(at - 1, "by") || page.Is(at - 1, "from") || page.Is(at - 1, "seen") || page.Is(at - 1, "until") || page.Is(at - 1, "repeat") || page.Is(at - 1, "recheck") || page.Is(at - 1, "bis") || page.Is(at - 1, "ab") || page.Symbol(at - 1) == ':' || page.Care(at - 1, 0);

    private static bool Before(Page page, int at, WordFlags flags)
    {
        for (var back = at - 1; back >= 0 && back >= at - 12; back--)
        {
            if (page.IsLine(back) && back < at - 2 || back < at - 6 && page.Symbol(back) is '.' or ';')
                return false;
            if (page.Has(back, flags))
                return true;
        }

        return false;
    }
}
