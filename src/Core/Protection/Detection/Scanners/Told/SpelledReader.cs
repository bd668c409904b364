using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scanners.Told;

/// <summary>Reads letters and digits that are told one after the other, with what people say between them.</summary>
internal static class SpelledReader
{
    private const int LongestRun = 60;

    /// <summary>Tokens between two elements, at most.</summary>
    private const int MostBetween = 3;

    /// <summary>A number word of more letters is one of two digits: vierundneunzig.</summary>
    private const int LongestDigit = 6;

    /// <summary>Any number of two digits.</summary>
    private const int TwoDigits = 20;

    /// <summary>The token after the run that begins here.</summary>
    public static int Read(Page page, int at, ref SpelledRun run)
    {
        var (end, next) = (at, at);
        while (next < page.Count && next < at + LongestRun)
        {
            page.Steps++;
            var taken = Element(page, next, ref run);
            if (taken > 0)
            {
                next += taken;
                end = next;
            }
            else if (end > at && next - end < MostBetween && IsBetween(page, next))
                next++;
            else
                break;
        }

        return end;
    }

    private static bool IsBetween(Page page, int at) => page.Symbol(at) is ',' or '-' or '/' or ';' || page.IsLine(at) || SpokenDigits.Spoken(page, at) != '\0' || SpokenDigits.Fills(page, at);

    /// <summary>How many tokens a digit or a letter takes that is told here, or 0.</summary>
    private static int Element(Page page, int at, ref SpelledRun run)
    {
        if (page.IsNumber(at))
            return Digits(page, at, ref run);
        if (!page.IsWord(at))
            return 0;
        if (SpellingWords.Multiples.Has(page, at))
            return Multiple(page, at, ref run);
        if (page.Has(at, WordFlags.Number) && Lexicon.Number(page.Text(at)) is >= 0 and var value)
        {
            run.Spoken(value);
            return 1;
        }

        if (page.Has(at, WordFlags.Numeral) && page.Size(at) > LongestDigit)
        {
            run.Spoken(TwoDigits);
            return 1;
        }

        return page.Size(at) > 1 ? OfAlphabet(page, at, ref run) : Letter(page, at, ref run);
    }

    /// <summary>Few digits that are written as such, and are no part of a measure, a time or a date.</summary>
    private static int Digits(Page page, int at, ref SpelledRun run)
    {
        if (page.Size(at) > 4 || page.Joined(at) && page.Symbol(at + 1) is '.' or ':' or '%' or '/' && page.IsNumber(at + 2))
            return 0;
        run.Plain(page.Size(at));
        return 1;
    }

    /// <summary>"double four", "triple 0"</summary>
    private static int Multiple(Page page, int at, ref SpelledRun run)
    {
        if (!page.Has(at + 1, WordFlags.Number) && !(page.IsNumber(at + 1) && page.Size(at + 1) == 1))
            return 0;
        run.Again(page.Is(at, "triple") ? 3 : 2);
        return 2;
    }

    /// <summary>A word of a spelling alphabet: "kilo", "Kaufmann".</summary>
    private static int OfAlphabet(Page page, int at, ref SpelledRun run)
    {
        if (!SpellingWords.Alphabets.Has(page, at) || page.Joined(at) && page.Symbol(at + 1) != ',')
            return 0;
        run.Letter();
        return 1;
    }

    /// <summary>A letter, perhaps with the word that explains it: "M as in Mike", "K wie Kaufmann".</summary>
    private static int Letter(Page page, int at, ref SpelledRun run)
    {
        var asIn = page.Is(at + 1, "as") && page.Is(at + 2, "in");
        if (!page.IsCapital(at) && !asIn && !page.Is(at + 1, "wie") || page.Joined(at) && page.Symbol(at + 1) is not (',' or '-'))
            return 0;
        run.Letter();
        if (asIn && page.IsWord(at + 3))
            return 4;
        return SpellingWords.Likens.Has(page, at + 1) && page.IsWord(at + 2) ? 3 : 1;
    }
}
