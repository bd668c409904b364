using System.Numerics;
using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scoring;

/// <summary>Sorts tokens into few classes: words by what the lists know of them and how they are written, numbers by their size, symbols by themselves.</summary>
internal static class TokenClass
{
    /// <summary>Beyond the ends of the text.</summary>
    public const byte Nothing = 0;

    public const byte Line = 1;

    private const byte FirstNumber = 2;
    private const byte FirstSymbol = 20;
    private const byte FirstWord = 64;
    private const int Cases = 5;
    private const string Symbols = ".,:;-/()\"'@#=*|^<>&%$+_[{!~\\\t°§";

    private static readonly WordFlags[] _roles =
    [
        WordFlags.Number, WordFlags.Numeral, WordFlags.Title, WordFlags.Month, WordFlags.Birth, WordFlags.Health, WordFlags.Care, WordFlags.Person, WordFlags.Credential, WordFlags.Salutation, WordFlags.Signoff, WordFlags.Company, WordFlags.Street, WordFlags.Strasse,
        WordFlags.Dwells, WordFlags.Acts, WordFlags.General, WordFlags.Business, WordFlags.Tech, WordFlags.NotId, WordFlags.Label, WordFlags.Cue, WordFlags.Common,
    ];

    private static readonly WordFlags _anyRole = _roles.Aggregate((one, other) => one | other);

    /// <summary>The place among the roles of every flag that is one.</summary>
    private static readonly byte[] _ranks = [.. Enumerable.Range(0, 64).Select(bit => (byte)Math.Max(0, Array.IndexOf(_roles, (WordFlags)(1L << bit))))];

    /// <summary>How a word is written: small, Capital, ALL CAPITAL, one letter alone, miXed.</summary>
    private enum Case : byte { Small, Capital, Capitals, Letter, Mixed }

    public static byte Of(Page page, int at) => page[at].Kind switch
    {
        TokenKind.Line => Line,
        TokenKind.Number => OfNumber(page.Text(at)),
        TokenKind.Symbol => OfSymbol(page.View[page[at].Start]),
        _ => (byte)(FirstWord + Role(page[at].Flags) * Cases + (int)CaseOf(page.Text(at))),
    };

    /// <summary>Numbers, and words by how they are written.</summary>
    public static byte Group(byte kind) => kind switch { >= FirstWord => (byte)(1 + (kind - FirstWord) % Cases), >= FirstSymbol => 6, >= FirstNumber => (byte)(kind < FirstNumber + 8 ? 7 : 8), _ => 0 };

    private static byte OfNumber(ReadOnlySpan<char> digits) => (byte)(FirstNumber + digits.Length switch
    {
        1 => 0,
        2 => digits.SequenceCompareTo("13") < 0 ? 1 : digits.SequenceCompareTo("32") < 0 ? 2 : digits[0] == '9' ? 4 : 3,
        3 => digits[0] == '1' && digits[1] <= '1' ? 5 : 6,
        4 => digits[..2] is "19" or "20" ? 7 : 8,
        5 => 9,
        6 => 10,
        7 => 11,
        8 => digits[..2] is "19" or "20" ? 12 : 13,
        9 => 14,
        10 => 15,
        < 13 => 16,
        _ => 17,
    });

    private static byte OfSymbol(char symbol)
    {
        var alike = symbol switch { '€' or '£' => '$', ']' => '[', '}' => '{', '?' => '!', _ => symbol };
        return (byte)(FirstSymbol + (Symbols.IndexOf(alike) is >= 0 and var index ? index : Symbols.Length));
    }

    private static int Role(WordFlags flags)
    {
        var names = (flags & WordFlags.Given) != WordFlags.None ? 1 : (flags & WordFlags.Surname) != WordFlags.None ? 2 : (flags & (WordFlags.Place | WordFlags.Town)) != WordFlags.None ? 3 : 0;
        if (names > 0 && (flags & (WordFlags.Vocab | WordFlags.Settled)) == WordFlags.None)
            return names;
        var first = _roles.Length;
        for (var rest = (ulong)(flags & _anyRole); rest != 0; rest &= rest - 1)
            first = Math.Min(first, _ranks[BitOperations.TrailingZeroCount(rest)]);
        if (first < _roles.Length)
            return 4 + first;
        var ordinary = (flags & WordFlags.Vocab) != WordFlags.None;
        if (names > 0)
            return 4 + _roles.Length + names;
        return ordinary ? 4 + _roles.Length : (flags & WordFlags.Townlike) != WordFlags.None ? 8 + _roles.Length : 0;
    }

    private static Case CaseOf(ReadOnlySpan<char> word)
    {
        if (word.Length == 1)
            return Case.Letter;
        var capitals = 0;
        foreach (var letter in word)
            capitals += char.IsUpper(letter) ? 1 : 0;
        return capitals == 0 ? Case.Small : capitals == word.Length ? Case.Capitals : capitals == 1 && char.IsUpper(word[0]) ? Case.Capital : Case.Mixed;
    }
}
