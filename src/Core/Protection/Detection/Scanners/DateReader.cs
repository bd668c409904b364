using System.Globalization;
using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scanners;

/// <summary>A date as somebody wrote it.</summary>
/// <param name="End">Its last token.</param>
/// <param name="Full">Whether it names day, month and year.</param>
internal readonly record struct ReadDate(int End, bool Full);

/// <summary>Reads dates of Germany and of the English-speaking world at a token: 3/5/1980, 05.03.80, 1980-03-05, 5 March 1980, March 5th, 1980, 19800305.</summary>
internal static class DateReader
{
    public static bool Read(Page page, int at, out ReadDate date)
    {
        date = default;
        page.Steps++;
        if (page.IsNumber(at))
            return Numbers(page, at, out date) || DayFirst(page, at, out date) || Written(page, at, out date) || Spaced(page, at, out date) || Short(page, at, out date);
        return page.Has(at, WordFlags.Month) && page.IsCapital(at) is var capital && MonthFirst(page, at, capital, out date);
    }

    /// <summary>Eight digits that are year, month and day, as interfaces write them; hours may follow.</summary>
    public static bool Compact(Page page, int at, out ReadDate date)
    {
        date = new ReadDate(at, true);
        if (!page.IsNumber(at) || page.Size(at) is not (8 or 12 or 14))
            return false;
        var text = page.Text(at);
        return Fits(int.Parse(text[..4], CultureInfo.InvariantCulture), int.Parse(text[4..6], CultureInfo.InvariantCulture), int.Parse(text[6..8], CultureInfo.InvariantCulture));
    }

    private static bool Numbers(Page page, int at, out ReadDate date)
    {
        date = default;
        var separator = page.Symbol(at + 1);
        if (separator is not ('-' or '/' or '.') || !page.IsNumber(at + 2) || page.Symbol(at + 3) != separator || !page.IsNumber(at + 4))
            return NamedMonth(page, at, out date);
        if (page[at + 4].End - page[at].Start > 14 || (separator != '.' && !(page.Joined(at) && page.Joined(at + 1) && page.Joined(at + 2) && page.Joined(at + 3))))
            return false;
        if (page.Symbol(at + 5) == separator && page.Joined(at + 4) && page.IsNumber(at + 6) && page.Joined(at + 5) || page.Joined(at - 1) && page.Symbol(at - 1) is '.' or '-' or '/' && page.IsNumber(at - 2))
            return false;
        var (one, two, three) = (Value(page, at), Value(page, at + 2), Value(page, at + 4));
        var fits = page.Size(at) == 4 ? Fits(one, two, three) : page.Size(at + 4) is 2 or 4 && page.Size(at) <= 2 && page.Size(at + 2) <= 2 && (Fits(Year(three, page.Size(at + 4)), one, two) || Fits(Year(three, page.Size(at + 4)), two, one));
        date = new ReadDate(at + 4, true);
        return fits;
    }

    /// <summary>05-Mar-1980</summary>
    private static bool NamedMonth(Page page, int at, out ReadDate date)
    {
        date = new ReadDate(at + 4, true);
        return page.Size(at) <= 2 && page.Symbol(at + 1) is '-' or '/' && page.Has(at + 2, WordFlags.Month) && page.Symbol(at + 3) is '-' or '/' && page.IsNumber(at + 4) && page.Size(at + 4) is 2 or 4 && Value(page, at) is >= 1 and <= 31;
    }

    /// <summary>05MAR1980</summary>
    private static bool Written(Page page, int at, out ReadDate date)
    {
        date = new ReadDate(at + 2, true);
        return page.Size(at) <= 2 && page.Joined(at) && page.Has(at + 1, WordFlags.Month) && page.Joined(at + 1) && page.IsNumber(at + 2) && page.Size(at + 2) is 2 or 4 && Value(page, at) is >= 1 and <= 31;
    }

    /// <summary>24 12 1969</summary>
    private static bool Spaced(Page page, int at, out ReadDate date)
    {
        date = new ReadDate(at + 2, true);
        return page.Size(at) == 2 && page.IsNumber(at + 1) && page.Size(at + 1) == 2 && page.IsNumber(at + 2) && page.Size(at + 2) == 4 && page.Gap(at) == 1 && page.Gap(at + 1) == 1 && !page.IsNumber(at - 1) && !page.IsNumber(at + 3)
            && page.Text(at + 2)[..2] is "19" or "20" && (Fits(Value(page, at + 2), Value(page, at), Value(page, at + 1)) || Fits(Value(page, at + 2), Value(page, at + 1), Value(page, at)));
    }

    /// <summary>3/14, 14.3., 03/2024: day and month, or month and year, which say less.</summary>
    private static bool Short(Page page, int at, out ReadDate date)
    {
        date = new ReadDate(at + 2, false);
        var separator = page.Symbol(at + 1);
        if (page.Size(at) > 2 || separator is not ('/' or '.') || !page.Joined(at) || !page.Joined(at + 1) || !page.IsNumber(at + 2) || page.Joined(at - 1) && page.Symbol(at - 1) is not ('(' or '"' or '-'))
            return false;
        var (one, two) = (Value(page, at), Value(page, at + 2));
        if (page.Size(at + 2) == 4)
            return one is >= 1 and <= 12 && two is >= 1900 and <= 2100 && !(page.Joined(at + 2) && page.Symbol(at + 3) is '.' or '/' && page.IsNumber(at + 4));
        if (separator == '.')
            return one is >= 1 and <= 31 && two is >= 1 and <= 12 && page.Symbol(at + 3) == '.' && page.Joined(at + 2) && !(page.Joined(at + 3) && page.IsNumber(at + 4)) && (date = new ReadDate(at + 2, false)).End > at;
        return page.Size(at + 2) <= 2 && (one is >= 1 and <= 12 && two is >= 1 and <= 31 || two is >= 1 and <= 12 && one is >= 1 and <= 31) && page.Symbol(at + 3) is not ('/' or '-' or '%');
    }

    /// <summary>5 March 1980, 5. März 1980, 5th of March</summary>
    private static bool DayFirst(Page page, int at, out ReadDate date)
    {
        date = default;
        if (page.Size(at) > 2 || Value(page, at) is < 1 or > 31)
            return false;
        var next = at + 1;
        if (page.Symbol(next) == '.' || (page.Joined(at) && (page.Is(next, "st") || page.Is(next, "nd") || page.Is(next, "rd") || page.Is(next, "th"))))
            next++;
        if (page.Is(next, "of"))
            next++;
        if (!page.Has(next, WordFlags.Month))
            return false;
        date = Tail(page, next);
        return page.IsCapital(next) || date.Full;
    }

    /// <summary>March 5, 1980; March 5th; March 1980</summary>
    private static bool MonthFirst(Page page, int at, bool capital, out ReadDate date)
    {
        date = default;
        var next = page.Symbol(at + 1) == '.' ? at + 2 : at + 1;
        if (!page.IsNumber(next))
            return false;
        if (page.Size(next) == 4 && Value(page, next) is >= 1880 and <= 2100)
        {
            date = new ReadDate(next, false);
            return capital;
        }

        if (page.Size(next) > 2 || Value(page, next) is < 1 or > 31)
            return false;
        if (page.Joined(next) && (page.Is(next + 1, "st") || page.Is(next + 1, "nd") || page.Is(next + 1, "rd") || page.Is(next + 1, "th")))
            next++;
        date = Tail(page, next);
        return capital || date.Full;
    }

    /// <summary>The year after day and month, where there is one.</summary>
    private static ReadDate Tail(Page page, int at)
    {
        var next = page.Symbol(at + 1) == ',' && page.Symbol(at + 2) == '\'' ? at + 3 : page.Symbol(at + 1) is ',' or '.' or '\'' or '-' ? at + 2 : at + 1;
        return page.IsNumber(next) && page.Size(next) == 4 && Value(page, next) is >= 1880 and <= 2100 || page.IsNumber(next) && page.Size(next) == 2 && page.Symbol(next - 1) == '\'' ? new ReadDate(next, true) : new ReadDate(at, false);
    }

    private static int Year(int year, int size) => size == 4 ? year : year + 2000;

    private static bool Fits(int year, int month, int day) => year is >= 1880 and <= 2100 && month is >= 1 and <= 12 && day is >= 1 and <= 31;

    private static int Value(Page page, int at) => page.Size(at) > 6 ? int.MaxValue : int.Parse(page.Text(at), CultureInfo.InvariantCulture);
}
