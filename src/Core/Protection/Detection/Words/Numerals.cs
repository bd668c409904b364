namespace Ashlar.Core.Protection.Detection.Words;

/// <summary>Numbers written as one word: vierundneunzig, neunzehnhundertachtundfünfzig, einunddreißigster, twentieth. Words come without accents, as the lexicon folds them.</summary>
internal static class Numerals
{
    private const int Longest = 40;

    private static readonly string[] _pieces =
    [
        "dreissig", "zwanzig", "vierzig", "funfzig", "fuenfzig", "sechzig", "siebzig", "achtzig", "neunzig", "hundert", "tausend", "zwolf", "zwoelf", "sechzehn", "siebzehn", "zehn", "elf", "eins", "eine", "einer", "ein", "zwei", "drei", "vier", "funf", "fuenf",
        "jahriger", "jahrigen", "jahriges", "jahrige", "jahrig", "sechs", "sieben", "siebt", "acht", "neun", "erst", "dritt", "und", "ste", "te", "r", "n", "s",
    ];

    /// <summary>The pieces by their first letter, in their order.</summary>
    private static readonly string[][] _byLetter = [.. Enumerable.Range('a', 26).Select(letter => _pieces.Where(piece => piece[0] == letter).ToArray())];

    private static readonly string[] _whole =
    [
        "neunzig", "hundert", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth", "thirtieth", "hundred", "thousand",
        "erste", "ersten", "erster", "zweite", "zweiten", "zweiter", "dritte", "dritten", "dritter", "vierte", "vierten", "vierter", "funfte", "funften", "funfter", "sechste", "sechsten", "sechster", "siebte", "siebten", "siebter", "achte", "achten", "achter", "neunte", "neunten", "neunter", "zehnte", "zehnten", "zehnter", "elfte", "elften", "elfter", "zwolfte", "zwolften", "zwolfter",
    ];

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _words = new HashSet<string>(_whole, StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool Is(ReadOnlySpan<char> word)
    {
        if (_words.Contains(word))
            return true;
        if (word.Length is < 6 or > Longest)
            return false;
        var count = 0;
        for (var rest = word; rest.Length > 0; count++)
        {
            var length = Piece(rest);
            if (length == 0)
                return false;
            rest = rest[length..];
        }

        return count > 1;
    }

    private static int Piece(ReadOnlySpan<char> rest)
    {
        if (!char.IsAsciiLetter(rest[0]))
            return 0;
        foreach (var piece in _byLetter[(rest[0] | 0x20) - 'a'])
        {
            if (rest.StartsWith(piece, StringComparison.OrdinalIgnoreCase))
                return piece.Length;
        }

        return 0;
    }
}
