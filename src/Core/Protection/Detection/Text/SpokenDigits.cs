using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Text;

/// <summary>Digits as words, digits one by one, and letters that stand for digits.</summary>
internal static class SpokenDigits
{
    private const int LongestRun = 64;
    private const string Separators = "-.,/_*:;|()~";

    private readonly record struct Element(int First, int Last, char Tens, char Digit, bool Word, char Before);

    public static int Run(SpokenWriter writer, int at)
    {
        var page = writer.Page;
        if (!IsElement(page, at) && !page.Is(at, "double") && !page.Is(at, "triple"))
            return 0;
        var elements = new List<Element>();
        var (next, before, words) = (at, '\0', 0);
        while (elements.Count < LongestRun)
        {
            var read = Read(page, next, before, elements);
            if (read == 0)
                break;
            words += elements[^1].Word ? 1 : 0;
            next += read;
            if (Separator(page, next, out before) is not (>= 0 and var skipped) || !CanRead(page, next + skipped))
                break;
            next += skipped;
        }

        if (elements.Count < (words >= 2 ? 4 : 6))
            return 0;
        Write(writer, elements);
        return elements[^1].Last + 1 - at;
    }

    /// <summary>"l23-45-678O": a run of digits, hyphens and dots in which letters stand for digits.</summary>
    public static int Lookalikes(SpokenWriter writer, int at)
    {
        var page = writer.Page;
        if (page.Joined(at - 1) || page[at].Kind is not (TokenKind.Word or TokenKind.Number))
            return 0;
        var (digits, letters, end) = (0, 0, at);
        for (; end < page.Count && end < at + LongestRun; end++)
        {
            if (end > at && !page.Joined(end - 1) || Closes(page, end))
                break;
            if (page.IsNumber(end))
                digits += page.Size(end);
            else if (page.IsWord(end) && LookLikeDigits(page.Text(end)))
                letters += page.Size(end);
            else if (page.Symbol(end) is not ('-' or '.' or '|' or '!' or '/' or '$'))
                return 0;
        }

        if (letters == 0 || digits < 3 || digits + letters is < 7 or > 16)
            return 0;
        for (var token = at; token < end; token++)
        {
            if (!page.IsWord(token))
            {
                writer.Token(token);
                continue;
            }

            foreach (var letter in page.Text(token))
                writer.Put(Digit(letter), token, token);
        }

        return end - at;
    }

    /// <summary>What ends a sentence or a bracket after a run.</summary>
    private static bool Closes(Page page, int at) => page.Symbol(at) is ',' or ';' or ':' or ')' or '"' or '?' or '.' && !(page.Joined(at) && page[at + 1].Kind is TokenKind.Word or TokenKind.Number);

    private static void Write(SpokenWriter writer, List<Element> elements)
    {
        // Where all separators are alike they stand between digits; where some differ, those stand between groups.
        var usual = elements.Skip(1).GroupBy(element => element.Before).MaxBy(group => group.Count())!.Key;
        var hyphens = elements.Exists(element => element.Before == '-');
        foreach (var element in elements)
        {
            if (element.Before != '\0')
                writer.Glue();
            if (element.Before != '\0' && element.Before != usual && !(hyphens && element.Before == ','))
                writer.Put(element.Before is ' ' or '\n' or '.' or '/' ? element.Before == '\n' ? ' ' : element.Before : '-', element.First, element.First);
            if (element.Before != '\0')
                writer.Glue();
            if (element.Tens != '\0')
            {
                writer.Put(element.Tens, element.First, element.Last);
                writer.Glue();
            }

            if (element.Digit != '\0')
                writer.Put(element.Digit, element.First, element.Last);
        }
    }

    private static int Read(Page page, int at, char before, List<Element> elements)
    {
        if (page.Is(at, "double") || page.Is(at, "triple"))
        {
            if (!IsElement(page, at + 1) || Value(page, at + 1) > 9)
                return 0;
            var digit = (char)('0' + Value(page, at + 1));
            elements.Add(new Element(at, at + 1, '\0', digit, true, before));
            for (var more = page.Is(at, "triple") ? 2 : 1; more > 0; more--)
                elements.Add(new Element(at, at + 1, '\0', digit, true, '\0'));
            return 2;
        }

        if (!IsElement(page, at))
            return 0;
        var value = Value(page, at);
        if (value < 10)
        {
            elements.Add(new Element(at, at, '\0', (char)('0' + value), page.IsWord(at), before));
            return 1;
        }

        // "forty five" and "forty-five"
        if (value % 10 == 0 && value > 10)
        {
            var unit = page.Symbol(at + 1) == '-' ? at + 2 : at + 1;
            if (page.IsWord(unit) && IsElement(page, unit) && Value(page, unit) is > 0 and < 10 and var ones)
            {
                elements.Add(new Element(at, unit, (char)('0' + value / 10), (char)('0' + ones), true, before));
                return unit - at + 1;
            }
        }

        elements.Add(new Element(at, at, (char)('0' + value / 10), (char)('0' + value % 10), true, before));
        return 1;
    }

    private static bool CanRead(Page page, int at) => IsElement(page, at) || page.Is(at, "double") || page.Is(at, "triple");

    private static bool IsElement(Page page, int at)
    {
        if (page.IsNumber(at))
            return page.Size(at) == 1 && !Touches(page, at);
        return page.IsWord(at) && (page.Has(at, WordFlags.Number) || (page.Size(at) == 1 && page.Text(at)[0] is 'O' or 'o' && page.Gap(at) > 0)) && !Touches(page, at);
    }

    private static bool Touches(Page page, int at) => (page.Joined(at - 1) && page[at - 1].Kind is TokenKind.Word or TokenKind.Number) || (page.Joined(at) && page[at + 1].Kind is TokenKind.Word or TokenKind.Number);

    private static int Value(Page page, int at) => page.IsNumber(at) ? page.Text(at)[0] - '0' : page.Size(at) == 1 ? 0 : Lexicon.Number(page.Text(at));

    /// <summary>The tokens between two digits, or -1 where the run ends.</summary>
    private static int Separator(Page page, int at, out char separator)
    {
        separator = ' ';
        if (at >= page.Count)
            return -1;
        if (CanRead(page, at))
            return 0;
        var skipped = 0;
        for (; skipped < 3 && at + skipped < page.Count; skipped++)
        {
            var token = at + skipped;
            if (page.IsLine(token))
                separator = separator == ' ' ? '\n' : separator;
            else if (page.Symbol(token) is not '\0' and var symbol && Separators.Contains(symbol))
                separator = separator is ' ' or '\n' or ',' ? symbol : separator;
            else if (Spoken(page, token) is not '\0' and var spoken)
                separator = spoken;
            else if (!Fills(page, token))
                break;
        }

        return skipped > 0 ? skipped : -1;
    }

    /// <summary>The sign that a word speaks, or nul.</summary>
    public static char Spoken(Page page, int at)
    {
        if (!page.Has(at, WordFlags.Sign))
            return '\0';
        Span<char> word = stackalloc char[16];
        var length = page.Text(at).ToLowerInvariant(word);
        return word[..length] switch
        {
            "dash" or "hyphen" or "minus" or "strich" or "bindestrich" => '-',
            "dot" or "period" or "point" or "punkt" => '.',
            "slash" or "schragstrich" => '/',
            "underscore" or "unterstrich" => '_',
            "space" or "then" or "dann" or "leerzeichen" => ' ',
            "plus" => '+',
            _ => '\0',
        };
    }

    /// <summary>What people say while they look for the next digit.</summary>
    public static bool Fills(Page page, int at) => page.Is(at, "uh") || page.Is(at, "um") || page.Is(at, "ah") || page.Is(at, "ahm") || page.Is(at, "er") || page.Is(at, "hm");

    public static bool LookLikeDigits(ReadOnlySpan<char> letters)
    {
        foreach (var letter in letters)
        {
            if (Digit(letter) == '\0')
                return false;
        }

        return true;
    }

    private static char Digit(char letter) => letter switch { 'O' or 'o' or 'Q' or 'D' => '0', 'l' or 'I' or 'i' => '1', 'Z' or 'z' => '2', 'E' => '3', 'A' => '4', 'S' or 's' => '5', 'G' or 'b' => '6', 'T' => '7', 'B' => '8', 'g' or 'q' => '9', _ => '\0' };
}
