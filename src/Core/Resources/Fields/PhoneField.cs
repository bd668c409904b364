namespace Ashlar.Core.Resources.Fields;

/// <summary>Numbers as people write them are kept as written; only what cannot be a number is refused.</summary>
internal static class PhoneField
{
    public static string? Check(string text) =>
        text.Count(char.IsAsciiDigit) >= 3 && text.All(c => char.IsAsciiLetterOrDigit(c) || " +-()./*#,;".Contains(c, StringComparison.Ordinal))
            ? null
            : $"'{text}' is not a telephone number.";
}
