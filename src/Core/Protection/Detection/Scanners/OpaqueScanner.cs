using System.Buffers;
using Ashlar.Core.Protection.Detection.Text;

namespace Ashlar.Core.Protection.Detection.Scanners;

/// <summary>Blocks what looks like numbers but identifies nobody: UUIDs, hashes, IBANs whose checksum holds.</summary>
internal static class OpaqueScanner
{
    private const int LongestIban = 34;

    private static readonly SearchValues<char> _hex = SearchValues.Create("0123456789abcdefABCDEF");

    public static void Scan(Page page)
    {
        for (var at = 0; at < page.Count; at++)
        {
            if (!page.IsWordOrNumber(at) || page.Joined(at - 1) && page.IsWordOrNumber(at - 1))
                continue;
            page.Steps++;
            var end = RunEnd(page, at);
            if (IsUuid(page, at, end))
                page.Block(at, end);
            else if (page.IsWord(at) && page.Size(at) == 2 && page.IsNumber(at + 1) && page.Joined(at) && Iban(page, at) is > 0 and var stop)
            {
                page.Block(at, stop);
                page.Add(at, stop - 1, PhiKind.Account, (page.Person(at, 20) || page.Health(at, 25) ? 0.4 : 0.28) - (page.Trade(at, 15) > 0 ? 0.15 : 0), "a bank account whose checksum holds", weak: true);
            }
            else if (IsHash(page, at, end))
            {
                // A bank account that was copied wrongly looks like a hash of 22 digits.
                var account = end == at + 2 && page.IsWord(at) && page.Size(at) == 2 && page.Size(at + 1) is >= 16 and <= 22 && (page.Person(at, 20) || page.Health(at, 25));
                page.Block(at, end);
                if (account)
                    page.Add(at, end - 1, PhiKind.Account, 0.4, "the form of a bank account", weak: true);
            }
        }
    }

    private static int RunEnd(Page page, int at)
    {
        var end = at + 1;
        while (end < page.Count && end < at + 64 && page.Joined(end - 1) && (page.IsWordOrNumber(end) || page.Symbol(end) == '-'))
            end++;
        return end;
    }

    private static bool IsUuid(Page page, int at, int end)
    {
        var text = page.View.Text[page[at].Start..page[end - 1].End];
        return text.Length == 36 && Guid.TryParseExact(text, "D", out _);
    }

    /// <summary>Sixteen and more hex digits with both letters and digits among them.</summary>
    private static bool IsHash(Page page, int at, int end)
    {
        var text = page.View.Text[page[at].Start..page[end - 1].End];
        return text.Length >= 16 && !text.ContainsAnyExcept(_hex) && (text.ContainsAnyInRange('a', 'f') || text.ContainsAnyInRange('A', 'F')) && text.ContainsAnyInRange('0', '9');
    }

    /// <summary>The token after an IBAN whose checksum holds, or 0.</summary>
    private static int Iban(Page page, int at)
    {
        Span<char> text = stackalloc char[LongestIban];
        var length = 0;
        for (var next = at; next < page.Count && page[next].Kind is TokenKind.Word or TokenKind.Number; next++)
        {
            if (next > at && page.Gap(next - 1) > 1 || length + page.Size(next) > LongestIban)
                break;
            page.Text(next).ToUpperInvariant(text[length..]);
            length += page.Size(next);
            page.Steps++;
            if (length >= 15 && Remainder(text[..length]) == 1)
                return next + 1;
        }

        return 0;
    }

    private static int Remainder(ReadOnlySpan<char> text)
    {
        var remainder = 0;
        for (var index = 0; index < text.Length; index++)
        {
            var character = text[(index + 4) % text.Length];
            if (!char.IsAsciiLetterOrDigit(character))
                return 0;
            remainder = char.IsAsciiDigit(character) ? (remainder * 10 + character - '0') % 97 : (remainder * 100 + character - 'A' + 10) % 97;
        }

        return remainder;
    }
}
