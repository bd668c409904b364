using System.Globalization;
using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scanners;

/// <summary>Ages over 89, which identify somebody: "92-year-old", "her 95th birthday", "turned 93", "94F", "91 J.", "a hundred and two", "Zweiundneunzigjähriger".</summary>
internal static class AgeScanner
{
    private const int Least = 90;
    private const int Most = 119;

    private static readonly string[] _years = ["year", "years", "yr", "yrs", "yo", "y", "jahre", "jahren", "jahr", "jahrig", "jahrige", "jahriger", "jahrigen", "jahriges", "j", "yoa", "yof", "yom"];
    private static readonly string[] _sexes = ["f", "m", "w", "female", "male", "woman", "man"];
    private static readonly string[] _anniversaries = ["birthday", "bday", "birthdays", "year", "geburtstag", "geburtstags", "lebensjahr", "wiegenfest"];
    private static readonly string[] _verbs = ["is", "was", "be", "being", "turns", "turned", "turning", "aged", "age", "wird", "ist", "war", "wurde", "werde", "alter", "reached", "reaches"];
    private static readonly string[] _between = ["now", "nearly", "almost", "just", "already", "still", "only", "fast", "schon", "bereits", "jetzt", "inzwischen", "of", "von", "about", "im", "in", "mit", "at", "over"];
    private static readonly string[] _measures = ["percent", "prozent", "mg", "ml", "kg", "g", "cm", "mm", "minutes", "minuten", "min", "mins", "seconds", "days", "tage", "hours", "stunden", "degrees", "grad", "beats", "bpm", "dollars", "euro", "times", "mal", "miles", "steps", "pounds", "lbs", "units", "meters", "beds", "betten"];

    public static void Scan(Page page)
    {
        for (var at = 0; at < page.Count; at++)
        {
            page.Steps++;
            if (page.IsWord(at) && IsStart(page, at) && Spelled(page, at, out var grown) is >= 0 and var last)
            {
                Judge(page, at, last, grown);
                at = last;
            }
        }
    }

    /// <summary>Whether the number at a token is such an age; then it is no part of a date.</summary>
    public static bool Number(Page page, int at)
    {
        if (!page.IsNumber(at) || page.Size(at) is not (2 or 3) || page.Joined(at - 1) && !page.IsLine(at - 1) && page.Symbol(at - 1) is not ('\'' or '(' or '"' or '/' or '~' or '>' or '|' or ':' or ','))
            return false;
        if (int.Parse(page.Text(at), CultureInfo.InvariantCulture) is < Least or > Most)
            return false;
        return Judge(page, at, at, grown: false);
    }

    private static bool Judge(Page page, int first, int last, bool grown)
    {
        var end = Unit(page, last);
        if (grown || end > last)
        {
            page.Add(first, end, PhiKind.Age, 0.75, "an age over 89");
            return true;
        }

        if (page.Joined(last) && (page.IsWord(last + 1) || page.Symbol(last + 1) is '%' or '/' or ':' || page.Symbol(last + 1) is '-' or '.' or ',' && (page.IsNumber(last + 2) || page.IsWord(last + 2)) && page.Joined(last + 1)))
            return false;
        var told = Told(page, first);
        var between = page.Symbol(first - 1) is ',' or '(' && (page.IsCapital(first - 2) || page.Has(first - 2, WordFlags.Person) || page.Symbol(first - 2) == '.' && page.IsCapital(first - 3)) && (page.IsLine(last + 1) || page.Symbol(last + 1) is ',' or ')' or ';' or '!' or '.' or ':');
        if (!told && !between || page.Symbol(last + 1) is '%' or '°' || One(page, last + 1, _measures) || page.IsNumber(last + 1) && page.Gap(last) < 2 || page.Has(last + 1, WordFlags.Month))
            return false;
        page.Add(first, last, PhiKind.Age, page.Person(first, 8) || between ? 0.5 : 0.3, "an age over 89", weak: true);
        return true;
    }

    /// <summary>The last token of "-year-old", "y/o", "F", "th birthday"; the age itself where nothing says years.</summary>
    private static int Unit(Page page, int at)
    {
        var next = page.Symbol(at + 1) == '-' && page.Joined(at + 1) ? at + 2 : at + 1;
        if (page.Symbol(next) == '/' && page.Joined(next) && One(page, next + 1, _sexes) || page.Joined(at) && One(page, next, _sexes))
            return page.Symbol(next) == '/' ? next + 1 : next;
        var ordinal = page.Joined(at) && (page.Is(next, "th") || page.Is(next, "st") || page.Is(next, "nd") || page.Is(next, "rd") || page.Symbol(next) == '.');
        if (ordinal || page.Has(at, WordFlags.Numeral))
        {
            var named = ordinal ? next + 1 : next;
            return One(page, named, _anniversaries) || One(page, named + 1, _anniversaries) ? ordinal ? next : named - 1 : at;
        }

        if (!One(page, next, _years) || page.Size(next) == 1 && !page.Joined(at) && page.Symbol(next + 1) is not ('/' or '.'))
            return at;
        if (page.Is(next, "year") && page.Symbol(next + 1) is not '-' && !page.Is(next + 1, "old") && !page.Is(next + 1, "of"))
            return at;
        var after = page.Symbol(next + 1) is '-' or '/' or '.' ? next + 2 : next + 1;
        var old = page.Is(after, "old") || page.Is(after, "alt") || page.Is(after, "o");
        var unit = old ? after : next;
        return page.Size(next) > 1 && !page.Is(next, "years") && !page.Is(next, "jahre") && !page.Is(next, "yrs") || old || page.Is(after, "of") || page.Is(next, "y") || page.Person(at, 8) || page.Has(after, WordFlags.Person) || page.Is(next, "j") ? unit : at;
    }

    /// <summary>"turned", "will be", "wird im Juli", "at the age of" before.</summary>
    private static bool Told(Page page, int at)
    {
        var back = at - 1;
        for (var skipped = 0; skipped < 3 && (One(page, back, _between) || page.Has(back, WordFlags.Month)); skipped++)
            back--;
        return One(page, back, _verbs) || page.Is(back, "s") && page.Symbol(back - 1) == '\'' || back < at - 1 && (page.Is(at - 1, "at") || page.Is(at - 1, "mit")) && page.Person(at, 6) || page.Is(at - 1, "at") && (page.Is(at + 1, "he") || page.Is(at + 1, "she"));
    }

    private static bool IsStart(Page page, int at) => page.Has(at, WordFlags.Number | WordFlags.Numeral) || page.Is(at, "a") && page.Is(at + 1, "hundred");

    /// <summary>The last token of a written age; <paramref name="grown"/> where the word itself says years.</summary>
    private static int Spelled(Page page, int at, out bool grown)
    {
        grown = false;
        if (page.Has(at - 1, WordFlags.Number) || page.Symbol(at - 1) == '-' && page.Joined(at - 1) && page.Has(at - 2, WordFlags.Number))
            return -1;
        var text = page.Text(at);
        if (text.Contains("neunzig", StringComparison.OrdinalIgnoreCase) || text.StartsWith("hundert", StringComparison.OrdinalIgnoreCase) || text.StartsWith("einhundert", StringComparison.OrdinalIgnoreCase))
        {
            grown = text.Contains("jahrig", StringComparison.OrdinalIgnoreCase);
            return text.Contains("tausend", StringComparison.OrdinalIgnoreCase) || text.Contains("hundertund", StringComparison.OrdinalIgnoreCase) && text.Contains("zig", StringComparison.OrdinalIgnoreCase) ? -1 : at;
        }

        if (page.Is(at, "ninety") || page.Is(at, "ninetieth"))
        {
            var unit = page.Symbol(at + 1) == '-' ? at + 2 : at + 1;
            var last = page.Has(unit, WordFlags.Number | WordFlags.Numeral) && Lexicon.Number(page.Text(unit)) is -1 or (> 0 and < 10) ? unit : at;
            return page.Has(last + 1, WordFlags.Number) ? -1 : last;
        }

        if (!page.Is(at + 1, "hundred") || !page.Is(at, "a") && !page.Is(at, "one"))
            return -1;
        var and = page.Is(at + 2, "and") ? at + 3 : at + 2;
        return and < page.Count && page.Has(and, WordFlags.Number | WordFlags.Numeral) && page.IsWord(and) && Lexicon.Number(page.Text(and)) is < 20 ? and : at + 1;
    }

    private static bool One(Page page, int at, string[] words)
    {
        if (!page.IsWord(at))
            return false;
        foreach (var word in words)
        {
            if (page.Is(at, word))
                return true;
        }

        return false;
    }
}
