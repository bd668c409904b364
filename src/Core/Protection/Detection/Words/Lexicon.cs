using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using Ashlar.Core.Protection.Detection.Text;

namespace Ashlar.Core.Protection.Detection.Words;

/// <summary>A label in pieces, after its first word.</summary>
/// <param name="Rest">The words after the first.</param>
/// <param name="Kind">What the value is.</param>
/// <param name="Strong">Whether it speaks for itself.</param>
/// <param name="Stem">Whether it is a label only where a number word follows, or a colon where it is no label by itself.</param>
/// <param name="About">Whether it is a label only where the text is about somebody.</param>
internal sealed record LabelPhrase(string[] Rest, PhiKind Kind, bool Strong, bool Stem = false, bool About = false);

/// <summary>Names, places, context words and labels, read once from the resources beside this file. Words are compared without case and accents.</summary>
internal static class Lexicon
{
    private const int LongestWord = 32;
    private const int ShortestEnding = 6;
    private const int MostTownWords = 4;

    private static readonly string[] _numberWords = ["id", "no", "nr", "num", "number", "nummer", "kennung"];

    private static readonly Dictionary<string, WordFlags> _words = new(StringComparer.OrdinalIgnoreCase);
    private static readonly Dictionary<string, int> _numbers = new(StringComparer.OrdinalIgnoreCase);
    private static readonly Dictionary<string, List<LabelPhrase>> _labels = new(StringComparer.OrdinalIgnoreCase);
    private static readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _byNumber;
    private static readonly Dictionary<string, List<LabelPhrase>>.AlternateLookup<ReadOnlySpan<char>> _byLabel;
    private static readonly WordTable _table = new();

    static Lexicon()
    {
        ReadSections("phi-names.resource.txt");
        ReadSections("phi-words.resource.txt");
        ReadLabels("phi-labels.resource.txt", stems: false);
        ReadLabels("phi-stems.resource.txt", stems: true);
        foreach (var (word, flags) in _words)
            _table.Add(WordTable.Hash(word), flags | (Vocabulary.Has(word) ? WordFlags.Vocab : WordFlags.None));
        ReadWide("phi-wide.resource.txt");
        _byNumber = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var phrases in _labels.Values)
            phrases.Sort(static (one, other) => other.Rest.Length != one.Rest.Length ? other.Rest.Length.CompareTo(one.Rest.Length) : other.Stem.CompareTo(one.Stem));
        _byLabel = _labels.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public static int Count => _table.Count;

    public static WordFlags Of(ReadOnlySpan<char> word) => Of(word, WordTable.Hash(word));

    public static WordFlags Of(ReadOnlySpan<char> word, ulong hash) => Known(word, hash) | ScannerWords.Of(word);

    /// <summary>The number a word spells, or -1.</summary>
    public static int Number(ReadOnlySpan<char> word) => _byNumber.TryGetValue(word, out var number) ? number : -1;

    /// <summary>The labels that begin with a word, longest first.</summary>
    public static IReadOnlyList<LabelPhrase> Labels(ReadOnlySpan<char> word) => _byLabel.TryGetValue(word, out var labels) ? labels : [];

    /// <summary>How many of the words from one on are a town together, such as "fort wayne"; 0 where they are none.</summary>
    public static int TownOf(Page page, int at)
    {
        var hash = WordTable.Mix(WordTable.Seed, page.Text(at));
        var (found, words, next) = (0, 1, at + 1);
        while (words < MostTownWords)
        {
            if (page.Symbol(next) is '-' or '.' or '\'')
                next++;
            if (!page.IsWord(next) || page.Gap(next - 1) > 1)
                return found;
            hash = WordTable.Mix(WordTable.Mix(hash, '_'), page.Text(next++));
            words++;
            if ((_table.Of(WordTable.End(hash)) & WordFlags.Town) != WordFlags.None)
                found = next - at;
        }

        return found;
    }

    private static WordFlags Known(ReadOnlySpan<char> word, ulong hash)
    {
        if (word.Length > LongestWord)
            return Numerals.Is(word) ? WordFlags.Numeral : WordFlags.None;
        var flags = _table.Of(hash);
        if (word.Length > 2 && Numerals.Is(word))
            return flags | WordFlags.Numeral | WordFlags.Vocab;
        if (flags != WordFlags.None || word.Length < 2)
            return flags;
        if (Vocabulary.Has(word))
            flags = WordFlags.Vocab;
        return word.Length >= ShortestEnding ? flags | Endings.Of(word) : flags;
    }

    private static void ReadSections(string resource)
    {
        var section = WordFlags.None;
        foreach (var line in Lines(resource))
        {
            if (line[0] == '[')
            {
                section = Enum.Parse<WordFlags>(line[1..^1], ignoreCase: true);
                continue;
            }

            foreach (var word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                Add(word, section);
        }
    }

    private static void Add(string word, WordFlags section)
    {
        if (section == WordFlags.Number)
        {
            var at = word.IndexOf(':');
            _numbers[Fold(word[..at])] = int.Parse(word[(at + 1)..], CultureInfo.InvariantCulture);
            word = word[..at];
        }

        if (section == WordFlags.Place && word.Contains('_'))
        {
            AddTown(Fold(word));
            return;
        }

        foreach (var form in (string[])[Fold(word), Fold(word.Replace("ä", "ae").Replace("ö", "oe").Replace("ü", "ue"))])
            _words[form] = _words.GetValueOrDefault(form) | section;
    }

    /// <summary>Names and towns of the wide lists. A word whose role the lists beside this file settle keeps that role alone.</summary>
    private static void ReadWide(string resource)
    {
        var section = WordFlags.None;
        foreach (var line in Lines(resource))
        {
            if (line[0] == '[')
            {
                section = Enum.Parse<WordFlags>(line[1..^1], ignoreCase: true);
                continue;
            }

            foreach (var range in line.AsSpan().Split(' '))
            {
                var word = line.AsSpan()[range];
                if (section == WordFlags.Town && word.Contains('_'))
                {
                    AddTown(word);
                    continue;
                }

                var hash = WordTable.Hash(word);
                var known = _table.Of(hash);
                if ((known & WordFlags.Settled) != WordFlags.None || word.Length == 0)
                    continue;
                var rare = section != WordFlags.Town && (known & WordFlags.Names) == WordFlags.None ? WordFlags.Rare : WordFlags.None;
                _table.Add(hash, section | rare | (known == WordFlags.None && Vocabulary.Has(word) ? WordFlags.Vocab : WordFlags.None));
            }
        }
    }

    /// <summary>A town of several words, joined by underscores.</summary>
    private static void AddTown(ReadOnlySpan<char> words)
    {
        _table.Add(WordTable.Hash(words), WordFlags.Town);
        _table.Add(WordTable.Hash(words[..words.IndexOf('_')]), WordFlags.TownStart);
    }

    private static void ReadLabels(string resource, bool stems)
    {
        foreach (var line in Lines(resource))
        {
            var at = line.IndexOf('=');
            var name = line[..at].Trim();
            var strong = name.EndsWith('!');
            var kind = Enum.Parse<PhiKind>(name.TrimEnd('!'));
            foreach (var phrase in line[(at + 1)..].Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                var parts = Fold(phrase).Replace("#", " #").Split(' ', StringSplitOptions.RemoveEmptyEntries);
                Label(parts[0], new LabelPhrase(parts[1..], kind, strong, stems, stems && !strong));

                // As one word, the way keys of JSON and columns write it: dateOfBirth. A stem takes its number word along: fallnummer, chartId.
                if (stems)
                {
                    foreach (var ending in _numberWords.Where(ending => phrase.Length + ending.Length > 4))
                        Label(string.Concat(parts) + ending, new LabelPhrase([], kind, strong, About: !strong));
                }
                else if (parts.Length > 1 && phrase.Length > 4 && parts.All(part => part.All(char.IsAsciiLetter)))
                    Label(string.Concat(parts), new LabelPhrase([], kind, strong));
            }
        }
    }

    private static void Label(string first, LabelPhrase phrase)
    {
        if (!_labels.TryGetValue(first, out var phrases))
            _labels[first] = phrases = [];
        if (!phrases.Exists(other => other.Rest.SequenceEqual(phrase.Rest) && other.Stem == phrase.Stem))
            phrases.Add(phrase);
        _words[first] = _words.GetValueOrDefault(first) | WordFlags.Label;
    }

    private static string Fold(string word) => Lookalikes.Fold(TextView.Of(word)).Text.ToString().ToLowerInvariant();

    private static IEnumerable<string> Lines(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"The resource {resource} is missing.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            line = line.Trim();
            if (line.Length > 0 && line[0] != '#')
                yield return line;
        }
    }
}
