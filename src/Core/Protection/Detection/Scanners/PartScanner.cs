using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scanners;

/// <summary>The last four digits of a number, which are told instead of all of it: "***-**-7719", "card xxxx 8821", "last4=7719", "endet auf 4443".</summary>
internal static class PartScanner
{
    private const int Reach = 9;
    private const int LongestMask = 24;

    public static void Scan(Page page)
    {
        for (var at = 0; at < page.Count; at++)
        {
            page.Steps++;
            if (page.IsNumber(at) && page.Size(at) is 4 or 5 or 3)
                Masked(page, at);
            else if (page.Has(at, WordFlags.Last) && Announces(page, at, out var next))
                Told(page, at, next);
        }
    }

    private static void Masked(Page page, int at)
    {
        var (first, marks) = (at, 0);
        while (first > 0 && at - first < LongestMask && page.Gap(first - 1) <= 1 && !page.IsLine(first - 1))
        {
            page.Steps++;
            if (IsMask(page, first - 1))
                marks += page.Size(first - 1);
            else if (page.Symbol(first - 1) is not ('-' or '/' or '.') || page.Gap(first - 1) > 0)
                break;
            first--;
        }

        while (first < at && !IsMask(page, first))
            first++;
        if (marks >= 2)
            page.Add(first, at, marks == 5 ? PhiKind.Ssn : Kind(page, at, PhiKind.Account), 0.7, "the last digits of a number whose others are masked");
    }

    private static bool IsMask(Page page, int at) => page.Symbol(at) is '*' or '#' || page.IsWord(at) && !page.Text(at).ContainsAnyExcept('x', 'X');

    /// <summary>"last four", "ending in", "endet auf"; <paramref name="next"/> is the token after.</summary>
    private static bool Announces(Page page, int at, out int next)
    {
        next = at + 2;
        if (page.Is(at, "last") || page.Is(at, "final") || page.Is(at, "letzten") || page.Is(at, "letzte"))
            return page.Is(at + 1, "four") || page.Is(at + 1, "vier") || page.IsNumber(at + 1) && page.Text(at + 1).SequenceEqual("4") || page.Symbol(at + 1) == '-' && page.IsNumber(at + 2) && page.Text(at + 2).SequenceEqual("4");
        if (page.Is(at, "ending") || page.Is(at, "ends") || page.Is(at, "ended"))
            return page.Is(at + 1, "in") || page.Is(at + 1, "with") || page.IsNumber(at + 1) && --next > at;
        next = at + 1;
        return (page.Is(at, "endet") || page.Is(at, "endend") || page.Is(at, "endung")) || page.Is(at, "endziffern") || page.Is(at, "endnummer");
    }

    private static void Told(Page page, int at, int next)
    {
        for (var end = Math.Min(page.Count, next + Reach); next < end; next++)
        {
            page.Steps++;
            if (page.IsLine(next) || page.Symbol(next) is ';' || page.Symbol(next) == '.' && page.Gap(next) > 0)
                return;
            if (!page.IsNumber(next) || page.Size(next) is 1)
                continue;
            if (page.Size(next) == 4 && !(page.Joined(next) && page.Symbol(next + 1) is '-' or '/' or '.' && page.IsNumber(next + 2)))
                page.Add(next, next, Kind(page, at, PhiKind.Ssn), 0.7, "the last digits of a number");
            return;
        }
    }

    /// <summary>The kind of the nearest label of a number, before or after.</summary>
    private static PhiKind Kind(Page page, int at, PhiKind otherwise)
    {
        for (var away = 1; away <= Reach; away++)
        {
            foreach (var beside in (ReadOnlySpan<int>)[at - away, at + away])
            {
                page.Steps++;
                if (page.Has(beside, WordFlags.Label) && LabelScanner.Find(page, beside, out _) is { Kind: PhiKind.Ssn or PhiKind.Account or PhiKind.MedicalRecord or PhiKind.HealthPlan or PhiKind.Phone or PhiKind.Licence or PhiKind.Device } label)
                    return label.Kind;
            }
        }

        return otherwise;
    }
}
