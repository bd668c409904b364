using System.Text;

namespace Ashlar.Core.Tests.Protection.Detection.Training;

/// <summary>Writes texts of the corpus anew with other names, towns and numbers, or in small letters, so that training learns what stands around a value and not the value.</summary>
internal sealed class PhiVariants
{
    private static readonly string[] _numbers = ["account", "mrn", "plan", "device", "vehicle", "licence", "phone", "fax", "ssn", "address"];

    private static readonly string[] _german = [" der ", " die ", " und ", " ist ", "geb.", "nummer", "-nr", " von "];
    private static readonly string[] _disguises = ["spaced", "zw", "wide", "homo", "bold", "dots", "leet", "pct", "ent", "qp"];

    private static readonly string[] _separators = [" / ", "/", "*", "_", " - ", "--", " . ", "..", " | ", "~", "  ", ":"];

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
        if (kind is "email" or "url" or "ip")
            return Web(kind, value, german);
        if (kind == "name")
            return Letters(value, german);
        if (kind == "age")
            return int.TryParse(value, out var age) ? _speech.Age(age, german) : value;
        if (digits < 4 || kind is "address" or "place" or "diagnosis")
            return value;
        return _dice.Next(3) switch { 0 => _speech.Number(value, german), 1 => PhiDisguises.Apply(value, _disguises[_dice.Next(_disguises.Length)], _dice), _ => Separated(value) };
    }

    /// <summary>Other signs between groups, or groups in brackets.</summary>
    private string Separated(string value)
    {
        var groups = value.Split(['-', ' ', '.', '/', '(', ')'], StringSplitOptions.RemoveEmptyEntries);
        if (groups.Length < 2 && value.Length > 5)
            groups = [value[..3], .. value.Length > 7 ? [value[3..6], value[6..]] : new[] { value[3..] }];
        if (_dice.Next(6) == 0)
            return string.Concat(groups.Select(group => $"({group}) ")).TrimEnd();
        return string.Join(_separators[_dice.Next(_separators.Length)], groups);
    }

    private string Web(string kind, string value, bool german)
    {
        if (kind == "email" && value.Contains('@'))
        {
            var (at, dot) = german && _dice.Next(2) == 0 ? (" at ", " punkt ") : (" at ", " dot ");
            return _dice.Next(6) switch
            {
                0 => value.Replace("@", at).Replace(".", dot),
                1 => value.Replace("@", "[at]").Replace(".", "[dot]"),
                2 => value.Replace("@", " (at) "),
                3 => value.Replace("@", " AT ").Replace(".", " DOT "),
                4 => value.Replace("@", at),
                _ => PhiDisguises.Apply(value, _disguises[_dice.Next(_disguises.Length)], _dice),
            };
        }

        if (kind == "ip" && value.Contains('.'))
            return value.Replace(".", _dice.Next(3) switch { 0 => "[.]", 1 => " . ", _ => " dot " });
        return kind == "url" && value.Contains('.') ? value.Replace("http", "hxxp").Replace(".", _dice.Next(2) == 0 ? "[.]" : "(.)") : value;
    }

    /// <summary>Some names letter by letter.</summary>
    private string Letters(string value, bool german)
    {
        if (value.Length is < 3 or > 14 || !value.All(char.IsAsciiLetter) && _dice.Next(2) == 0)
            return value;
        return _dice.Next(12) switch { 0 => string.Join(' ', value.ToUpperInvariant().AsEnumerable()), 1 => string.Join(_dice.Next(2) == 0 ? "-" : ", ", value.ToUpperInvariant().AsEnumerable()), 2 => _speech.Number(value, german), 3 => Leet(value), _ => value };
    }

    private static string Leet(string value) => value.Replace('o', '0').Replace('e', '3').Replace('i', '1').Replace('l', '1');

    private string Other(string kind, string value)
    {
        if (kind == "name")
            return Names(value);
        if (kind == "age")
            return value.Length == 2 && value[0] == '9' && char.IsAsciiDigit(value[1]) ? $"9{_dice.Next(10)}" : value;
        if (kind == "place" && !value.Any(char.IsAsciiDigit))
            return Cased(_places[_dice.Next(_places.Count)], value);
        return kind == "place" || Array.IndexOf(_numbers, kind) >= 0 || kind is "email" or "url" ? Digits(value) : value;
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
