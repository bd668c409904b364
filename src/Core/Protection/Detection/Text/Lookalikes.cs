using System.Buffers;
using System.Globalization;

namespace Ashlar.Core.Protection.Detection.Text;

/// <summary>Folds what looks alike or is not seen: full-width, styled and foreign digits, letters of other scripts, accents, dashes, spaces, invisible characters.</summary>
internal static class Lookalikes
{
    // U+00C0 to U+017F without their accents; '*' stands for two letters, written out below.
    private const string Latin =
        "AAAAAA*CEEEEIIII*NOOOOOxOUUUUY**aaaaaa*ceeeeiiii*nooooo/ouuuuy*y" +
        "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIi**JjKkkLlLlLlLlLlNnNnNnnNnOoOoOo**RrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";

    private const string Foreign = "АAВBЕEЅSІIЈJКKМMНHОOРPСCТTУYХXаaеeоoрpсcуyхxѕsіiјjԁdԛqԝwһhвBкkмMнHтTΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXοoαaνvιiκkρpυuχxεe߀0ⅼlⅰiⅭCⅮDⅯM∣|ꓲI";

    private static readonly SearchValues<char> _plain = SearchValues.Create([.. Enumerable.Range(' ', '\u007f' - ' ').Select(code => (char)code), '\n']);

    private static readonly Dictionary<char, char> _foreign = Pairs();

    public static TextView Fold(TextView view)
    {
        if (IsPlain(view.Text))
            return view;
        var folded = new TextView(view.Length);
        for (var at = 0; at < view.Length; at++)
        {
            var plain = Plain(view.Text[at..]);
            if (plain > 0)
            {
                folded.Copy(view, at, at + plain);
                at += plain - 1;
                continue;
            }

            var character = view[at];
            if (char.IsHighSurrogate(character) && char.IsLowSurrogate(view[at + 1]))
                Pair(view, folded, at++);
            else if (character == '\r')
            {
                if (view[at + 1] != '\n')
                    folded.Add('\n', view, at, at + 1);
            }
            else if (!IsInvisible(character))
                One(view, folded, at, character);
        }

        return folded;
    }

    private static bool IsPlain(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(_plain);

    /// <summary>How many characters from the first on are read as they are.</summary>
    private static int Plain(ReadOnlySpan<char> text) => text.IndexOfAnyExcept(_plain) is >= 0 and var end ? end : text.Length;

    private static void One(TextView view, TextView folded, int at, char character)
    {
        if (character is >= '\u00c0' and <= '\u017f' && Latin[character - '\u00c0'] == '*')
        {
            var two = character switch { 'ß' => "ss", 'Æ' => "AE", 'æ' => "ae", 'Œ' => "OE", 'œ' => "oe", 'Þ' => "Th", 'þ' => "th", 'Ð' => "D", 'ð' => "d", 'Ĳ' => "IJ", 'ĳ' => "ij", _ => "?" };
            foreach (var letter in two)
                folded.Add(letter, view, at, at + 1);
            return;
        }

        var single = Single(character);
        if (single == character && Digit(character) is not '\0' and var digit && IsAmongDigits(view, at))
            single = digit;
        folded.Add(single, view, at, at + 1);
    }

    /// <summary>The digit that a letter of another script looks like; nothing for all others.</summary>
    private static char Digit(char letter) => letter switch
    {
        'З' or 'з' or 'Ʒ' or 'ʒ' => '3',
        'б' => '6',
        'Ч' => '4',
        'Ƨ' or 'ƨ' => '2',
        'Ƽ' => '5',
        'ı' => '1',
        _ => '\0',
    };

    /// <summary>Letters that stand for digits do so beside digits and dashes only.</summary>
    private static bool IsAmongDigits(TextView view, int at) => IsDigitlike(view[at + 1]) || at > 0 && IsDigitlike(view[at - 1]);

    private static bool IsDigitlike(char character) => character == '-' || CharUnicodeInfo.GetDigitValue(character) >= 0;

    private static char Single(char character)
    {
        switch (character)
        {
            case '\u2028' or '\u2029' or '\u0085': return '\n';
            case >= '\uff01' and <= '\uff5e': return (char)(character - 0xfee0);
            case >= '\u00c0' and <= '\u017f': return Latin[character - '\u00c0'];
            case >= '\u2010' and <= '\u2015' or '\u2212' or '\ufe58' or '\ufe63' or '\u2043' or '\u02d7': return '-';
            case '\u2018' or '\u2019' or '\u201b' or '\u02bc' or '\u2032' or '\u00b4': return '\'';
            case '\u201c' or '\u201d' or '\u201e' or '\u00ab' or '\u00bb': return '"';
            case '\u00b7' or '\u2022' or '\u2024' or '\u3002' or '\u2219' or '\u30fb': return '.';
            case '\ufe6b': return '@';
        }

        if (char.IsWhiteSpace(character) || char.IsControl(character))
            return ' ';
        var digit = CharUnicodeInfo.GetDigitValue(character);
        if (digit >= 0)
            return (char)('0' + digit);
        return _foreign.TryGetValue(character, out var latin) ? latin : character;
    }

    /// <summary>Styled letters and digits beyond the basic plane, and letters hidden in tag characters.</summary>
    private static void Pair(TextView view, TextView folded, int at)
    {
        var code = char.ConvertToUtf32(view[at], view[at + 1]);
        var letter = code switch
        {
            >= 0x1d7ce and <= 0x1d7ff => (char)('0' + (code - 0x1d7ce) % 10),
            >= 0x1d400 and <= 0x1d6a3 when (code - 0x1d400) % 52 < 26 => (char)('A' + (code - 0x1d400) % 52),
            >= 0x1d400 and <= 0x1d6a3 => (char)('a' + (code - 0x1d400) % 52 - 26),
            >= 0x1f101 and <= 0x1f10a => (char)('0' + code - 0x1f101),
            >= 0x1f130 and <= 0x1f149 => (char)('A' + code - 0x1f130),
            >= 0x1f150 and <= 0x1f169 => (char)('A' + code - 0x1f150),
            >= 0x1f170 and <= 0x1f189 => (char)('A' + code - 0x1f170),
            >= 0x1fbf0 and <= 0x1fbf9 => (char)('0' + code - 0x1fbf0),
            >= 0xe0020 and <= 0xe007e => (char)(code - 0xe0000),
            >= 0xe0000 and <= 0xe01ef => '\0',
            _ => '\uffff',
        };
        if (letter == '\uffff')
            folded.Copy(view, at, at + 2);
        else if (letter != '\0')
            folded.Add(letter, view, at, at + 2);
    }

    private static bool IsInvisible(char character) => character is '\u00ad' or '\u034f' or '\u061c' or '\u115f' or '\u1160' or '\u3164' or '\0' or '\u007f'
        or (>= '\u0300' and <= '\u036f') or (>= '\u17b4' and <= '\u17b5') or (>= '\u180b' and <= '\u180e') or (>= '\u200b' and <= '\u200f')
        or (>= '\u202a' and <= '\u202e') or (>= '\u2060' and <= '\u206f') or (>= '\u20d0' and <= '\u20ff') or (>= '\ufe00' and <= '\ufe0f') or '\ufeff' or (>= '\ufff9' and <= '\ufffb');

    private static Dictionary<char, char> Pairs()
    {
        var pairs = new Dictionary<char, char>();
        for (var at = 0; at + 1 < Foreign.Length; at += 2)
            pairs[Foreign[at]] = Foreign[at + 1];
        return pairs;
    }
}
