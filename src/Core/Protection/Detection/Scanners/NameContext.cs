using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scanners;

/// <summary>How likely words are somebody's name, by what the lists know of them and by what stands around them.</summary>
internal static class NameContext
{
    public static double Confidence(Page page, int at, NameParts parts)
    {
        var told = Told(page, at);
        var confidence = Alone(page, at, parts) + told;
        if (told > 0.1 && (Acts(page, parts.End) || page.Has(at, WordFlags.Given) && IsVerbal(page, parts.End + 1)))
            confidence += 0.15;
        if (told > 0.1 && Cued(page, at, parts) && (!page.Has(at, WordFlags.Place | WordFlags.Town) || page.Has(at, WordFlags.Given)))
            confidence += page.Person(at, 12) || page.Care(at, 8) || page.Is(at - 1, "per") || parts.Count > 1 ? 0.15 : 0.1;
        if (parts.Count == 1 && page.Has(at, WordFlags.Place | WordFlags.Town) && TownReader.After(page, at) && !page.Has(at, WordFlags.Given))
            confidence -= 0.3;
        if (page.Symbol(parts.End + 1) == '-' && page.Has(parts.End + 2, WordFlags.Strasse | WordFlags.Street))
            confidence -= 0.6;
        if (Signed(page, parts.End))
            confidence += 0.4;
        var health = page.Health(at, 25);
        var trade = page.Trade(at, 10);
        if (trade > 0 && (!health || told == 0))
            confidence -= parts.Sure >= 2 ? 0.1 : 0.25;
        if (IsCompany(page, parts.End) || page.Symbol(parts.End + 1) == '&' || page.Symbol(at - 1) == '&')
            confidence -= 0.5;
        if (page.Has(parts.End + 1, WordFlags.Street | WordFlags.Strasse) && parts.Count < 3 && page.IsCapital(parts.End + 1))
            confidence -= 0.3;
        if (IsNamedAfter(page, parts.End))
            confidence -= 0.4;
        if (Greets(page, at) || Signs(page, at))
            confidence += page.Health(at, 60) ? Ends(page, parts.End) ? 0.35 : 0.15 : -0.1;
        return Math.Clamp(confidence, 0, 0.9);
    }

    /// <summary>What the words say without anything around them.</summary>
    private static double Alone(Page page, int at, NameParts parts)
    {
        var given = page.Has(at, WordFlags.Given) && !NameParts.Doubts(page, at);
        double confidence;
        if (parts.Sure + parts.Doubtful + parts.Unknown >= 2)
        {
            confidence = parts.Sure >= 2 ? given || parts.Comma ? 0.44 : 0.4
                : parts.Sure == 1 ? given ? 0.45 : 0.38
                : parts.Doubtful >= 2 ? page.Has(at, WordFlags.Given) ? 0.35 : 0.15
                : parts.Doubtful == 1 ? page.Has(at, WordFlags.Given) ? 0.28 : 0.2 : 0.25;
            if (page.Has(at, WordFlags.Town | WordFlags.TownStart) && !page.Has(at, WordFlags.Given))
                confidence -= 0.1;
            return confidence + (parts.Initials > 0 ? 0.15 : 0);
        }

        if (parts.Initials > 0)
            return parts.Sure > 0 ? 0.4 : 0.25;
        if (parts.Sure == 0)
            return parts.Doubtful > 0 ? page.Has(at, WordFlags.Given) && !page.Has(at, WordFlags.Common) ? 0.1 : 0.05 : 0.15;
        if (page.Size(at) > 1 && !page.IsLower(at, 1))
            return 0.1;
        return (page.Has(at, WordFlags.Given) ? 0.3 : 0.2) - (page.Has(at, WordFlags.Rare) ? 0.03 : 0);
    }

    /// <summary>What the text around says: whether it is told of one person, of somebody's health, or of many people.</summary>
    public static double Told(Page page, int at)
    {
        var person = page.Person(at, 12);
        var told = page.Health(at, 25) ? person || page.Care(at, 8) ? 0.3 : 0.2 : person ? page.Health(at, 80) || page.Care(at, 20) ? 0.2 : 0.05 : page.Care(at, 8) ? 0.05 : 0;
        if (page.General(at, 20) > 0 && !page.Person(at, 12))
            told = Math.Max(0, told - 0.2);
        return told;
    }

    /// <summary>Two capital words nobody knows, or one that does or suffers something or is met, where somebody's health is spoken of.</summary>
    public static bool MayBeUnknown(Page page, int at, NameParts parts)
    {
        var about = page.Health(at, 25) || page.Person(at, 12);
        if (!about && parts.Count < 2 || page.Trade(at, 12) > 1 || page.Has(parts.End + 1, WordFlags.Street) || parts.Unknown > 3)
            return false;
        var begins = page.IsLine(at - 1) || page.Symbol(at - 1) is '.' or ':' or '-' or '*';
        if (parts.Count == 1 && !((begins || page.Has(at - 1, WordFlags.Cue | WordFlags.Person | WordFlags.Title) || page.Symbol(at - 1) is ',' or '(') && Acts(page, parts.End) && page.Person(at, 12) && page.General(at, 20) == 0 || Greets(page, at) && Ends(page, parts.End) || !begins && Cued(page, at, parts) && (page.Person(at, 8) || page.Health(at, 8))))
            return false;
        for (var part = at; part <= parts.End; part++)
        {
            if (page.IsWord(part) && page.Size(part) > 1 && (page.Size(part) < 3 || page.Has(part, WordFlags.Health | WordFlags.Townlike) || !char.IsLower(page.View[page[part].Start + 1])))
                return false;
        }

        return true;
    }

    /// <summary>What stands before or beside people: "with Anna", "labs on Meier", "care of Meier", "Anna and Tom".</summary>
    private static bool Cued(Page page, int at, NameParts parts)
    {
        if (page.Has(at - 1, WordFlags.Cue | WordFlags.Person) || (page.Is(at - 1, "on") || page.Is(at - 1, "of")) && page.Has(at - 2, WordFlags.Health | WordFlags.Care))
            return true;
        var next = parts.End + 2;
        return (page.Is(next - 1, "and") || page.Is(next - 1, "und")) && page.IsCapital(next) && page.Has(next, WordFlags.Given) && !page.Has(next, WordFlags.Common);
    }

    /// <summary>Nothing but a comma or the end of the line follows, as after greetings.</summary>
    private static bool Ends(Page page, int end) => page.IsLine(end + 1) || page.Symbol(end + 1) is ',' or '!' or ':' or '-';

    /// <summary>"Anna says", "Herr Meier, der gestern kam, klagt".</summary>
    public static bool Acts(Page page, int end)
    {
        if (page.Has(end + 1, WordFlags.Acts))
            return true;
        // An age, a comma or a bracket may stand between: "Anna Meier (54) reports".
        for (var next = end + 1; next < page.Count && next < end + 6 && !page.IsLine(next); next++)
        {
            if (next > end + 1 && page.Has(next, WordFlags.Acts))
                return true;
            if (page.Symbol(next) is not (',' or '(' or ')') && !page.IsNumber(next))
                return false;
        }

        return false;
    }

    /// <summary>A small word that ends as verbs do: talked, lies.</summary>
    private static bool IsVerbal(Page page, int at)
    {
        if (!page.IsWord(at) || page.IsCapital(at) || page.Size(at) < 4 || !page.Has(at, WordFlags.Vocab))
            return false;
        var text = page.Text(at);
        return text.EndsWith("ed") || text.EndsWith("s") && !text.EndsWith("ss") || text.EndsWith("te") || text.EndsWith("t") && text.Length > 4;
    }

    /// <summary>Letters of a profession after the name: Smith, MD.</summary>
    private static bool Signed(Page page, int end)
    {
        var next = page.Symbol(end + 1) == ',' || page.IsLine(end + 1) ? end + 2 : end + 1;
        if (page.Has(next, WordFlags.Credential) && (page.Size(next) > 4 || page.IsCapital(next) && char.IsUpper(page.View[page[next].Start + 1])))
            return true;
        return page.Symbol(end + 1) == ',' && page.Is(next, "M") && page.Symbol(next + 1) == '.' && page.Is(next + 2, "D");
    }

    /// <summary>Diseases, scores and tests that bear a name: Parkinson's disease, Ranson criteria.</summary>
    private static bool IsNamedAfter(Page page, int end)
    {
        var next = page.Symbol(end + 1) is '\'' or '-' ? page.Is(end + 2, "s") ? end + 3 : end + 2 : end + 1;
        if (!page.IsWord(next) || page.Size(next) < 4)
            return false;
        return page.Is(next, "disease") || page.Is(next, "syndrome") || page.Is(next, "criteria") || page.Is(next, "score") || page.Is(next, "scale") || page.Is(next, "test") || page.Is(next, "sign") || page.Is(next, "maneuver") || page.Is(next, "classification")
            || page.Is(next, "lymphoma") || page.Is(next, "catheter") || page.Is(next, "krankheit") || page.Is(next, "syndrom") || page.Is(next, "index") || page.Is(next, "procedure") || page.Is(next, "palsy") || page.Is(next, "foundation") || page.Is(next, "fracture");
    }

    public static bool IsCompany(Page page, int end) => page.Has(end + 1, WordFlags.Company) && page.IsCapital(end + 1) || page.Symbol(end + 1) == '&' || page.Has(end + 2, WordFlags.Company) && page.IsCapital(end + 1) && page.IsCapital(end + 2) && !page.IsLine(end + 1);

    public static bool Greets(Page page, int at)
    {
        for (var back = at - 1; back >= 0 && back >= at - 3 && !page.IsLine(back); back--)
        {
            if (page.Has(back, WordFlags.Salutation))
                return true;
        }

        return false;
    }

    private static bool Signs(Page page, int at)
    {
        for (var back = at - 1; back >= 0 && back >= at - 4; back--)
        {
            if (page.Has(back, WordFlags.Signoff))
                return true;
        }

        return false;
    }
}
