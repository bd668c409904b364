using System.Collections.Frozen;

namespace Ashlar.Core.Protection.Detection.Words;

/// <summary>Words that a scanner waits for. They are marked when a word is first read, so that no scanner compares every word of a text with its list.</summary>
internal static class ScannerWords
{
    private const int ShortestEnding = 3;

    /// <summary>Words of fewer letters that end in "nummer" say nothing of what is numbered.</summary>
    private const int ShortestCompound = 9;

    private static readonly string[] _signs = ["dash", "hyphen", "minus", "strich", "bindestrich", "dot", "period", "point", "punkt", "slash", "schragstrich", "underscore", "unterstrich", "space", "then", "dann", "leerzeichen", "plus"];

    private static readonly string[] _spoken = ["at", "klammeraffe", "double", "triple"];

    private static readonly string[] _counters = ["id", "nr", "no", "number", "nummer"];

    private static readonly string[] _lasts = ["last", "final", "letzten", "letzte", "ending", "ends", "ended", "endet", "endend", "endung", "endziffern", "endnummer"];

    private static readonly string[] _where =
    [
        "in", "from", "near", "of", "to", "at", "through", "outside", "around", "aus", "nach", "bei", "nahe", "um", "over", "via", "raum", "krankenhaus", "klinikum", "klinik", "uniklinik", "hospital", "kreiskrankenhaus", "universitatsklinikum", "pflegeheim", "seniorenheim",
        "altenheim", "rehaklinik", "fachklinik", "uniklinikum", "standort",
    ];

    private static readonly string[] _townBeginnings = ["san", "santa", "saint", "st", "fort", "port", "mount", "mt", "lake", "new", "bad", "sankt", "north", "south", "east", "west", "el", "los", "las", "cape", "glen", "upper", "lower", "great", "ober", "unter", "bel", "point", "palm", "little"];

    private static readonly string[] _streetEndings = ["strasse", "str", "weg", "allee", "gasse", "platz", "ring", "damm", "ufer", "chaussee"];

    private static readonly string[] _places = ["zimmer", "haus"];

    private static readonly FrozenDictionary<string, WordFlags>.AlternateLookup<ReadOnlySpan<char>> _words = Words().ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    public static WordFlags Of(ReadOnlySpan<char> word)
    {
        var flags = _words.TryGetValue(word, out var listed) ? listed : WordFlags.None;
        if (word.Length < ShortestEnding)
            return flags;
        if (Ends(word, _streetEndings))
            flags |= WordFlags.StreetEnd;
        return word.Length >= ShortestCompound && word.EndsWith("nummer", StringComparison.OrdinalIgnoreCase) && !Begins(word, _places) ? flags | WordFlags.Counter : flags;
    }

    private static Dictionary<string, WordFlags> Words()
    {
        var words = new Dictionary<string, WordFlags>();
        foreach (var (list, flag) in new[] { (_signs, WordFlags.Sign), (_spoken, WordFlags.Spoken), (_counters, WordFlags.Counter), (_lasts, WordFlags.Last), (_where, WordFlags.Where), (_townBeginnings, WordFlags.TownBeginning) })
        {
            foreach (var word in list)
                words[word] = words.GetValueOrDefault(word) | flag;
        }

        return words;
    }

    private static bool Ends(ReadOnlySpan<char> word, string[] endings)
    {
        foreach (var ending in endings)
        {
            if (word.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static bool Begins(ReadOnlySpan<char> word, string[] beginnings)
    {
        foreach (var beginning in beginnings)
        {
            if (word.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
