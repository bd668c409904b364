using System.Text;

namespace Ashlar.Core.Tests.Protection.Detection.Training;

/// <summary>Writes texts of the corpus anew with other names, towns and numbers, or in small letters, so that training learns what stands around a value and not the value.</summary>
internal sealed class PhiVariants
{
    private static readonly string[] _numbers = ["account", "mrn", "plan", "device", "vehicle", "licence", "phone", "fax", "ssn", "address"];

    private static readonly string[] _german = [" der ", " die ", " und ", " ist ", "geb.", "nummer", "-nr", " von "];
    private static readonly string[] _disguises = ["spaced", "zw", "wide", "homo", "bold", "dots", "leet", "pct", "ent", "qp"];

    private readonly PhiValues _dice = new(23);
    private readonly PhiSpeech _speech;
    private readonly List<string> _names;
    private readonly List<string> _places;

    public PhiVariants(IReadOnlyCollection<PhiDocument> documents)
    {
        _speech = new PhiSpeech(_dice);
        var values = documents.SelectMany(document => document.Marks.Where(mark => mark.Disguise.Length == 0).Select(mark => (mark.Kind, Text: document.Text.Substring(mark.Start, mark.Length)))).ToList();
        _names = [.. values.Where(value => value.Kind == "name").SelectMany(value => value.Text.Split(' ', '-', ',', '.', '^', '*')).Where(IsNameWord).Distinct()];
        _places = [.. values.Where(value => value.Kind == "place" && !value.Text.Any(char.IsAsciiDigit) && char.IsUpper(value.Text[0]) && value.Text.Any(char.IsLower)).Select(value => value.Text).Distinct()];
    }

    public IEnumerable<PhiDocument> Of(PhiDocument document, int copies)
    {
        for (var copy = 0; copy < copies; copy++)
        {
            yield return Written(document, small: _dice.Next(document.Negative ? 3 : 5) == 0);
        }
    }

    private static bool IsNameWord(string word) => word.Length > 2 && char.IsUpper(word[0]) && word.Skip(1).All(char.IsLower);

    private PhiDocument Written(PhiDocument document, bool small)
    {
        var (text, marks, at) = (new StringBuilder(), new List<PhiMark>(), 0);
        var german = _german.Any(word => document.Text.Contains(word, StringComparison.OrdinalIgnoreCase));
        var hides = !document.Negative && _dice.Next(5) < 2 && document.Text.AsSpan().IndexOfAny("|{<*;") < 0;
        foreach (var mark in document.Marks)
        {
            text.Append(document.Text, at, mark.Start - at);
            var value = document.Text.Substring(mark.Start, mark.Length);
            if (mark.Disguise.Length == 0)
                value = Other(mark.Kind, value);
            if (mark.Disguise.Length == 0 && hides)
                value = Hidden(mark.Kind, value, german);
            marks.Add(mark with { Start = text.Length, Length = value.Length });
            text.Append(value);
            at = mark.End;
        }

        text.Append(document.Text, at, document.Text.Length - at);
        if (document.Negative)
            text = new StringBuilder(Digits(document.Text));
        for (var sign = 0; small && sign < text.Length; sign++)
            text[sign] = char.ToLowerInvariant(text[sign]);
        return new PhiDocument(text.ToString(), marks, document.Negative);
    }

    /// <summary>Numbers and dates in disguise, each of many a way.</summary>
    private string Hidden(string kind, string value, bool german)
    {
        var digits = value.Count(char.IsAsciiDigit);
        if (kind is "dob" or "date")
            return digits > 5 && _dice.Next(3) == 0 ? _speech.Date(german) : value;
        if (kind == "age")
            return int.TryParse(value, out var age) ? _speech.Age(age, german) : value;
        if (digits < 4 || kind is "address" or "name" or "place" or "email" or "url" or "ip" or "diagnosis")
            return value;
        return _dice.Next(2) == 0 ? _speech.Number(value, german) : PhiDisguises.Apply(value, _disguises[_dice.Next(_disguises.Length)], _dice);
    }

    private string Other(string kind, string value)
    {
        if (kind == "name")
            return Names(value);
        if (kind == "place" && !value.Any(char.IsAsciiDigit))
            return Cased(_places[_dice.Next(_places.Count)], value);
        return kind == "place" || Array.IndexOf(_numbers, kind) >= 0 ? Digits(value) : value;
    }

    private string Names(string value)
    {
        var (result, at) = (new StringBuilder(), 0);
        while (at < value.Length)
        {
            var end = at;
            while (end < value.Length && char.IsLetter(value[end]))
                end++;
            if (end == at)
                result.Append(value[at++]);
            else
            {
                var word = value[at..end];
                result.Append(word.Length > 2 && char.IsUpper(word[0]) ? Cased(_names[_dice.Next(_names.Count)], word) : word);
                at = end;
            }
        }

        return result.ToString();
    }

    private static string Cased(string value, string like) => like.Length > 1 && !like.Any(char.IsLower) ? value.ToUpperInvariant() : char.IsLower(like[0]) ? value.ToLowerInvariant() : value;

    private string Digits(string value) => string.Concat(value.Select((sign, at) => char.IsAsciiDigit(sign) ? (char)('0' + (at == 0 ? 1 + _dice.Next(9) : _dice.Next(10))) : sign));
}
