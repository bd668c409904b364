using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ashlar.Contract.Resources;

namespace Ashlar.Core.Resources.Files;

/// <summary>
/// Values as the text of a cell and back, without loss. A text that a spreadsheet program would run as a formula (it begins with
/// <c>= + - @</c>, a tab or a line break) gets an apostrophe in front, and so does one that begins with an apostrophe or reads as empty;
/// reading takes it off again. Numbers and telephone numbers such as <c>+49 30 123</c> can do no harm and stay as they are.
/// </summary>
internal static partial class CellText
{
    /// <summary>Texts that mean an empty value unless the sender says otherwise.</summary>
    public static readonly IReadOnlyList<string> Nulls = ["NULL"];

    private const string Risky = "=+-@\t\r\n'";

    public static string Of(ExportColumn column, object value) => value switch
    {
        string[] tags when tags.Any(NeedsList) => JsonSerializer.Serialize(tags, _plain),
        string text => text,
        _ => column.Type.Text(value),
    };

    public static string Guard(string text) => text.Length > 0 && ((Risky.Contains(text[0]) && !Harmless().IsMatch(text)) || Nulls.Contains(text)) ? $"'{text}" : text;

    public static string Bare(string text, IReadOnlyList<string> nulls) =>
        text is ['\'', var next, ..] && (Risky.Contains(next) || Nulls.Contains(text[1..]) || nulls.Contains(text[1..])) ? text[1..] : text;

    /// <summary>Reads the text of a cell that is not empty.</summary>
    public static object? Parse(Column column, string text, bool decimalComma, out string? error)
    {
        var kind = column.Field.Kind;
        if (kind is not (FieldKind.Text or FieldKind.LongText))
            text = text.Trim();
        if (kind == FieldKind.Tags && text.StartsWith('[') && List(text) is { } list)
            return column.Type.Read(list, column.Field, out error);
        if (decimalComma && kind is FieldKind.Decimal or FieldKind.Money && CommaNumber().Match(text) is { Success: true } number)
            text = $"{number.Groups["whole"].Value.Replace(".", "", StringComparison.Ordinal)}.{number.Groups["part"].Value}{number.Groups["rest"].Value}";
        if (kind == FieldKind.Date && DateOnly.TryParseExact(text, ["d.M.yyyy", "yyyy-MM-dd'T'HH:mm:ss'Z'"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            text = date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return column.Type.Parse(text, column.Field, out error);
    }

    private static bool NeedsList(string tag) => tag.Contains(';', StringComparison.Ordinal) || tag.Contains(',', StringComparison.Ordinal) || tag.StartsWith('[');

    private static JsonElement? List(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static readonly JsonSerializerOptions _plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [GeneratedRegex(@"^[+-][0-9 ()./-]*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Harmless();

    [GeneratedRegex(@"^(?<whole>[+-]?(\d+|\d{1,3}(\.\d{3})+)),(?<part>\d+)(?<rest>( [A-Z]{3})?)\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex CommaNumber();
}
