namespace Ashlar.Core.Resources.Fields;

/// <summary>The addresses that mail systems accept in practice: one @, a dotted or local domain, no spaces.</summary>
internal static class EmailField
{
    public static string? Check(string text)
    {
        var at = text.IndexOf('@');
        var valid = at is > 0 and <= 64
            && at == text.LastIndexOf('@')
            && text.Length - at - 1 is > 0 and <= 253
            && !text.Any(c => char.IsWhiteSpace(c) || c is '<' or '>' or '"' or ',' or ';' or '(' or ')')
            && Labels(text[(at + 1)..])
            && text[at - 1] != '.' && text[0] != '.' && !text.Contains("..", StringComparison.Ordinal);
        return valid ? null : $"'{text}' is not an e-mail address.";
    }

    private static bool Labels(string domain) =>
        domain.Split('.').All(label => label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-');
}
