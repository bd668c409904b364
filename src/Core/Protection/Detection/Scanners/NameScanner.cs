using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scanners;

/// <summary>Names of people: after titles and labels whoever they are, elsewhere by what the lists know of them and by what is said around them.</summary>
internal static class NameScanner
{
    public static void Scan(Page page)
    {
        for (var at = 0; at < page.Count; at++)
        {
            page.Steps++;
            if (!page.IsWord(at) || IsOfDate(page, at) || page.Joined(at - 1) && page.Symbol(at - 1) is '@' or '/' or '_' or '.' or '#' or '\\')
                continue;
            var last = page.Has(at, WordFlags.Title) ? Titled(page, at) : -1;
            if (last < 0)
                last = Free(page, at);
            if (last >= at)
                at = last;
        }
    }

    /// <summary>May 27, 24. August: a month beside its day is nobody.</summary>
    private static bool IsOfDate(Page page, int at) => page.Has(at, WordFlags.Month) && (page.IsNumber(at + 1) || page.IsNumber(at - 1) || page.Symbol(at - 1) == '.' && page.IsNumber(at - 2));

    public static void Labelled(Page page, LabelledValue label)
    {
        var at = label.Value;
        var colon = label.Said && !page.Is(label.Value - 1, "is");
        while (page.Has(at, WordFlags.Title) && at < label.Value + 3)
            at += page.Symbol(at + 1) == '.' ? 2 : 1;
        if (!page.IsWord(at) || page.IsLine(at))
            return;
        var named = page.Is(label.LabelEnd - 1, "name") || page.Is(label.LabelEnd - 1, "names") || page.Size(label.Label) > 6 && (page.Is(label.Label, "nachname") || page.Is(label.Label, "vorname") || page.Is(label.Label, "surname"));
        var parts = NameParts.Read(page, at, named && colon, colon);
        if (!parts.Found || !page.IsCapital(at) && !colon && parts.Sure < 2 || page.Symbol(at - 1) == '.' && page.Gap(at - 1) > 0 && page.Size(label.LabelEnd - 1) > 3)
            return;
        if (!page.IsCapital(at) && page.Symbol(at - 1) == '"' && page.Symbol(at - 2) == '=')
            return;
        var confidence = parts.Sure > 0 || parts.Known > 1 ? 0.75 : parts.Count > 1 ? 0.6 : named ? 0.6 : NameContext.Acts(page, parts.End) && NameContext.Told(page, at) > 0 || parts.Unknown > 0 && page.IsLower(at, 1) ? 0.6 : 0.4;
        if (colon && named)
            confidence += 0.15;
        if (parts.Known == 0 && !named && !colon && label.LabelEnd - label.Label < 2)
            confidence -= parts.Unknown > 0 && NameContext.Told(page, at) > 0 ? 0.05 : 0.2;
        if (page.Has(at, WordFlags.Common | WordFlags.Vocab) && !page.Has(at, WordFlags.Names))
            confidence -= 0.25;
        if (NameContext.IsCompany(page, parts.End) || page.Trade(at, 6) > 1 && !page.Health(at, 20) && !page.Person(at, 10))
            confidence -= 0.3;
        page.Add(at, parts.End, PhiKind.Name, confidence, "a name after its label");
    }

    /// <summary>Dr. Smith, Frau Dr. med. Müller-Lüdenscheid</summary>
    private static int Titled(Page page, int at)
    {
        var next = at;
        while (next < at + 8 && page.Has(next, WordFlags.Title | WordFlags.TitleRest) && (next == at || page.IsCapital(next) || page.Has(next, WordFlags.TitleRest)))
            next += page.Symbol(next + 1) == '.' ? 2 : 1;
        if (!page.IsCapital(at) && !page.Is(at, "dr") && !page.Is(at, "mr") && !page.Is(at, "ms") && !page.Is(at, "mrs"))
            return -1;
        var parts = NameParts.Read(page, next, false);
        if (!parts.Found && page.IsCapital(next) && page.Has(next, WordFlags.Vocab) && !page.Has(next, WordFlags.Settled) && !page.IsLine(next - 1))
        {
            page.Add(next, next, PhiKind.Name, 0.6, "a name after a title");
            return next;
        }

        if (!parts.Found || page.Has(next, WordFlags.Common) && parts.Known == 0)
            return -1;
        var confidence = 0.8;
        if (NameContext.Greets(page, at) && !page.Health(at, 40) && !page.Person(at, 12))
            confidence = 0.45;
        if (NameContext.IsCompany(page, parts.End) || page.Has(parts.End + 1, WordFlags.Street))
            confidence = 0.3;
        page.Add(next, parts.End, PhiKind.Name, confidence, "a name after a title");
        return parts.End;
    }

    /// <summary>Names without title and label: given and surname, surname comma given, or one of them where people and health are spoken of.</summary>
    private static int Free(Page page, int at)
    {
        var capital = page.IsCapital(at);
        if (!capital && (!page.Has(at, WordFlags.Given) || page.Has(at, WordFlags.Common | WordFlags.Rare | WordFlags.Vocab)))
            return -1;
        if (page.Has(at, WordFlags.Settled) && !page.Has(at, WordFlags.Names))
            return -1;
        var parts = NameParts.Read(page, at, false);
        if (!parts.Found || !capital && parts.Sure < 2)
            return -1;
        if (parts.Known == 0 && !NameContext.MayBeUnknown(page, at, parts))
            return -1;
        page.Add(at, parts.End, PhiKind.Name, NameContext.Confidence(page, at, parts), parts.Known > 0 ? "a name of the lists" : "capital words nobody knows where people are spoken of", weak: true);
        return parts.Known > 0 || parts.Count > 1 ? parts.End : -1;
    }
}
