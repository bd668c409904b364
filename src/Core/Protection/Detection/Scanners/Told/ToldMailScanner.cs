using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scanners.Told;

/// <summary>Mail addresses that are told: "jas underscore k underscore gill at sbcglobal dot net", "h pruitt nine at talk twenty one dot com". Their ends are exact here.</summary>
internal static class ToldMailScanner
{
    private const int LongestLocal = 14;
    private const int LongestDomain = 12;

    public static void Scan(Page page)
    {
        for (var at = 1; at < page.Count; at++)
        {
            page.Steps++;
            if (!page.Is(at, "at") || page.IsLine(at - 1))
                continue;
            var last = Domain(page, at + 1);
            if (last < 0)
                continue;
            page.Add(Local(page, at - 1), last, PhiKind.Email, 0.6, "a mail address that is told");
            at = last;
        }
    }

    /// <summary>The last token of words, numbers and spoken dots that end in the end of a domain, or -1.</summary>
    private static int Domain(Page page, int at)
    {
        var last = -1;
        for (var next = at; next < page.Count && next < at + LongestDomain && !page.IsLine(next); next++)
        {
            page.Steps++;
            if (SpokenDigits.Spoken(page, next) is '.' && next > at && SpokenMail.IsTop(page, next + 1))
                last = ++next;
            else if (last >= 0 || !page.IsWordOrNumber(next) && page.Symbol(next) is not ('-' or '_'))
                break;
        }

        return last;
    }

    /// <summary>The first token of the name before the sign: a word, with what spoken signs, numbers and single letters join to it.</summary>
    private static int Local(Page page, int at)
    {
        var first = at;
        var named = IsName(page, at);
        while (first > 0 && at - first < LongestLocal && !page.IsLine(first - 1))
        {
            page.Steps++;
            var before = first - 1;
            if (IsSign(page, before) || Joins(page, first))
                named |= IsName(page, before);
            else if (IsShort(page, before))
                named = named && page.Size(before) > 1;
            else if (!named && IsName(page, before))
                named = true;
            else
                break;
            first--;
        }

        return first;
    }

    /// <summary>A sign that is read aloud: underscore, dot.</summary>
    private static bool IsSign(Page page, int at) => SpokenDigits.Spoken(page, at) is not ('\0' or ' ');

    /// <summary>Whether a token is a sign, or one that is written stands close before it.</summary>
    private static bool Joins(Page page, int at) => IsSign(page, at) || page.Joined(at - 1) && (IsWrittenSign(page, at - 1) || IsWrittenSign(page, at));

    private static bool IsWrittenSign(Page page, int at) => page.Symbol(at) is '.' or '_' or '-';

    /// <summary>A letter alone or a number.</summary>
    private static bool IsShort(Page page, int at) => page.IsWord(at) && page.Size(at) == 1 && !page.Is(at, "a") || page.Has(at, WordFlags.Number) || page.IsNumber(at);

    private static bool IsName(Page page, int at) => page.IsWord(at) && page.Size(at) > 1 && !page.Has(at, WordFlags.Number) && SpokenDigits.Spoken(page, at) == '\0';
}
