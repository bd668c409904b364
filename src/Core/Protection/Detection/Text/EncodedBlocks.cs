using System.Buffers;
using System.Text;

namespace Ashlar.Core.Protection.Detection.Text;

/// <summary>A block that holds readable text, by place in the original.</summary>
internal readonly record struct OpenedBlock(int Start, int End, string Text);

/// <summary>Opens blocks of base64 and hex that hold readable text. A finding inside marks the whole block, which is what must be masked.</summary>
internal static class EncodedBlocks
{
    private const int ShortestBase64 = 12;
    private const int ShortestHex = 18;

    private static readonly SearchValues<char> _hex = SearchValues.Create("0123456789abcdefABCDEF");

    private static readonly SearchValues<char> _part = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/=-_");

    public static long Scan(Page page, List<PhiSpan> found, List<OpenedBlock> opened, Func<string, List<PhiSpan>, long> read)
    {
        long steps = 0;
        var text = page.View.Text;
        for (var at = 0; at + ShortestBase64 <= text.Length;)
        {
            // No block begins before the last character that is no part of one.
            if (text.Slice(at, ShortestBase64).LastIndexOfAnyExcept(_part) is >= 0 and var gap)
            {
                at += gap + 1;
                steps++;
                continue;
            }

            var end = End(text, at);
            steps += end - at;
            if (Open(text[at..end]) is { } inner)
            {
                var inside = new List<PhiSpan>();
                steps += read(inner, inside);
                var (start, stop) = page.View.Original(at, end);
                if (inside.Count == 0)
                    opened.Add(new OpenedBlock(start, stop, inner));
                else
                {
                    var best = inside.MaxBy(span => span.Confidence);
                    found.Add(best with { Start = start, Length = stop - start, Reason = $"{best.Reason}, inside an encoded block" });
                }
            }

            at = end;
        }

        return steps;
    }

    /// <summary>The end of the block: mail breaks it into lines of 60 characters and more.</summary>
    private static int End(ReadOnlySpan<char> text, int at)
    {
        var line = at;
        while (text[at..].IndexOfAnyExcept(_part) is >= 0 and var length)
        {
            at += length;
            if (text[at] != '\n' || at - line < 60 || at + 1 == text.Length || !_part.Contains(text[at + 1]))
                return at;
            line = ++at;
        }

        return text.Length;
    }

    private static string? Open(ReadOnlySpan<char> block)
    {
        // Padding ends a block, a name before "=" does not belong to it: data=U1NO.
        var start = 0;
        while (start < block.Length && block.TrimEnd('=')[start..].IndexOf('=') is >= 0 and var equals)
            start += equals + 1;
        block = block[start..];
        if (block.Length >= ShortestHex && block.Length % 2 == 0 && !block.ContainsAnyExcept(_hex) && Readable(Convert.FromHexString(block)) is { } text)
            return text;
        if (block.Length < ShortestBase64 || !block.ContainsAnyInRange('a', 'z') && !block.ContainsAnyInRange('A', 'Z'))
            return null;
        var clean = new StringBuilder(block.Length + 3);
        foreach (var character in block)
        {
            if (character is not ('\n' or '='))
                clean.Append(character switch { '-' => '+', '_' => '/', _ => character });
        }

        while (clean.Length % 4 != 0)
            clean.Append('=');
        var bytes = new byte[clean.Length / 4 * 3];
        return Convert.TryFromBase64String(clean.ToString(), bytes, out var written) ? Readable(bytes.AsSpan(0, written)) : null;
    }

    private static string? Readable(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 3 && bytes.Count((byte)0) >= bytes.Length / 3)
            return Printable(Encoding.Unicode.GetString(bytes));
        var control = 0;
        foreach (var one in bytes)
        {
            if (one < 32 && one is not (9 or 10 or 13) && ++control > 0)
                return null;
        }

        return Printable(Encoding.UTF8.GetString(bytes));
    }

    private static string? Printable(string text) => text.Contains('\ufffd') || text.AsSpan().ContainsAnyInRange('\0', '\u0008') ? null : text;
}
