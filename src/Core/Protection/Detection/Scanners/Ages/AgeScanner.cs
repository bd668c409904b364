using System.Globalization;
using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scanners.Ages;

/// <summary>Ages over 89, which identify somebody: "92-year-old", "her 95th birthday", "turned 93", "94F", "91 J.", "a hundred and two", "Zweiundneunzigjähriger".</summary>
internal static class AgeScanner
{
    private const int Least = 90;
    private const int Most = 119;

    /// <summary>Words between a verb and the age.</summary>
    private const int MostBetween = 3;

    public static void Scan(Page page)
    {
        for (var at = 0; at < page.Count; at++)
        {
            page.Steps++;
            if (SpelledAge.Begins(page, at) && SpelledAge.Last(page, at, out var grown) is >= 0 and var last)
            {
                Judge(page, at, last, grown);
                at = last;
            }
        }
    }

    /// <summary>Whether the number at a token is such an age; then it is no part of a date.</summary>
    public static bool Number(Page page, int at) => page.IsNumber(at) && page.Size(at) is 2 or 3 && StandsApart(page, at) && int.Parse(page.Text(at), CultureInfo.InvariantCulture) is >= Least and <= Most && Judge(page, at, at, grown: false);

    private static bool StandsApart(Page page, int at) => !page.Joined(at - 1) || page.IsLine(at - 1) || page.Symbol(at - 1) is '\'' or '(' or '"' or '/' or '~' or '>' or '|' or ':' or ',';

    private static bool Judge(Page page, int first, int last, bool grown)
    {
        var end = AgeUnit.End(page, last);
        if (grown || end > last)
        {
            page.Add(first, end, PhiKind.Age, 0.75, "an age over 89");
            return true;
        }

        if (GoesOn(page, last))
            return false;
        var besideName = IsBesideName(page, first, last);
        if (!besideName && !IsTold(page, first) || IsMeasure(page, last))
            return false;
        page.Add(first, last, PhiKind.Age, page.Person(first, 8) || besideName ? 0.5 : 0.3, "an age over 89", weak: true);
        return true;
    }

    /// <summary>95%, 95/60, 95:10, 95.5, 95-A: something else that begins with the number.</summary>
    private static bool GoesOn(Page page, int last)
    {
        var next = last + 1;
        if (!page.Joined(last))
            return false;
        return page.IsWord(next) || page.Symbol(next) is '%' or '/' or ':' || page.Symbol(next) is '-' or '.' or ',' && page.IsWordOrNumber(next + 1) && page.Joined(next);
    }

    /// <summary>"Anna Meier, 94," and "the patient (94)".</summary>
    private static bool IsBesideName(Page page, int first, int last) => page.Symbol(first - 1) is ',' or '(' && IsPerson(page, first - 2) && Ends(page, last + 1);

    private static bool IsPerson(Page page, int at) => page.IsCapital(at) || page.Has(at, WordFlags.Person) || page.Symbol(at) == '.' && page.IsCapital(at - 1);

    private static bool Ends(Page page, int at) => page.IsLine(at) || page.Symbol(at) is ',' or ')' or ';' or '!' or '.' or ':';

    /// <summary>"turned", "will be", "wird im Juli", "at the age of" before; "at 94 she" around.</summary>
    private static bool IsTold(Page page, int at)
    {
        var back = at - 1;
        for (var skipped = 0; skipped < MostBetween && (AgeWords.Between.Has(page, back) || page.Has(back, WordFlags.Month)); skipped++)
            back--;
        if (AgeWords.Verbs.Has(page, back) || page.Is(back, "s") && page.Symbol(back - 1) == '\'')
            return true;
        if (back < at - 1 && (page.Is(at - 1, "at") || page.Is(at - 1, "mit")) && page.Person(at, 6))
            return true;
        return page.Is(at - 1, "at") && (page.Is(at + 1, "he") || page.Is(at + 1, "she"));
    }

    /// <summary>"95 percent", "95 mg", "95 12", "95 May": what follows says that something else is counted.</summary>
    private static bool IsMeasure(Page page, int last)
    {
        var next = last + 1;
        return page.Symbol(next) is '%' or '°' || AgeWords.Measures.Has(page, next) || page.Has(next, WordFlags.Month) || page.IsNumber(next) && page.Gap(last) < 2;
    }
}
