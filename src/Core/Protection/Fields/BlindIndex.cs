using System.Globalization;
using System.Text;
using Ashlar.Contract.Resources;

namespace Ashlar.Core.Protection.Fields;

/// <summary>What of a value counts when encrypted values are compared: case and blanks do not, nor how a telephone number is grouped.</summary>
internal static class BlindIndex
{
    public static string Normal(FieldKind kind, string text) => kind switch
    {
        FieldKind.Phone => Digits(text),
        FieldKind.Text or FieldKind.Email or FieldKind.Url => Words(text),
        _ => text,
    };

    private static string Words(string text)
    {
        var folded = text.Normalize(NormalizationForm.FormKC).ToLower(CultureInfo.InvariantCulture);
        return string.Join(' ', folded.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Digits(string text)
    {
        var digits = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormKC))
        {
            if (char.IsAsciiLetterOrDigit(c) || (c == '+' && digits.Length == 0))
                digits.Append(char.ToLowerInvariant(c));
        }

        return digits.ToString();
    }
}
