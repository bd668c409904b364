using System.Text.RegularExpressions;
using Ashlar.Core.Protection.Redaction;

namespace Ashlar.Core.Protection;

/// <summary>Masks secrets and what identifies people in text that leaves for logs, errors and reports: tokens, passwords in addresses and assignments, private keys, card numbers, e-mail addresses, telephone and social security numbers.</summary>
internal static partial class Redactor
{
    private const string Mask = "[redacted]";

    // Strangers write what is logged. Each pattern takes time in proportion to the text: those of unbounded length do not backtrack, the others are
    // short. A limit of time instead would fail on a busy machine, and with it whatever was to be written down.

    public static string Redact(string text)
    {
        if (text.Length < 6)
            return text;
        // Most lines hold nothing of the kind; what no mark announces is not searched for.
        if (text.Contains("-----BEGIN", StringComparison.Ordinal))
            text = PrivateKey().Replace(text, Mask);
        if (text.Contains("eyJ", StringComparison.Ordinal))
            text = Jwt().Replace(text, Mask);
        if (text.Contains("earer ", StringComparison.Ordinal) || text.Contains("asic ", StringComparison.Ordinal))
            text = Scheme().Replace(text, $"$1 {Mask}");
        if (text.AsSpan().IndexOfAny('=', ':') >= 0)
        {
            text = UserInfo().Replace(text, $"$1{Mask}@");
            text = Assignment().Replace(text, $"$1{Mask}");
        }

        if (text.Contains('_') || text.Contains("AKIA", StringComparison.Ordinal))
            text = Token().Replace(text, Mask);
        if (text.Contains('@'))
            text = Email().Replace(text, Mask);
        return text.AsSpan().IndexOfAnyInRange('0', '9') < 0 ? text : Numbers(text);
    }

    private static string Numbers(string text)
    {
        text = CardNumbers.Mask(text, Mask);
        text = SocialSecurity().Replace(text, Mask);
        return Telephone().Replace(text, Mask);
    }

    [GeneratedRegex("-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)", RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex PrivateKey();

    [GeneratedRegex(@"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*", RegexOptions.NonBacktracking)]
    private static partial Regex Jwt();

    [GeneratedRegex(@"([a-z][a-z0-9+.-]*://[^\s/:@]*:)[^\s/@]+@", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex UserInfo();

    [GeneratedRegex("""((?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|client[_-]?secret|connection[_-]?string|authorization|cookie|x-csrf-token)["']?\s*[=:]\s*)(?:"[^"]*"|'[^']*'|[^\s,;&"'}\]]+)""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Assignment();

    [GeneratedRegex(@"\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"\b(?:ash|sk|pk|rk|ghp|gho|ghs|xox[abp]|whsec|key)_[A-Za-z0-9_-]{12,}|\bAKIA[0-9A-Z]{16}\b", RegexOptions.NonBacktracking)]
    private static partial Regex Token();

    [GeneratedRegex(@"[A-Za-z0-9._%+-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+", RegexOptions.NonBacktracking)]
    private static partial Regex Email();

    [GeneratedRegex(@"(?<![\w-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])")]
    private static partial Regex SocialSecurity();

    // A plus and a country, or the North American groups; bare digits are too often something else.
    [GeneratedRegex(@"(?<![\w.])\+[1-9][\d ()./-]{6,18}\d(?![\w])|(?<![\w.-])(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}(?![\w-])")]
    private static partial Regex Telephone();
}
