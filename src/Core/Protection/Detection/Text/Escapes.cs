using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Ashlar.Core.Protection.Detection.Text;

/// <summary>Decodes HTML entities, percent and quoted-printable bytes, and the escapes of JSON and HL7, in place.</summary>
internal static class Escapes
{
    private const int LongestRun = 64;

    private static readonly FrozenDictionary<string, char> _entities = new Dictionary<string, char>
    {
        ["amp"] = '&', ["lt"] = '<', ["gt"] = '>', ["quot"] = '"', ["apos"] = '\'', ["nbsp"] = ' ', ["commat"] = '@', ["period"] = '.', ["hyphen"] = '-', ["dash"] = '-', ["ndash"] = '-',
        ["mdash"] = '-', ["minus"] = '-', ["lowbar"] = '_', ["num"] = '#', ["colon"] = ':', ["sol"] = '/', ["comma"] = ',', ["lpar"] = '(', ["rpar"] = ')', ["plus"] = '+', ["equals"] = '=',
        ["auml"] = 'a', ["ouml"] = 'o', ["uuml"] = 'u', ["Auml"] = 'A', ["Ouml"] = 'O', ["Uuml"] = 'U', ["eacute"] = 'e', ["egrave"] = 'e', ["aacute"] = 'a', ["oacute"] = 'o', ["ntilde"] = 'n',
        ["shy"] = '\u00ad', ["zwj"] = '\u200d', ["zwnj"] = '\u200c', ["ZeroWidthSpace"] = '\u200b', ["Tab"] = ' ', ["NewLine"] = '\n',
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, char>.AlternateLookup<ReadOnlySpan<char>> _entity = _entities.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly SearchValues<char> _marks = SearchValues.Create("&%\\=");
    private static readonly SearchValues<char> _marksOfText = SearchValues.Create("&%\\");

    /// <summary>Bytes that nothing but quoted-printable writes so: signs of addresses and numbers, and letters with accents.</summary>
    private static readonly SearchValues<string> _printable = SearchValues.Create(["=3D", "=2E", "=2D", "=2F", "=5F", "=C3=", "=E2=80="], StringComparison.Ordinal);
    private static readonly SearchValues<string> _named = SearchValues.Create(["quoted-printable"], StringComparison.OrdinalIgnoreCase);

    /// <summary>The same view when there was nothing to decode.</summary>
    /// <param name="view">The view.</param>
    /// <param name="bytes">Whether "=41" may be a byte of quoted-printable, which a decoded text holds no more.</param>
    public static TextView Decode(TextView view, bool bytes = true)
    {
        var text = view.Text;
        var marks = bytes ? _marks : _marksOfText;
        var first = text.IndexOfAny(marks);
        if (first < 0)
            return view;
        var printable = bytes && (text.ContainsAny(_printable) || text.ContainsAny(_named));
        TextView? decoded = null;
        var copied = 0;
        for (var at = first; at < text.Length;)
        {
            var taken = Take(view, at, copied, printable, ref decoded);
            if (taken > 0)
                copied = at + taken;
            at += Math.Max(1, taken);
            at = text[at..].IndexOfAny(marks) is >= 0 and var next ? at + next : text.Length;
        }

        if (decoded is null)
            return view;
        decoded.Copy(view, copied, view.Length);
        return decoded;
    }

    private static int Take(TextView view, int at, int copied, bool printable, ref TextView? decoded)
    {
        Span<char> characters = stackalloc char[LongestRun];
        var (length, count) = view[at] switch
        {
            '&' => Entity(view, at, characters),
            '%' => Bytes(view, at, '%', characters, 1),
            '=' => Soft(view, at, printable) is > 0 and var soft ? (soft, 0) : Bytes(view, at, '=', characters, printable ? 1 : 2),
            _ => Backslash(view, at, characters),
        };
        if (length == 0)
            return 0;
        decoded ??= new TextView(view.Length);
        decoded.Copy(view, copied, at);

        // Runs of bytes are one character each where they are ASCII; then every character keeps its own place.
        var each = count > 0 && length % count == 0 ? length / count : 0;
        for (var index = 0; index < count; index++)
        {
            var (start, end) = each > 0 ? (at + index * each, at + (index + 1) * each) : (at, at + length);
            decoded.Add(characters[index], view, start, end);
        }

        return length;
    }

    private static (int Length, int Count) Entity(TextView view, int at, Span<char> characters)
    {
        var rest = view.Text[(at + 1)..Math.Min(view.Length, at + 18)];
        var end = rest.IndexOf(';');
        if (end < 1)
            return default;
        var name = rest[..end];
        if (name[0] != '#')
        {
            if (!_entity.TryGetValue(name, out characters[0]))
                return default;
            return (end + 2, 1);
        }

        var hex = name.Length > 2 && name[1] is 'x' or 'X';
        if (!int.TryParse(name[(hex ? 2 : 1)..], hex ? NumberStyles.HexNumber : NumberStyles.None, CultureInfo.InvariantCulture, out var code) || !Rune.TryCreate(code, out var rune) || code < 9)
            return default;
        return (end + 2, rune.EncodeToUtf16(characters));
    }

    /// <summary>Runs of %HH or =HH that are printable UTF-8.</summary>
    private static (int Length, int Count) Bytes(TextView view, int at, char mark, Span<char> characters, int least)
    {
        Span<byte> bytes = stackalloc byte[LongestRun];
        var count = 0;
        while (count < LongestRun && view[at + count * 3] == mark && Hex(view[at + count * 3 + 1], view[at + count * 3 + 2]) is >= 0 and var value)
            bytes[count++] = (byte)value;
        if (count < least || count == 0)
            return default;

        // A run that is cut at the limit may end within a character: the rest is read with the next run.
        for (; count > 0; count--)
        {
            if (Encoding.UTF8.TryGetChars(bytes[..count], characters, out var written) && IsReadable(characters[..written]))
                return (count * 3, written);
            if (bytes[count - 1] < 0x80)
                break;
        }

        return default;
    }

    private static bool IsReadable(ReadOnlySpan<char> characters)
    {
        foreach (var character in characters)
        {
            if (character == '\ufffd' || (character < ' ' && character is not ('\n' or '\r' or '\t')))
                return false;
        }

        return true;
    }

    /// <summary>The soft line break of quoted-printable, which is no character at all.</summary>
    private static int Soft(TextView view, int at, bool printable)
    {
        if (view[at + 1] != '\n' || at == 0)
            return 0;
        return printable || (char.IsAsciiLetterOrDigit(view[at - 1]) && char.IsAsciiLetterOrDigit(view[at + 2])) || view[at - 1] == '-' ? 2 : 0;
    }

    private static (int Length, int Count) Backslash(TextView view, int at, Span<char> characters)
    {
        var next = view[at + 1];
        switch (next)
        {
            case 'u' when Hex(view[at + 2], view[at + 3]) is >= 0 and var high && Hex(view[at + 4], view[at + 5]) is >= 0 and var low:
                characters[0] = (char)((high << 8) | low);
                return (6, 1);
            case 'x' when Hex(view[at + 2], view[at + 3]) is >= 32 and var value:
                characters[0] = (char)value;
                return (4, 1);
            case 'X' when Hex(view[at + 2], view[at + 3]) is >= 32 and var value && view[at + 4] == '\\':
                characters[0] = (char)value;
                return (5, 1);
            case 'n' or 'r' when view[at + 2] is not ':':
                characters[0] = '\n';
                return (2, 1);
            case 't' when !char.IsAsciiLetter(view[at - 1]):
                characters[0] = ' ';
                return (2, 1);
            case '"' or '/':
                characters[0] = next;
                return (2, 1);
            case 'F' or 'S' or 'T' or 'R' or 'E' when view[at + 2] == '\\':
                characters[0] = next switch { 'F' => '|', 'S' => '^', 'T' => '&', 'R' => '~', _ => '\\' };
                return (3, 1);
            default:
                return default;
        }
    }

    private static int Hex(char high, char low) => char.IsAsciiHexDigit(high) && char.IsAsciiHexDigit(low) ? (Nibble(high) << 4) | Nibble(low) : -1;

    private static int Nibble(char digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
