using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scanners.Ages;

/// <summary>What behind a number says that it is an age: "-year-old", "y/o", "F", "th birthday".</summary>
internal static class AgeUnit
{
    /// <summary>The last token of the unit; the age itself where nothing says years.</summary>
    public static int End(Page page, int at)
    {
        var next = page.Symbol(at + 1) == '-' && page.Joined(at + 1) ? at + 2 : at + 1;
        if (IsSex(page, at, next))
            return page.Symbol(next) == '/' ? next + 1 : next;
        var ordinal = page.Joined(at) && (AgeWords.Ordinals.Has(page, next) || page.Symbol(next) == '.');
        if (ordinal)
            return IsAnniversary(page, next + 1) ? next : at;
        if (page.Has(at, WordFlags.Numeral))
            return IsAnniversary(page, next) ? next - 1 : at;
        return IsYears(page, at, next) ? Years(page, at, next) : at;
    }

    /// <summary>94F, 94/m</summary>
    private static bool IsSex(Page page, int at, int next) => page.Symbol(next) == '/' && page.Joined(next) && AgeWords.Sexes.Has(page, next + 1) || page.Joined(at) && AgeWords.Sexes.Has(page, next);

    private static bool IsAnniversary(Page page, int at) => AgeWords.Anniversaries.Has(page, at) || AgeWords.Anniversaries.Has(page, at + 1);

    /// <summary>A letter alone is a unit only close to the number or before a sign; "95 year" is one only of somebody old.</summary>
    private static bool IsYears(Page page, int at, int next)
    {
        if (!AgeWords.Years.Has(page, next) || page.Size(next) == 1 && !page.Joined(at) && page.Symbol(next + 1) is not ('/' or '.'))
            return false;
        return !page.Is(next, "year") || page.Symbol(next + 1) is '-' || page.Is(next + 1, "old") || page.Is(next + 1, "of");
    }

    private static int Years(Page page, int at, int next)
    {
        var after = page.Symbol(next + 1) is '-' or '/' or '.' ? next + 2 : next + 1;
        if (AgeWords.Old.Has(page, after))
            return after;
        return IsOfLife(page, next) || page.Is(after, "of") || page.Person(at, 8) || page.Has(after, WordFlags.Person) ? next : at;
    }

    /// <summary>Units that are said of nothing but people: y, yo, jährig.</summary>
    private static bool IsOfLife(Page page, int at) => page.Size(at) > 1 ? !AgeWords.Spans.Has(page, at) : page.Is(at, "y") || page.Is(at, "j");
}
