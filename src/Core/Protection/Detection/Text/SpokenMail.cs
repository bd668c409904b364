using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Text;

/// <summary>Mail addresses and words that were spelled or spaced: "jo (at) x [dot] com", "j o @ x . d e", "M R N".</summary>
internal static class SpokenMail
{
    private const int LongestRun = 80;
    private const int LongestDomain = 10;

    /// <summary>Single characters with space between them; letters and digits together when both are among them.</summary>
    public static int Letters(SpokenWriter writer, int at)
    {
        var page = writer.Page;
        if (!IsSingle(page, at) || page.IsNumber(at) || page.Gap(at) != 1 || (at > 0 && page.Gap(at - 1) == 1 && IsSingle(page, at - 1)))
            return 0;
        var (end, letters, sign) = (at, 0, false);
        for (; end < page.Count && end < at + LongestRun && IsSingle(page, end); end++)
        {
            letters += page.IsWord(end) ? 1 : 0;
            sign |= page.Symbol(end) == '@';
            if (page.Gap(end) != 1)
            {
                end++;
                break;
            }
        }

        // Without an at sign only the letters belong together: "S S N 1 2 3".
        if (!sign)
        {
            end = at;
            while (end < at + LongestRun && page.IsWord(end) && page.Size(end) == 1)
                end++;
            letters = end - at;
        }

        if (letters < 3)
            return 0;
        for (var token = at; token < end; token++)
        {
            writer.Token(token);
            if (token + 1 < end)
                writer.Glue();
        }

        return end - at;
    }

    /// <summary>"M M T 1 7 8 0 - N G 2": six and more single letters and digits.</summary>
    public static int Mixed(SpokenWriter writer, int at)
    {
        var page = writer.Page;
        if (!page.IsWord(at) && !page.IsNumber(at) || page.Size(at) != 1 || at > 0 && page.Gap(at - 1) is >= 1 and <= 3 && page.Size(at - 1) == 1 && (page.IsWord(at - 1) || page.IsNumber(at - 1)))
            return 0;
        var (end, letters, digits) = (at, 0, 0);
        for (; end < page.Count && end < at + LongestRun && page.Size(end) == 1 && (page.IsWord(end) || page.IsNumber(end) || page.Symbol(end) is '-' or '/'); end++)
        {
            letters += page.IsWord(end) ? 1 : 0;
            digits += page.IsNumber(end) ? 1 : 0;
            if (page.Gap(end) is < 1 or > 3 || page.IsLine(end + 1))
            {
                end++;
                break;
            }
        }

        if (letters + digits < 6 || letters == 0 || digits == 0)
            return 0;
        for (var token = at; token < end; token++)
        {
            writer.Token(token);
            if (token + 1 < end)
                writer.Glue();
        }

        return end - at;
    }

    /// <summary>One sign of an address that is written as a word, in brackets or with space around it.</summary>
    public static int Sign(SpokenWriter writer, int at)
    {
        var page = writer.Page;
        if (at == 0 || page.IsLine(at - 1) || page.IsLine(at + 1))
            return 0;
        if (page.Symbol(at) is '[' or '(' or '{' or '<' && page.Symbol(at + 2) is ']' or ')' or '}' or '>' && SignOf(page, at + 1) is not '\0' and var bracketed)
            return Join(writer, bracketed, at, at + 2);
        var sign = page[at].Kind == TokenKind.Word ? SignOf(page, at) : '\0';
        if (sign is '.' or '_' or '-' && page[at - 1].Kind is TokenKind.Word or TokenKind.Number && page[at + 1].Kind is TokenKind.Word or TokenKind.Number)
        {
            var number = page.IsNumber(at - 1) && page.IsNumber(at + 1);
            return sign != '-' || number ? Join(writer, sign, at, at) : 0;
        }

        if (sign == '@')
            return LeadsToDomain(page, at + 1) && (Lexicon.Of(page.Text(at - 1)) & (WordFlags.Vocab | WordFlags.Common)) == WordFlags.None ? Join(writer, '@', at, at) : 0;
        if (page.Symbol(at) == '@' && (page.Gap(at - 1) > 0 || page.Gap(at) > 0) && LeadsToDomain(page, at + 1))
            return Join(writer, '@', at, at);
        if (page.Symbol(at) == '.' && (page.Gap(at - 1) > 0 || page.Gap(at) > 0) && page.IsWord(at + 1) && IsTop(page, at + 1) && AfterSign(page, at))
            return Join(writer, '.', at, at);
        return 0;
    }

    private static int Join(SpokenWriter writer, char sign, int first, int last)
    {
        writer.Glue();
        writer.Put(sign, first, last);
        writer.Glue();
        return last - first + 1;
    }

    private static char SignOf(Page page, int at)
    {
        var symbol = page.Symbol(at);
        if (symbol is '@' or '.')
            return symbol;
        if (page.Is(at, "at") || page.Is(at, "klammeraffe"))
            return '@';
        var spoken = SpokenDigits.Spoken(page, at);
        return spoken is '.' or '_' or '-' ? spoken : '\0';
    }

    private static bool IsSingle(Page page, int at) => at < page.Count && page.Size(at) == 1 && (page[at].Kind is TokenKind.Word or TokenKind.Number || page.Symbol(at) is '@' or '.' or '-' or '_');

    private static bool AfterSign(Page page, int at)
    {
        for (var back = at - 1; back >= 0 && back > at - LongestDomain && !page.IsLine(back); back--)
        {
            if (page.Symbol(back) == '@' || SignOf(page, back) == '@')
                return true;
        }

        return false;
    }

    /// <summary>Whether words and dots lead to the end of a domain.</summary>
    private static bool LeadsToDomain(Page page, int at)
    {
        var dotted = false;
        for (var next = at; next < page.Count && next < at + LongestDomain && !page.IsLine(next); next++)
        {
            if (SignOf(page, next) == '.')
                dotted = next > at;
            else if (page[next].Kind is TokenKind.Word or TokenKind.Number)
            {
                if (dotted && IsTop(page, next))
                    return true;
                if (!dotted && next > at && !page.Joined(next - 1))
                    return false;
                dotted = false;
            }
            else if (page.Symbol(next) is not ('-' or '[' or ']' or '(' or ')' or '{' or '}' or '<' or '>' or '_'))
                return false;
        }

        return false;
    }

    public static bool IsTop(Page page, int at)
    {
        if (!page.IsWord(at) || page.Size(at) is < 2 or > 8)
            return false;
        Span<char> word = stackalloc char[8];
        var length = page.Text(at).ToLowerInvariant(word);
        return word[..length] is "com" or "net" or "org" or "edu" or "gov" or "mil" or "info" or "biz" or "io" or "me" or "de" or "at" or "ch" or "eu" or "uk" or "us" or "ca" or "fr" or "it" or "nl" or "es"
            or "pl" or "co" or "dev" or "app" or "health" or "care" or "name" or "example" or "test" or "au" or "se" or "dk" or "no" or "be" or "online" or "email" or "mail";
    }
}
