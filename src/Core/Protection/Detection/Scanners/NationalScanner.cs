using System.Globalization;
using Ashlar.Core.Protection.Detection.Text;

namespace Ashlar.Core.Protection.Detection.Scanners;

/// <summary>Numbers whose groups tell what they are: German pension, Swiss, Austrian and British insurance numbers, plates of Germany and Britain.</summary>
internal static class NationalScanner
{
    public static void Scan(Page page)
    {
        for (var at = 0; at < page.Count; at++)
        {
            page.Steps++;
            var letters = page.IsCapital(at) && page.Size(at) <= 3;
            if (!letters && !page.IsNumber(at) || page.Blocked(at) || page.Joined(at - 1) && (page.IsWord(at - 1) || page.IsNumber(at - 1) || page.Symbol(at - 1) is '-' or '.' or '/'))
                continue;
            if (page.IsNumber(at))
            {
                Pension(page, at);
                Swiss(page, at);
            }
            else if (IsCapitals(page, at))
            {
                British(page, at);
                Plate(page, at);
            }
        }
    }

    /// <summary>65 180477 H 018: region, day of birth, letter, serial and check digit.</summary>
    private static void Pension(Page page, int at)
    {
        var letter = Next(page, at);
        var born = page.Text(at);
        if (page.Size(at) == 2)
        {
            if (!page.IsNumber(letter) || page.Size(letter) != 6)
                return;
            born = page.Text(letter);
            letter = Next(page, letter);
        }
        else if (page.Size(at) == 8)
            born = born[2..];
        else
            return;
        var last = Next(page, letter);
        if (!page.IsWord(letter) || page.Size(letter) != 1 || !page.IsNumber(last) || page.Size(last) != 3)
            return;
        var (day, month) = (int.Parse(born[..2], CultureInfo.InvariantCulture), int.Parse(born[2..4], CultureInfo.InvariantCulture));
        if (day is >= 1 and <= 81 && month is >= 1 and <= 12)
            page.Add(at, last, PhiKind.Ssn, 0.75, "the form of a German pension number");
    }

    /// <summary>756.1234.5678.97, or thirteen digits.</summary>
    private static void Swiss(Page page, int at)
    {
        if (page.Size(at) == 13 && page.Text(at).StartsWith("756", StringComparison.Ordinal))
            page.Add(at, at, PhiKind.Ssn, 0.6, "the form of a Swiss insurance number");
        if (page.Size(at) != 3 || !page.Text(at).SequenceEqual("756"))
            return;
        var (two, three) = (Next(page, at), Next(page, Next(page, at)));
        var last = Next(page, three);
        if (page.IsNumber(two) && page.Size(two) == 4 && page.IsNumber(three) && page.Size(three) == 4 && page.IsNumber(last) && page.Size(last) == 2)
            page.Add(at, last, PhiKind.Ssn, 0.75, "the form of a Swiss insurance number");
    }

    /// <summary>QQ 12 34 56 C</summary>
    private static void British(Page page, int at)
    {
        if (page.Size(at) != 2)
            return;
        var (end, digits) = (at, 0);
        while (digits < 6 && Next(page, end) is var next && page.IsNumber(next) && page.Size(next) is 2 or 6)
            (end, digits) = (next, digits + page.Size(next));
        var letter = Next(page, end);
        if (digits == 6 && page.IsWord(letter) && page.Size(letter) == 1 && page.View[page[letter].Start] is >= 'A' and <= 'D')
            page.Add(at, letter, PhiKind.Ssn, 0.7, "the form of a British insurance number");
    }

    /// <summary>EBE-KT 417, H-KL 4471E; AB12 KHT.</summary>
    private static void Plate(Page page, int at)
    {
        var about = page.Person(at, 20) || page.Health(at, 25);
        if (page.Symbol(at + 1) == '-' && page.Joined(at) && page.IsWord(at + 2) && page.Joined(at + 1) && page.Size(at + 2) <= 2 && IsCapitals(page, at + 2) && page.IsNumber(at + 3) && page.Size(at + 3) <= 4 && page.Gap(at + 2) <= 1 && !page.Denied(at))
        {
            var last = page.Joined(at + 3) && (page.Is(at + 4, "E") || page.Is(at + 4, "H")) ? at + 4 : at + 3;
            page.Add(at, last, PhiKind.Vehicle, about ? 0.4 : 0.25, "the form of a plate", weak: true);
        }
        else if (page.Size(at) == 2 && page.IsNumber(at + 1) && page.Size(at + 1) == 2 && page.Joined(at) && page.IsWord(at + 2) && page.Size(at + 2) == 3 && page.Gap(at + 1) <= 1 && IsCapitals(page, at + 2) && !page.Denied(at))
            page.Add(at, at + 2, PhiKind.Vehicle, about ? 0.4 : 0.25, "the form of a plate", weak: true);
    }

    /// <summary>The token after this one, over a space or one sign between groups.</summary>
    private static int Next(Page page, int at) => page.Symbol(at + 1) is '-' or '.' or '/' ? at + 2 : page.Gap(at) <= 1 ? at + 1 : page.Count;

    private static bool IsCapitals(Page page, int at) => !page.Text(at).ContainsAnyExceptInRange('A', 'Z');
}
