using System.Collections.Frozen;
using System.Text;

namespace Ashlar.Crm.Accounts;

/// <summary>Reduces what people type to what two spellings of one company have in common.</summary>
internal static class MatchKeys
{
    private const int FewestDigits = 6;
    private const int DigitsCompared = 9;

    // Words that say how a company is incorporated, not which one it is.
    private static readonly HashSet<string> _forms = new(StringComparer.Ordinal)
    {
        "ab", "ag", "as", "asa", "bv", "co", "company", "corp", "corporation", "eg", "ev", "gmbh", "group", "inc", "incorporated", "kg",
        "limited", "llc", "llp", "ltd", "mbh", "nv", "oy", "oyj", "plc", "sa", "sarl", "se", "spa", "srl", "the", "und", "and",
    };

    // An address at a mail provider says nothing about the company.
    private static readonly HashSet<string> _mailProviders = new(StringComparer.Ordinal)
    {
        "aol.com", "gmail.com", "gmx.at", "gmx.ch", "gmx.de", "gmx.net", "googlemail.com", "hotmail.com", "icloud.com", "live.com", "me.com",
        "outlook.com", "proton.me", "protonmail.com", "t-online.de", "web.de", "yahoo.com", "yandex.ru",
    };

    // The process runs without culture data, where String.Normalize leaves accents in place.
    private static readonly FrozenDictionary<char, string> _plain = new Dictionary<string, string>
    {
        ["a"] = "àáâãäåāăąǎ", ["ae"] = "æ", ["c"] = "çćĉċč", ["d"] = "ďđð", ["e"] = "èéêëēĕėęě", ["g"] = "ĝğġģ", ["h"] = "ĥħ", ["i"] = "ìíîïĩīĭįı", ["j"] = "ĵ", ["k"] = "ķ",
        ["l"] = "ĺļľŀł", ["n"] = "ñńņň", ["o"] = "òóôõöøōŏőǒ", ["oe"] = "œ", ["r"] = "ŕŗř", ["s"] = "śŝşšș", ["ss"] = "ß", ["t"] = "ţťŧț", ["th"] = "þ",
        ["u"] = "ùúûüũūŭůűųǔ", ["w"] = "ŵ", ["y"] = "ýÿŷ", ["z"] = "źżž",
    }.SelectMany(plain => plain.Value.Select(accented => KeyValuePair.Create(accented, plain.Key))).ToFrozenDictionary();

    public static string? OfName(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
            return null;

        string[] words = [.. Words(name)];
        string[] telling = [.. words.Where(word => !_forms.Contains(word))];
        return string.Concat(telling.Length > 0 ? telling : words) is { Length: > 0 } key ? key : null;
    }

    public static string? OfEmail(string? email)
    {
        var domain = email?[(email.LastIndexOf('@') + 1)..].Trim().ToLowerInvariant();
        return string.IsNullOrEmpty(domain) || !email!.Contains('@') || _mailProviders.Contains(domain) ? null : domain;
    }

    /// <summary>The last digits: they are the same with and without country code, trunk zero and punctuation.</summary>
    public static string? OfPhone(string? phone)
    {
        if (phone is null)
            return null;

        var digits = string.Concat(phone.Where(char.IsAsciiDigit));
        return digits.Length < FewestDigits ? null : digits[^Math.Min(digits.Length, DigitsCompared)..].TrimStart('0');
    }

    private static IEnumerable<string> Words(string name)
    {
        var word = new StringBuilder();
        foreach (var letter in name.ToLowerInvariant())
        {
            if (_plain.TryGetValue(letter, out var plain))
            {
                word.Append(plain);
            }
            else if (char.IsLetterOrDigit(letter))
            {
                word.Append(letter);
            }
            else if (!IsInsideWord(letter) && word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }

        if (word.Length > 0)
            yield return word.ToString();
    }

    // "S.A." and "O'Brien" are one word, and an accent typed as a character of its own is none.
    private static bool IsInsideWord(char letter) => letter is '.' or '\'' or '’' or (>= '\u0300' and <= '\u036F');
}
