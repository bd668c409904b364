using System.Text;

namespace Ashlar.Core.Http;

/// <summary>Text of strangers as JSON and the database take it: half a pair of characters is no text, and NUL ends one in many places.</summary>
internal static class WholeText
{
    /// <summary>The beginning of a text. A character of two halves is taken whole or not at all.</summary>
    public static string Cut(this string text, int length) =>
        text.Length <= length ? text : text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    /// <summary>The same text with U+FFFD for what no text can hold.</summary>
    public static string? Whole(string? text)
    {
        if (text is null || (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0 && !text.Contains('\0', StringComparison.Ordinal)))
            return text;
        var whole = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            whole.Append(rune.Value == 0 ? "\uFFFD" : rune.ToString());
        return whole.ToString();
    }
}
