using System.Text.RegularExpressions;

namespace Ashlar.Core.Audit;

/// <summary>Masks what free text of the log must not hold: numbers of telephones and cards but for their last four digits, and secrets.</summary>
internal static partial class AuditMask
{
    public static string? Text(string? text)
    {
        if (text is null || text.Length < 7)
            return text;
        var masked = Secrets().Replace(text, "$1********");
        return Numbers().Replace(masked, match => Mask(match.Value));
    }

    private static string Mask(string number)
    {
        var digits = number.Count(char.IsAsciiDigit);
        if (digits is < 7 or > 19)
            return number;
        var seen = 0;
        return string.Concat(number.Select(c => char.IsAsciiDigit(c) && ++seen <= digits - 4 ? '*' : c));
    }

    // No limit of time: on a busy machine it would fail, and the change with it. Neither pattern takes more time than in proportion to the text.

    /// <summary>Words that announce a secret, bearer tokens, and the product's own and other known forms of keys.</summary>
    [GeneratedRegex(@"((?:password|passwd|pwd|secret|token|api[_-]?key|authorization|signature|code)[""']?\s*[=:]\s*[""']?(?:bearer\s+)?|bearer\s+|\b(?:sk|pk|rk|ash|whsec|ghp|xox[abp])[_-])[^\s""',;&]{4,}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Secrets();

    /// <summary>International and grouped numbers. Plain counts, dates, times and ids stay: a number of a telephone begins with + or 0, or is grouped.</summary>
    [GeneratedRegex(@"(?<![\w.-])(?:\+\d[\d ()/.-]{5,20}\d|0\d[\d ()/-]{4,18}\d|\(?\d{3}\)?[ -]\d{3}[ -]\d{4}|\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4})(?![\w-])", RegexOptions.CultureInvariant)]
    private static partial Regex Numbers();
}
