using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scanners.Ages;

/// <summary>Ages over 89 in words: "ninety-three", "a hundred and two", "Zweiundneunzigjähriger".</summary>
internal static class SpelledAge
{
    public static bool Begins(Page page, int at) => page.Has(at, WordFlags.Number | WordFlags.Numeral) || page.Is(at, "a") && page.Is(at + 1, "hundred");

    /// <summary>The last token of the age, or -1; <paramref name="grown"/> where the word itself says years.</summary>
    public static int Last(Page page, int at, out bool grown)
    {
        grown = false;
        if (IsWithinNumber(page, at))
            return -1;
        var word = page.Text(at);
        if (IsGerman(word))
        {
            grown = Holds(word, "jahrig");
            return IsTooMuch(word) ? -1 : at;
        }

        if (page.Is(at, "ninety") || page.Is(at, "ninetieth"))
            return Ninety(page, at);
        return page.Is(at + 1, "hundred") && (page.Is(at, "a") || page.Is(at, "one")) ? Hundred(page, at) : -1;
    }

    private static bool IsWithinNumber(Page page, int at) => page.Has(at - 1, WordFlags.Number) || page.Symbol(at - 1) == '-' && page.Joined(at - 1) && page.Has(at - 2, WordFlags.Number);

    private static bool IsGerman(ReadOnlySpan<char> word) => Holds(word, "neunzig") || word.StartsWith("hundert", StringComparison.OrdinalIgnoreCase) || word.StartsWith("einhundert", StringComparison.OrdinalIgnoreCase);

    /// <summary>Thousands, and a hundred and twenty or more.</summary>
    private static bool IsTooMuch(ReadOnlySpan<char> word) => Holds(word, "tausend") || Holds(word, "hundertund") && Holds(word, "zig");

    private static bool Holds(ReadOnlySpan<char> word, string part) => word.Contains(part, StringComparison.OrdinalIgnoreCase);

    /// <summary>"ninety-three", but not "ninety thousand".</summary>
    private static int Ninety(Page page, int at)
    {
        var unit = page.Symbol(at + 1) == '-' ? at + 2 : at + 1;
        var last = page.Has(unit, WordFlags.Number | WordFlags.Numeral) && Lexicon.Number(page.Text(unit)) is -1 or (> 0 and < 10) ? unit : at;
        return page.Has(last + 1, WordFlags.Number) ? -1 : last;
    }

    /// <summary>"a hundred and two"</summary>
    private static int Hundred(Page page, int at)
    {
        var rest = page.Is(at + 2, "and") ? at + 3 : at + 2;
        return page.Has(rest, WordFlags.Number | WordFlags.Numeral) && Lexicon.Number(page.Text(rest)) is < 20 ? rest : at + 1;
    }
}
