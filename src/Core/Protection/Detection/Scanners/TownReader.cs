using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scanners;

/// <summary>Towns: those of the lists, in up to four words, and unknown words that end or begin as towns do.</summary>
internal static class TownReader
{
    /// <summary>Whether a town stands here, and its last token. Sure ones are of the lists and no ordinary word.</summary>
    public static bool Read(Page page, int at, out int end, out bool sure)
    {
        (end, sure) = (at, false);
        if (!page.IsCapital(at) || page.Size(at) < 2)
            return false;
        if (page.Has(at, WordFlags.TownStart) && Lexicon.TownOf(page, at) is > 0 and var words && page.IsCapital(at + words - 1))
        {
            (end, sure) = (at + words - 1, true);
            return true;
        }

        if (page.Has(at, WordFlags.Place | WordFlags.Town))
        {
            sure = !page.Has(at, WordFlags.Common | WordFlags.Vocab | WordFlags.Month) && (!page.Has(at, WordFlags.Names) || !page.Has(at, WordFlags.Given) && Within(page, at));
            end = Tail(page, at);
            return true;
        }

        if (page.Has(at, WordFlags.Townlike) && !page.Has(at, WordFlags.Names | WordFlags.Vocab | WordFlags.Settled)
            || page.Has(at, WordFlags.Surname) && !page.Has(at, WordFlags.Given | WordFlags.Vocab | WordFlags.Settled) && page.Size(at) > 5 && Within(page, at) && (Endings.Of(page.Text(at)) & WordFlags.Townlike) != WordFlags.None)
        {
            end = Tail(page, at);
            return true;
        }

        var next = page.Symbol(at + 1) is '.' or '-' ? at + 2 : at + 1;
        if (!page.Has(at, WordFlags.TownBeginning) || !page.IsCapital(next) || page.Gap(next - 1) > 1 || page.Size(next) < 3 || page.Has(next, WordFlags.Vocab | WordFlags.Settled) && !page.Has(next, WordFlags.Place | WordFlags.Town))
            return false;
        end = next;
        return page.Has(next, WordFlags.Place | WordFlags.Town | WordFlags.Townlike | WordFlags.Names) || After(page, at);
    }

    /// <summary>A word of place right before: in, from, near, aus, nach.</summary>
    public static bool After(Page page, int at) => page.Has(at - 1, WordFlags.Where);

    private static bool Within(Page page, int at) => page.Is(at - 1, "in") || page.Is(at - 1, "near") || page.Is(at - 1, "nach") || page.Is(at - 1, "aus") || page.Is(at - 1, "outside");

    /// <summary>Somebody lives, moved or was born there, by a word up to five before.</summary>
    public static bool Dwelt(Page page, int at)
    {
        for (var back = at - 1; back >= 0 && back >= at - 5 && !page.IsLine(back) && page.Symbol(back) is not ('.' or ';'); back--)
        {
            if (page.Has(back, WordFlags.Dwells))
                return true;
        }

        return false;
    }

    /// <summary>Halle an der Saale, Frankfurt am Main, Stoke-on-Trent, Bremen-Mitte.</summary>
    private static int Tail(Page page, int at)
    {
        if (page.Symbol(at + 1) == '-' && page.Joined(at) && page.Joined(at + 1) && page.IsCapital(at + 2) && !page.Has(at + 2, WordFlags.Health))
            return at + 2;
        if ((page.Is(at + 1, "am") || page.Is(at + 1, "an") || page.Is(at + 1, "im") || page.Is(at + 1, "ob")) && (page.Is(at + 2, "der") || page.Is(at + 2, "den")) && page.IsCapital(at + 3))
            return at + 3;
        return page.Is(at + 1, "am") && (page.Is(at + 2, "Main") || page.Is(at + 2, "Rhein") || page.Is(at + 2, "Neckar") || page.Is(at + 2, "See")) ? at + 2 : at;
    }
}
