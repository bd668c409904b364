using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scanners;

/// <summary>"MRN: 123", "geb. am 1.2.1950", "memberId":"…": a label of the lexicon and the value that follows it.</summary>
internal static class LabelScanner
{
    private const int LongestWay = 14;

    /// <summary>Longer words hold themselves what is numbered: Studiennummer.</summary>
    private const int LongestCounter = 6;

    public static void Scan(Page page)
    {
        for (var at = 0; at < page.Count; at++)
        {
            page.Steps++;
            if (Numbers(page, at))
                Unknown(page, at);
            if (!page.Has(at, WordFlags.Label) || page.Blocked(at) || page.IsNumber(at - 1) && page.Joined(at - 1))
                continue;
            var labels = Lexicon.Labels(page.Text(at));
            for (var index = 0; index < labels.Count; index++)
            {
                var phrase = labels[index];
                if (!Matches(page, at, phrase, out var end))
                    continue;
                var value = Way(page, end, out var said, out var numbered);
                // A stem alone says little: its value must look like a number, and something certain must stand nearby.
                var alone = index + 1 < labels.Count && !labels[index + 1].Stem && labels[index + 1].Rest.AsSpan().SequenceEqual(phrase.Rest);
                var bare = phrase.Stem && !numbered && (!said || alone);
                if (bare && (alone || value >= page.Count || !IsNumberlike(page, value)))
                    continue;
                var weak = bare || phrase.About && !IsAboutSomebody(page, at);
                if (value < page.Count)
                    Read(page, new LabelledValue(phrase.Kind, phrase.Strong && !phrase.Stem, said, at, end, value, weak));
                break;
            }
        }
    }

    private static bool IsNumberlike(Page page, int at) => page.IsNumber(at) && page.Size(at) >= 6 || page.IsWord(at) && page.IsCapital(at) && page.Size(at) <= 5 && (page.Joined(at) || page.Gap(at) == 1) && (page.IsNumber(at + 1) || page.Symbol(at + 1) == '-' && page.IsNumber(at + 2)) || Groups(page, at) > 4;

    /// <summary>The digits of numbers that hyphens, slashes or dots join, where they are no date.</summary>
    private static int Groups(Page page, int at)
    {
        if (!page.IsNumber(at) || page.Symbol(at + 1) is not ('-' or '/' or '.') || DateReader.Read(page, at, out _))
            return 0;
        var digits = page.Size(at);
        for (var next = at; digits < 12 && page.Symbol(next + 1) is '-' or '/' or '.' && page.Joined(next) && page.Joined(next + 1) && page.IsNumber(next + 2); next += 2)
            digits += page.Size(next + 2);
        return digits;
    }

    /// <summary>"Transplant no.", "Studiennummer": a number word behind what no list knows.</summary>
    private static bool Numbers(Page page, int at)
    {
        if (!page.Has(at, WordFlags.Counter) || page.Blocked(at))
            return false;
        if (page.Size(at) > LongestCounter)
            return !page.Has(at, WordFlags.Label | WordFlags.Trade | WordFlags.NotId);
        var before = page.Symbol(at - 1) is '.' or '-' or '_' ? at - 2 : at - 1;
        return page.IsWord(before) && page.Size(before) > 1 && !page.Has(before, WordFlags.Trade | WordFlags.NotId | WordFlags.Acts);
    }

    /// <summary>What such a label names is somebody's where the text is about somebody.</summary>
    private static void Unknown(Page page, int at)
    {
        var value = Way(page, at + 1, out _, out _);
        if (value < page.Count && !page.Denied(value))
            IdReader.Labelled(page, new LabelledValue(PhiKind.MedicalRecord, false, false, at, at + 1, value, !IsAboutSomebody(page, at)));
    }

    /// <summary>The longest label that begins at a word; <paramref name="end"/> is the token after it.</summary>
    public static LabelPhrase? Find(Page page, int at, out int end)
    {
        end = at + 1;
        foreach (var phrase in Lexicon.Labels(page.Text(at)))
        {
            if (Matches(page, at, phrase, out end))
                return phrase;
        }

        return null;
    }

    private static bool IsAboutSomebody(Page page, int at) => (page.Health(at, 25) || page.Person(at, 15)) && page.Trade(at, 12) - page.Trade(at, 0) <= 0 && page.General(at, 12) == 0;

    private static bool Matches(Page page, int at, LabelPhrase phrase, out int end)
    {
        end = at + 1;
        foreach (var part in phrase.Rest)
        {
            page.Steps++;
            for (var signs = 0; signs < 2 && part != "#" && page.Symbol(end) is '.' or '-' or '\'' or '_' or '/'; signs++)
                end++;
            if (end >= page.Count || !page.Text(end).Equals(part, StringComparison.OrdinalIgnoreCase))
                return false;
            end++;
        }

        return true;
    }

    /// <summary>Over colons, "number is", quotes and tags to the value. <paramref name="said"/>: whether anything said that a value comes.</summary>
    private static int Way(Page page, int at, out bool said, out bool numbered)
    {
        (said, numbered) = (false, false);
        var (lines, next) = (0, at);
        while (next < page.Count && next < at + LongestWay)
        {
            page.Steps++;
            if (page.IsLine(next))
            {
                if (++lines > 1 || (!said && page.Symbol(next - 1) != '.'))
                    return page.Count;
                next++;
            }
            else if (page.Symbol(next) == '<' && Tag(page, next) is > 0 and var tag)
            {
                said = true;
                next = tag;
            }
            else if (page.Symbol(next) == '#')
            {
                (said, numbered) = (true, true);
                next++;
            }
            else if (page.Symbol(next) is ':' or '=' or '"' or '>' or '|' or '\t')
            {
                said = true;
                next++;
            }
            else if (page.Symbol(next) is '.' or '-' or '\'' or '(' or '[' or '*' or '~' or '_' or ',' && next - at < 4 || page.Symbol(next) is ')' or ']' && next - at < 6)
                next++;
            else if (Connects(page, next, out var tells))
            {
                said |= tells;
                numbered |= tells && !page.Is(next, "is") && !page.Is(next, "ist") && !page.Is(next, "reads") && !page.Is(next, "lautet");
                next++;
            }
            else
                break;
        }

        return next;
    }

    /// <summary>The token after a tag of markup, or 0.</summary>
    private static int Tag(Page page, int at)
    {
        for (var next = at + 1; next < page.Count && next < at + 12 && !page.IsLine(next); next++)
        {
            if (page.Symbol(next) == '>')
                return next + 1;
            if (page.Symbol(next) == '"')
                return 0;
        }

        return 0;
    }

    private static bool Connects(Page page, int at, out bool tells)
    {
        tells = false;
        if (!page.IsWord(at) || page.Size(at) > 8 || (page.Joined(at) && page.IsNumber(at + 1)))
            return false;
        Span<char> word = stackalloc char[8];
        var length = page.Text(at).ToLowerInvariant(word);
        tells = word[..length] is "no" or "nr" or "nos" or "ident" or "idn" or "kennung" or "kenn" or "reg" or "number" or "num" or "nummer" or "is" or "id" or "lautet" or "ist" or "reads" or "value" or "code" or "nbr" or "ending" or "endend" or "endet" or "ends";
        return tells || word[..length] is "on" or "am" or "at" or "are" or "was" or "were" or "the" or "of" or "to" or "vom" or "von" or "in" or "den" or "der" or "her" or "his" or "my" or "for" or "with" or "cm" or "einem" or "unter" or "from" or "daughter" or "patient" or "back" or "des" or "and" or "last" or "four";
    }

    private static void Read(Page page, LabelledValue value)
    {
        switch (value.Kind)
        {
            case PhiKind.Name: NameScanner.Labelled(page, value); break;
            case PhiKind.BirthDate or PhiKind.Date: DateScanner.Labelled(page, value); break;
            case PhiKind.Address or PhiKind.Place or PhiKind.Zip: PlaceScanner.Labelled(page, value); break;
            case PhiKind.Diagnosis: CodeScanner.Diagnosis(page, value.Value, 0.8); break;
            case PhiKind.Phone or PhiKind.Fax: DigitScanner.Labelled(page, value); break;
            case PhiKind.Age: Age(page, value); break;
            case PhiKind.Url or PhiKind.Ip or PhiKind.Email: break;
            default: IdReader.Labelled(page, value); break;
        }
    }

    /// <summary>Only ages over 89 identify somebody.</summary>
    private static void Age(Page page, LabelledValue value)
    {
        if (page.IsNumber(value.Value) && int.TryParse(page.Text(value.Value), out var age) && age is >= 90 and <= 125 && !page.Joined(value.Value - 1))
            page.Add(value.Value, value.Value, PhiKind.Age, 0.75, "an age over 89 after its label");
    }
}

/// <summary>A label, and where its value begins.</summary>
/// <param name="Weak">Whether something certain must stand nearby.</param>
/// <param name="Said">Whether a colon, "number" or the like says that a value comes.</param>
internal readonly record struct LabelledValue(PhiKind Kind, bool Strong, bool Said, int Label, int LabelEnd, int Value, bool Weak = false);
