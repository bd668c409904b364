using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scanners.Told;

/// <summary>Dates that are told: "May thirty-first, two thousand and one", "the third of March nineteen sixty", "dritter elfter einundfünfzig".</summary>
internal static class ToldDateScanner
{
    private const int Longest = 14;
    private const int BirthReach = 12;

    public static void Scan(Page page)
    {
        for (var at = 0; at < page.Count; at++)
        {
            page.Steps++;
            if (!page.Has(at, WordFlags.Month | WordFlags.Numeral))
                continue;
            var last = Read(page, at, out var told);
            if (!told)
                continue;
            if (Born(page, at))
                page.Add(at, last, PhiKind.BirthDate, 0.8, "a date told of a birth");
            else
                page.Add(at, last, PhiKind.Date, 0.35, "a date that is told", weak: true);
            at = last;
        }
    }

    /// <summary>The last of the words of a date: a month and numbers, or two ordinals in German.</summary>
    private static int Read(Page page, int at, out bool told)
    {
        var (months, numerals, numbers, last) = (0, 0, 0, at);
        for (var next = at; next < page.Count && next < at + Longest; next++)
        {
            page.Steps++;
            var month = page.Has(next, WordFlags.Month);
            if (month && months > 0)
                break;
            if (month || page.Has(next, WordFlags.Numeral | WordFlags.Number))
            {
                months += month ? 1 : 0;
                numerals += page.Has(next, WordFlags.Numeral) && !month ? 1 : 0;
                numbers += page.Has(next, WordFlags.Number) ? 1 : 0;
                last = next;
            }
            else if (page.Symbol(next) is not ('-' or ',') && !SpellingWords.WithinDates.Has(page, next))
                break;
        }

        told = months == 1 ? last > at && NamesDay(numerals, numbers) : NamesMonth(numerals, numbers);
        return last;
    }

    /// <summary>Beside a month an ordinal is its day; without one there are three words of day and year.</summary>
    private static bool NamesDay(int numerals, int numbers) => numerals > 0 || numbers > 2;

    /// <summary>"dritter elfter", and a year.</summary>
    private static bool NamesMonth(int numerals, int numbers) => numerals > 1 && numerals + numbers > 2;

    private static bool Born(Page page, int at)
    {
        for (var back = at - 1; back >= 0 && back >= at - BirthReach; back--)
        {
            page.Steps++;
            if (page.Has(back, WordFlags.Birth))
                return true;
        }

        return false;
    }
}
