using System.Runtime.InteropServices;
using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scanners;

/// <summary>A run of words that may be a name, and how much the lists know of it.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct NameParts
{
    private const int Most = 6;

    public int End { get; private set; }

    /// <summary>Names that are no ordinary word.</summary>
    public int Sure { get; private set; }

    /// <summary>Names that are ordinary words or places too.</summary>
    public int Doubtful { get; private set; }

    /// <summary>Capital words that nobody knows.</summary>
    public int Unknown { get; private set; }

    public int Initials { get; private set; }

    public bool Comma { get; private set; }

    public readonly int Count => Sure + Doubtful + Unknown + Initials;

    public readonly int Known => Sure + Doubtful;

    public readonly bool Found => End >= 0;

    /// <param name="page">The page.</param>
    /// <param name="at">Where it begins.</param>
    /// <param name="any">Whether a label says that a name comes, so that words of small letters and ordinary ones count too.</param>
    /// <param name="colon">Whether a label and a colon stand before, so that a comma may part surname and given name.</param>
    public static NameParts Read(Page page, int at, bool any, bool colon = false)
    {
        var parts = new NameParts { End = -1 };
        var next = at;
        var capitals = page.IsCapital(at);
        while (parts.Count < Most && next < page.Count)
        {
            page.Steps++;
            if (Particles(page, next, any ? parts.Count : parts.Known) is > 0 and var skipped)
            {
                next += skipped;
                continue;
            }

            if (!parts.Takes(page, next, capitals, any))
                break;
            parts.End = next++;
            next = parts.Joined(page, next, capitals);
            if (parts.IsReversed(page, next, any || colon && !page.Has(next + 1, WordFlags.Vocab | WordFlags.Settled)))
                (parts.Comma, next) = (true, next + 1);
            if (page.IsLine(next))
                break;
        }

        if (parts.End > at && page.Symbol(parts.End) == '.' && page.Size(parts.End - 1) > 1)
            parts.End--;
        if (parts.Count == 0 || parts.Count == parts.Initials)
            parts.End = -1;
        return parts;
    }

    /// <summary>The tokens of "van der", "St." and "Al-" before a capital word.</summary>
    private static int Particles(Page page, int at, int parts)
    {
        var (next, count) = (at, 0);
        while (count < 4 && page.IsWord(next) && page.Has(next, WordFlags.Particle) && (page.Size(next) > 1 || page.Symbol(next + 1) == '\''))
        {
            count++;
            next += page.Symbol(next + 1) is '.' or '-' or '\'' && page.Joined(next) ? 2 : 1;
        }

        if (count == 0 || !page.IsCapital(next) || page.Size(next) < 2 || page.Has(next, WordFlags.Settled) && !page.Has(next, WordFlags.Names))
            return 0;
        var bound = count > 1 || page.IsCapital(at) && page.Symbol(next - 1) != '\0';
        return parts > 0 && (page.IsCapital(at) is false || !page.Has(at, WordFlags.Given)) || bound || page.IsCapital(at) && !page.Has(at, WordFlags.Common | WordFlags.Given) ? next - at : 0;
    }

    /// <summary>O'Donnell, Meyer-Landrut, Hyun-woo, J.</summary>
    private int Joined(Page page, int next, bool capitals)
    {
        if (page.Joined(End) && page.Symbol(next) is '\'' or '-' && page.Joined(next) && page.IsWord(next + 1) && page.Size(next + 1) > 1
            && (page.IsCapital(next + 1) || !capitals || page.Symbol(next) == '-' && (page.Size(next + 1) < 4 || !page.Has(next + 1, WordFlags.Vocab)) && !page.Has(next + 1, WordFlags.Settled)))
        {
            if (page.Has(next + 1, WordFlags.Names) && !Doubts(page, next + 1) && Sure == 0 && Unknown > 0)
                (Sure, Unknown) = (Sure + 1, Unknown - 1);
            End = next + 1;
            return next + 2;
        }

        if (page.Size(End) == 1 && page.Symbol(next) == '.')
            End = next++;
        return next;
    }

    /// <summary>Surname, comma, given name.</summary>
    private readonly bool IsReversed(Page page, int next, bool any)
    {
        if (page.Symbol(next) != ',' || Comma || Count != 1 || page.Gap(next) > 1 || !page.IsCapital(next + 1))
            return false;
        if (any)
            return true;
        var initial = page.IsCapital(next + 2) && page.Size(next + 2) == 1;
        if (page.Has(next + 1, WordFlags.Given) && !page.Has(next + 1, WordFlags.Place | WordFlags.Month))
            return initial || Sure > 0 || !page.Has(next + 1, WordFlags.Vocab) && !page.Has(End, WordFlags.Place | WordFlags.Given);
        return Sure > 0 && page.Has(End, WordFlags.Surname) && !page.Has(End, WordFlags.Given) && !page.Has(next + 1, WordFlags.Place | WordFlags.Town | WordFlags.Vocab | WordFlags.Settled | WordFlags.Month);
    }

    private bool Takes(Page page, int at, bool capitals, bool any)
    {
        if (!page.IsWord(at) || page.IsNumber(at + 1) && page.Joined(at))
            return false;
        if (page.Size(at) == 1)
        {
            var gaelic = page.Is(at, "O") && page.IsCapital(at + 1) && !page.Has(at + 1, WordFlags.Vocab | WordFlags.Settled);
            if (!capitals || !page.IsCapital(at) || Count == 0 && page.Symbol(at + 1) != '.' && !gaelic)
                return false;
            Initials++;
            return true;
        }

        if (capitals && !page.IsCapital(at) || page.Has(at, WordFlags.Title | WordFlags.TitleRest) && Count > 0 && !page.Has(at, WordFlags.Names))
            return false;
        if (page.Has(at, WordFlags.Names))
            return Named(page, at, any);
        if (!capitals && !any)
            return false;
        if (page.Has(at, WordFlags.Settled & ~WordFlags.Title) || page.Has(at, WordFlags.Place) && !any && Count != 1)
            return false;
        if (page.Has(at, WordFlags.Vocab) && !any)
            return false;
        Unknown++;
        return true;
    }

    private bool Named(Page page, int at, bool any)
    {
        var doubtful = Doubts(page, at);
        if (Count > 0 && !any && page.Has(at, WordFlags.Common) && !(page.Has(at - 1, WordFlags.Given) || page.Size(at - 1) == 1 || page.Has(at, WordFlags.Surname) && !page.Has(at, WordFlags.Health | WordFlags.Birth)))
            return false;
        if (doubtful)
            Doubtful++;
        else
            Sure++;
        return true;
    }

    /// <summary>Whether a name is an ordinary word, a place or a month as well.</summary>
    public static bool Doubts(Page page, int at) => page.Has(at, WordFlags.Common | WordFlags.Place | WordFlags.Month | WordFlags.Vocab);
}
