using System.Text;

namespace Ashlar.Core.Protection.Redaction;

/// <summary>
/// Finds payment card numbers: 13 to 19 digits, at most one blank or dash between groups, a range that a card network has, its length, and
/// Luhn's check. Digits inside longer words or ids are left alone, and so is a 13-digit article number (EAN) with its own check digit.
/// </summary>
internal static class CardNumbers
{
    private const int Shortest = 13;
    private const int Longest = 19;
    private const int MaxGroups = 12;

    public static bool Occur(ReadOnlySpan<byte> utf8) => Find(utf8, 0, out _, out _);

    public static bool Occur(string text) => HasRun(text) && Occur(Encoding.UTF8.GetBytes(text));

    /// <summary>The text with every card number masked.</summary>
    public static string Mask(string text, string mask)
    {
        if (!HasRun(text))
            return text;
        var bytes = Encoding.UTF8.GetBytes(text);
        var output = new MemoryStream(bytes.Length);
        var copied = 0;
        while (Find(bytes, copied, out var start, out var end))
        {
            output.Write(bytes, copied, start - copied);
            output.Write(Encoding.UTF8.GetBytes(mask));
            copied = end;
        }

        if (copied == 0)
            return text;
        output.Write(bytes, copied, bytes.Length - copied);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    /// <summary>Looks at each stretch of digits in groups, and in it at every run of whole groups: a card may stand beside a date.</summary>
    private static bool Find(ReadOnlySpan<byte> text, int from, out int start, out int end)
    {
        Span<int> groups = stackalloc int[MaxGroups * 2];
        for (var at = from; ; at = end)
        {
            end = at;
            var first = text[at..].IndexOfAnyInRange((byte)'0', (byte)'9');
            start = at + first;
            if (first < 0)
                return false;
            var (count, digits) = Groups(text, start, groups, out end);
            if (digits < Shortest)
                continue;
            for (var i = 0; i < count; i++)
            {
                for (var j = i; j < count; j++)
                {
                    if (IsCard(text, groups[i * 2], groups[(j * 2) + 1], j > i))
                    {
                        (start, end) = (groups[i * 2], groups[(j * 2) + 1]);
                        return true;
                    }
                }
            }
        }
    }

    private static (int Groups, int Digits) Groups(ReadOnlySpan<byte> text, int start, Span<int> groups, out int end)
    {
        var (count, digits, group) = (0, 0, start);
        for (end = start; ; end++)
        {
            if (end < text.Length && IsDigit(text[end]))
            {
                digits++;
                continue;
            }

            (groups[count * 2], groups[(count * 2) + 1]) = (group, end);
            count++;
            if (count == MaxGroups || end + 1 >= text.Length || text[end] is not ((byte)' ' or (byte)'-') || !IsDigit(text[end + 1]))
                return (count, digits);
            group = end + 1;
        }
    }

    private static bool IsCard(ReadOnlySpan<byte> text, int start, int end, bool grouped)
    {
        if (end - start < Shortest || end - start > Longest * 2 || PartOfMore(text, start, end))
            return false;
        Span<byte> digits = stackalloc byte[Longest];
        var (count, run) = (0, 0);
        for (var i = start; i < end; i++)
        {
            if (IsDigit(text[i]))
            {
                if (count == Longest)
                    return false;
                digits[count++] = (byte)(text[i] - '0');
                run++;
                continue;
            }

            // People write cards in groups of three or more; pairs are dates, times and amounts.
            if (run < 3)
                return false;
            run = 0;
        }

        digits = digits[..count];
        return count >= Shortest && (!grouped || run >= 3) && HasNetwork(digits) && Luhn(digits) && !(count == 13 && !grouped && Article(digits));
    }

    /// <summary>Letters beside it, a dash that leads into an id, or a decimal point make it something else.</summary>
    private static bool PartOfMore(ReadOnlySpan<byte> text, int start, int end) =>
        (start > 0 && IsWord(text[start - 1]))
        || (start > 1 && text[start - 1] == '.' && IsDigit(text[start - 2]))
        || (end < text.Length && IsWord(text[end]))
        || (end + 1 < text.Length && ((text[end] == '-' && IsLetter(text[end + 1])) || (text[end] == '.' && IsDigit(text[end + 1]))));

    private static bool HasNetwork(ReadOnlySpan<byte> d)
    {
        var (two, three, four, six) = (Number(d, 2), Number(d, 3), Number(d, 4), Number(d, 6));
        return d.Length switch
        {
            13 => d[0] == 4,
            14 => three is >= 300 and <= 305 || two is 36 or 38 or 39,
            15 => two is 34 or 37,
            16 => d[0] == 4 || two is >= 51 and <= 55 || six is >= 222_100 and <= 272_099 || four == 6011 || three is >= 644 and <= 649 || two is 65 or 62 or 30 or 36 or 38 || four is >= 3528 and <= 3589,
            17 or 18 => two == 62 || four is 5018 or 5020 or 5038 or 6304 or 6759 or 6761 or 6763,
            19 => d[0] == 4 || two is 62 or 65 || four is 5018 or 5020 or 5038 or 6304 or 6759 or 6761 or 6763 or >= 3528 and <= 3589,
            _ => false,
        };
    }

    private static bool Luhn(ReadOnlySpan<byte> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] * (i % 2 == 0 ? 1 : 2);
            sum += digit > 9 ? digit - 9 : digit;
        }

        return sum % 10 == 0;
    }

    private static bool Article(ReadOnlySpan<byte> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
            sum += digits[i] * (i % 2 == 0 ? 1 : 3);
        return sum % 10 == 0;
    }

    private static int Number(ReadOnlySpan<byte> digits, int length)
    {
        var number = 0;
        foreach (var digit in digits[..length])
            number = (number * 10) + digit;
        return number;
    }

    private static bool HasRun(string text)
    {
        var digits = 0;
        foreach (var c in text)
            digits += char.IsAsciiDigit(c) ? 1 : 0;
        return digits >= Shortest;
    }

    private static bool IsDigit(byte c) => c is >= (byte)'0' and <= (byte)'9';

    private static bool IsWord(byte c) => IsDigit(c) || c == '_' || IsLetter(c);

    private static bool IsLetter(byte c) => c is (>= (byte)'A' and <= (byte)'Z') or (>= (byte)'a' and <= (byte)'z');
}
