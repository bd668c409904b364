namespace Ashlar.Core.Protection.Detection.Words;

/// <summary>What the end of a word that no list knows says about it: medicines and diseases, German nouns, towns.</summary>
internal static class Endings
{
    private const int Shortest = 3;
    private const int Longest = 14;

    private static readonly string[] _health =
    [
        "itis", "osis", "emia", "aemia", "ectomy", "otomy", "ostomy", "oscopy", "plasty", "pathy", "algia", "rrhea", "rrhage", "uria", "plegia", "paresis", "sclerosis", "carcinoma", "lymphoma", "opathy",
        "pril", "olol", "statin", "sartan", "azole", "prazole", "cillin", "mycin", "floxacin", "cycline", "oxacin", "dipine", "gliptin", "gliflozin", "parin", "xaban", "gatran", "triptan", "zepam", "zolam", "codone", "morphone", "tralin", "tralinum", "oxetin", "opram", "prazol", "azol", "tidin", "dipin", "cyclin", "solon", "sonide", "sonid", "terol", "lukast", "formin", "gliptin", "zumab", "ximab", "tinib", "ciclovir", "afil", "profen", "metformin",
        "schmerz", "schmerzen", "krankheit", "krankung", "krankungen", "klinik", "klinikum", "untersuchung", "therapie", "befund", "befunde", "befundung", "infektion", "operation", "fraktur", "tabletten", "tumor", "karzinom", "entzundung", "entzuendung", "beschwerden", "arzt", "arztin", "aerztin",
        "praxis", "krankenhaus", "medikation", "diagnose", "diagnostik", "behandlung", "blutung", "insuffizienz", "hypertonie", "skopie", "graphie", "gramm", "ektomie", "pathie", "algie", "pflege", "verletzung",
    ];

    private static readonly string[] _ordinary = ["ology", "ologist", "logie", "ung", "ungen", "heit", "heiten", "keit", "keiten", "schaft", "schaften", "tion", "tionen", "tions", "itat", "itaet", "ismus", "ment", "ments", "ness", "ship", "ially", "ical", "able", "ible", "lich", "liche", "licher", "liches", "lichen", "ische", "ischer", "isches", "ischen"];

    private static readonly string[] _towns = ["ville", "burg", "burgh", "borough", "stadt", "dorf", "heim", "hausen", "ingen", "kirchen", "felden", "walde", "haven", "hafen", "bruck", "brueck", "furt", "ham", "shire", "wick", "mouth", "ford", "ton", "leben", "rode", "stedt", "weiler"];

    private static readonly WordTable _table = Table();

    public static WordFlags Of(ReadOnlySpan<char> word)
    {
        for (var length = Math.Min(Longest, word.Length - 2); length >= Shortest; length--)
        {
            if (_table.Of(WordTable.Hash(word[^length..])) is var flags and not WordFlags.None)
                return flags;
        }

        return WordFlags.None;
    }

    private static WordTable Table()
    {
        var table = new WordTable();
        foreach (var (list, flags) in new[] { (_health, WordFlags.Health | WordFlags.Vocab), (_ordinary, WordFlags.Vocab), (_towns, WordFlags.Townlike) })
        {
            foreach (var ending in list)
                table.Add(WordTable.Hash(ending), flags);
        }

        return table;
    }
}
