using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scanners;

/// <summary>Streets with their numbers, post boxes, postal codes with their towns, and towns where a person is said to live or to be treated.</summary>
internal static class PlaceScanner
{
    private const int LongestAddress = 24;

    private static readonly WordTable _states = States();

    private static WordTable States()
    {
        var table = new WordTable();
        foreach (var state in "al ak az ar ca co ct de dc fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa pr ri sc sd tn tx ut vt va wa wv wi wy".Split(' '))
            table.Add(WordTable.Hash(state), WordFlags.Place);
        return table;
    }

    public static void Scan(Page page)
    {
        for (var at = 0; at < page.Count; at++)
        {
            page.Steps++;
            var last = -1;
            if (page.IsNumber(at))
                last = Street(page, at) is >= 0 and var street ? street : CodeAndTown(page, at);
            else if (page.IsCapital(at))
                last = GermanStreet(page, at) is >= 0 and var strasse ? strasse : Box(page, at) is >= 0 and var box ? box : Named(page, at) is >= 0 and var named ? named : Town(page, at);
            if (last > at)
                at = last;
        }
    }

    public static void Labelled(Page page, LabelledValue label)
    {
        var at = label.Value;
        switch (label.Kind)
        {
            case PhiKind.Zip when page.IsNumber(at) && page.Size(at) is >= 3 and <= 9:
                page.Add(at, page.Symbol(at + 1) == '-' && page.Joined(at) && page.IsNumber(at + 2) ? at + 2 : at, PhiKind.Zip, 0.7, "a postal code after its label");
                break;
            case PhiKind.Address:
                Address(page, label);
                break;
            case PhiKind.Place when page.IsCapital(at):
                Place(page, label);
                break;
        }
    }

    private static void Place(Page page, LabelledValue label)
    {
        var at = label.Value;
        var known = TownReader.Read(page, at, out var end, out var sure);
        if (!known && (page.Has(at, WordFlags.Settled | WordFlags.Vocab) || page.Has(at, WordFlags.Names) && !label.Said && !TownReader.Dwelt(page, at)))
            return;
        var lives = page.Has(label.Label, WordFlags.Person | WordFlags.Dwells) || TownReader.Dwelt(page, at);
        var confidence = (sure ? 0.4 : known ? 0.25 : 0.15) + (lives || label.Said && (page.Health(at, 30) || page.Person(at, 20)) ? 0.3 : 0) + Told(page, at) - (page.Trade(at, 10) > 0 && !page.Health(at, 15) ? 0.3 : 0);
        page.Add(at, State(page, end), PhiKind.Place, confidence, "a place after what is said of a person", weak: true);
    }

    /// <summary>What follows "address:" or "lives at" up to the end of the line, if it looks like one.</summary>
    private static void Address(Page page, LabelledValue label)
    {
        var (end, digits, capitals) = (-1, 0, 0);
        for (var at = label.Value; at < page.Count && at < label.Value + LongestAddress && !page.IsLine(at); at++)
        {
            page.Steps++;
            if (page.Symbol(at) is ';' or '"' or '<' or '|' or '>' or ':' || page.Symbol(at) == '.' && page.Gap(at) > 0 && page.Size(at - 1) > 4 && !page.Has(at - 1, WordFlags.Street | WordFlags.Strasse))
                break;
            if (page.IsWord(at) && !page.IsCapital(at) && page.Size(at) > 3 && !page.Has(at, WordFlags.Street | WordFlags.Strasse | WordFlags.Particle | WordFlags.Place))
                break;
            digits += page.IsNumber(at) ? 1 : 0;
            capitals += page.IsCapital(at) ? 1 : 0;
            if (page[at].Kind != TokenKind.Symbol)
                end = at;
        }

        if (digits == 0 || capitals == 0 || page.Symbol(label.Value + 1) is ':' or '.' && page.IsNumber(label.Value))
            return;
        var trade = page.Trade(label.Value, 12) > 0 && !page.Health(label.Value, 25) && !page.Person(label.Value, 15);
        page.Add(label.Value, end, PhiKind.Address, (label.Said || page.Has(label.Label, WordFlags.Person) ? 0.75 : 0.55) - (trade ? 0.35 : 0), "an address after its label");
    }

    /// <summary>123 N Oak Street Apt 4</summary>
    private static int Street(Page page, int at)
    {
        if (page.Size(at) > 6 || page.Joined(at - 1) && page.Symbol(at - 1) is '.' or '-' or '/' or '$')
            return -1;
        var next = at + 1;
        if (page.Symbol(next) == '-' && page.IsNumber(next + 1) && page.Joined(next))
            next += 2;
        if (page.IsWord(next) && page.Joined(at) && page.Size(next) == 1)
            next++;
        for (var words = 0; words < 5 && page.IsWord(next) && (page.IsCapital(next) || page.Has(next, WordFlags.Street)) || page.IsNumber(next) && words < 2; words++)
        {
            page.Steps++;
            if ((words > 0 || page.Is(next, "broadway")) && page.Has(next, WordFlags.Street))
                return Found(page, at, Unit(page, next), 0.45);
            if (page.IsNumber(next) && page.Joined(next) && (page.Is(next + 1, "th") || page.Is(next + 1, "st") || page.Is(next + 1, "nd") || page.Is(next + 1, "rd")))
                next++;
            if (words == 1 && page.Has(next - 1, WordFlags.Calle) && page.IsCapital(next))
                return Found(page, at, Unit(page, next), 0.4);

            next += page.Symbol(next + 1) == '.' && page.Size(next) <= 2 ? 2 : 1;
            if (page.Symbol(next) == '\'' && page.Joined(next - 1))
                next += 2;
        }

        return -1;
    }

    private static int Unit(Page page, int at)
    {
        var next = page.Symbol(at + 1) is ',' or '.' ? at + 2 : at + 1;
        if (!(page.Is(next, "apt") || page.Is(next, "unit") || page.Is(next, "suite") || page.Is(next, "ste") || page.Is(next, "apartment") || page.Symbol(next) == '#' || page.Is(next, "floor")))
            return at;
        next++;
        while (page.Symbol(next) is '.' or '#')
            next++;
        if (page.Joined(next) && page[next + 1].Kind is TokenKind.Number or TokenKind.Word)
            next++;
        return page.IsLine(next) ? at : next;
    }

    /// <summary>Lindenstraße 12a, Am Markt 3, Rosenheimer Platz 7</summary>
    private static int GermanStreet(Page page, int at)
    {
        var (end, next) = (-1, at);
        if (page.Symbol(at + 1) == '-' && Hyphened(page, at) is > 0 and var after)
            next = after;
        else if (page.Has(at, WordFlags.StreetEnd) && IsStreet(page.Text(at)))
            next = at + 1;
        else if (page.IsCapital(at + 1) && page.Has(at + 1, WordFlags.Strasse))
            next = at + 2;
        else if ((page.Is(at, "am") || page.Is(at, "an") || page.Is(at, "im") || page.Is(at, "auf") || page.Is(at, "zum") || page.Is(at, "zur") || page.Is(at, "unter") || (page.Is(at, "hinter") || page.Is(at, "vor") || page.Is(at, "in") || page.Is(at, "bei") || page.Is(at, "neben")) && (page.Is(at + 1, "der") || page.Is(at + 1, "dem") || page.Is(at + 1, "den"))) && page.IsWord(at + 1))
        {
            next = page.IsCapital(at + 1) ? at + 2 : page.IsCapital(at + 2) ? at + 3 : at;
            if (next > at && page.IsCapital(next) && !page.IsNumber(next))
                next++;
        }
        // Deichreihe 20, Dornum: a word and a small number before a town.
        if (next == at && page.IsNumber(at + 1) && page.Size(at + 1) <= 3 && page.Size(at) > 4 && !page.Has(at, WordFlags.Settled | WordFlags.Month))
        {
            var town = page.Joined(at + 1) && page.IsWord(at + 2) && page.Size(at + 2) == 1 ? at + 3 : at + 2;
            if (page.Symbol(town) != ',' || !(TownReader.Read(page, town + 1, out _, out _) || page.IsNumber(town + 1) && page.Size(town + 1) is 4 or 5 && page.IsCapital(town + 2)))
                return -1;
            return Found(page, at, town - 1, 0.3);
        }

        if (next == at)
            return -1;
        if (page.Symbol(next) == '.')
            next++;
        if (!page.IsNumber(next) || page.Size(next) > 3 || page.Symbol(next + 1) is '.' or ':' && page.Joined(next + 1) || page.Is(next + 1, "Uhr"))
            return -1;
        end = page.Joined(next) && page.IsWord(next + 1) && page.Size(next + 1) == 1 ? next + 1 : next;
        return Found(page, at, end, page.Size(at) > 5 || next > at + 2 ? 0.42 : 0.35);
    }

    /// <summary>Small endings only, save of the two that end nothing else.</summary>
    private static bool IsStreet(ReadOnlySpan<char> word) =>
        word.EndsWith("strasse", StringComparison.OrdinalIgnoreCase) || word.EndsWith("str", StringComparison.OrdinalIgnoreCase) && word.Length > 5 || word.EndsWith("weg") && word.Length > 5
        || word.EndsWith("allee") || word.EndsWith("gasse") || word.EndsWith("platz") || word.EndsWith("ring") && word.Length > 6 || word.EndsWith("damm") || word.EndsWith("ufer") || word.EndsWith("chaussee");

    /// <summary>A street with its number, and the town that follows it.</summary>
    private static int Found(Page page, int at, int end, double confidence)
    {
        var town = page.Symbol(end + 1) == ',' || page.IsLine(end + 1) ? end + 2 : end + 1;
        if (page.IsNumber(town) && page.Size(town) is 4 or 5 && TownReader.Read(page, town + 1, out _, out _))
        {
            Net(page, at, end, confidence + 0.1, "a street and a house number");
            return end;
        }

        var last = TownReader.Read(page, town, out var ends, out _) ? State(page, ends) : -1;
        Net(page, at, end, confidence + (last > town && page.IsNumber(last) ? 0.1 : 0), "a street and a house number");
        if (last < 0)
            return end;
        Net(page, town, last, page.IsNumber(last) ? 0.65 : confidence, "a town after its street", PhiKind.Place);
        return last;
    }

    /// <summary>The token after Franz-Liszt-Weg or Bgm.-Smidt-Str., or 0.</summary>
    private static int Hyphened(Page page, int at)
    {
        var next = at;
        while (next < at + 8 && page.IsCapital(next) && page.Symbol(next + 1) == '-' && page.Joined(next) && page.Joined(next + 1))
            next += 2;
        return next > at && page.Has(next, WordFlags.Strasse) ? next + 1 : 0;
    }

    private static int Box(Page page, int at)
    {
        var next = page.Is(at, "P") && page.Symbol(at + 1) == '.' && page.Is(at + 2, "O") ? at + 3 : page.Is(at, "PO") ? at + 1 : page.Is(at, "Postfach") ? at + 1 : -1;
        if (next < 0)
            return -1;
        if (page.Symbol(next) == '.')
            next++;
        if (page.Is(next, "Box"))
            next++;
        if (!page.IsNumber(next))
            return -1;
        while (page.IsNumber(next + 1) && page.Gap(next) == 1 && page.Size(next + 1) == 2)
            next++;
        Net(page, at, next, 0.6, "a post box");
        return next;
    }

    /// <summary>10115 Berlin</summary>
    private static int CodeAndTown(Page page, int at)
    {
        if (page.Size(at) is not (4 or 5) || page.Joined(at - 1) || page.Gap(at) > 2)
            return -1;
        if (!TownReader.Read(page, at + 1, out var end, out var sure))
        {
            // A word nobody knows after five digits, where a street or a person is told of just before.
            if (page.Size(at) != 5 || !page.IsCapital(at + 1) || page.Size(at + 1) < 4 || page.Has(at + 1, WordFlags.Vocab | WordFlags.Settled))
                return -1;
            end = at + 1;
        }

        Net(page, at, end, page.Size(at) == 5 ? sure ? 0.5 : 0.25 : sure ? 0.3 : 0.15, "a postal code and its town", PhiKind.Place);
        return end;
    }

    /// <summary>A town; alone it says little, after "in" or "lives" more, with state and postal code much.</summary>
    private static int Town(Page page, int at)
    {
        if (page.Has(at - 1, WordFlags.Title) || !TownReader.Read(page, at, out var end, out var sure))
            return -1;
        var last = State(page, end);
        var zip = last > end && page.IsNumber(last);
        var (after, dwelt) = (TownReader.After(page, at), TownReader.Dwelt(page, at));
        if (!sure && last == end && !(after || dwelt) || page.Has(at, WordFlags.Settled & ~WordFlags.Label) && last == end && !sure && !dwelt)
            return -1;
        var confidence = zip ? 0.65 : last > end ? 0.4 : (sure ? 0.25 : 0.1) + (after ? 0.1 : 0) + (dwelt ? 0.2 : 0);
        Net(page, at, last, confidence, zip ? "a town with its postal code" : "a town", PhiKind.Place);
        return last;
    }

    /// <summary>Puposky MN 56667, Yazoo County: a town nobody knows before its state and postal code, and what calls itself a county.</summary>
    private static int Named(Page page, int at)
    {
        if (!page.IsCapital(at) || page.Has(at, WordFlags.Common | WordFlags.Health))
            return -1;
        var end = page.IsCapital(at + 1) && page.Size(at + 1) > 2 && page.Gap(at) == 1 && !page.Is(at + 1, "county") ? at + 1 : at;
        var state = page.Symbol(end + 1) == ',' ? end + 2 : end + 1;
        if (page.IsWord(state) && page.Size(state) == 2 && page.IsCapital(state) && !page.IsLower(state, 1) && _states.Of(WordTable.Hash(page.Text(state))) != WordFlags.None && page.IsNumber(state + 1) && page.Size(state + 1) == 5)
        {
            var last = page.Symbol(state + 2) == '-' && page.IsNumber(state + 3) && page.Joined(state + 2) ? state + 3 : state + 1;
            Net(page, at, last, 0.55, "a town with state and postal code", PhiKind.Place);
            return last;
        }

        if ((page.Is(at + 1, "county") || page.Is(at + 1, "township") || page.Is(at + 1, "parish")) && page.IsCapital(at + 1))
        {
            Net(page, at, at + 1, 0.3, "a county", PhiKind.Place);
            return at + 1;
        }

        return -1;
    }

    private static double Told(Page page, int at)
    {
        var told = page.Health(at, 15) ? page.Person(at, 12) || page.Care(at, 10) ? 0.25 : 0.2 : page.Person(at, 10) ? 0.2 : 0;
        return page.General(at, 20) > 0 && !page.Person(at, 12) ? Math.Max(0, told - 0.2) : told;
    }

    private static void Net(Page page, int at, int end, double confidence, string reason, PhiKind kind = PhiKind.Address)
    {
        var about = kind == PhiKind.Place ? Told(page, at) : page.Health(at, 25) || page.Person(at, 15) ? 0.25 : 0;
        if (about > 0)
            confidence += about;
        else if (page.Trade(at, 20) > 0 || page.Has(end + 1, WordFlags.Company))
            confidence -= 0.35;
        page.Add(at, end, kind, Math.Min(0.9, confidence), reason, weak: true);
    }

    /// <summary>", OH 44101" after a town.</summary>
    private static int State(Page page, int end)
    {
        var next = page.Symbol(end + 1) == ',' ? end + 2 : end + 1;
        var state = page.IsWord(next) && (page.Size(next) == 2 && !page.Text(next).ContainsAnyExceptInRange('A', 'Z') || page.Symbol(end + 1) == ',' && page.IsCapital(next) && page.Has(next, WordFlags.Place));
        if (!state)
            return end;
        if (!page.IsNumber(next + 1) || page.Size(next + 1) != 5)
            return next;
        return page.Symbol(next + 2) == '-' && page.IsNumber(next + 3) && page.Joined(next + 2) ? next + 3 : next + 1;
    }
}
