using System.Globalization;
using System.Text.Json;
using Ashlar.Contract.Resources;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Resources.Fields;

internal sealed class DecimalField : FieldType
{
    /// <summary>Largest amount numeric(19,4) holds.</summary>
    private const decimal Largest = 999_999_999_999_999.9999m;

    public override NpgsqlDbType DbType => NpgsqlDbType.Numeric;

    public override object? Read(JsonElement json, FieldDefinition field, out string? error) => json.ValueKind switch
    {
        JsonValueKind.String => Parse(json.GetString()!, field, out error),
        JsonValueKind.Number when json.TryGetDecimal(out var number) => Check(number, field, out error),
        _ => Wrong("Must be a decimal number, as a text such as \"12.50\".", out error),
    };

    public override object? Parse(string text, FieldDefinition field, out string? error)
    {
        error = null;
        if (text.Length == 0)
            return null;
        return TryParse(text, out var number) ? Check(number, field, out error) : Wrong($"'{text}' is not a decimal number.", out error);
    }

    public static bool TryParse(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);

    public override object Load(NpgsqlDataReader reader, int ordinal) => reader.GetDecimal(ordinal);

    public override void Write(Utf8JsonWriter json, object value) => json.WriteStringValue(Text(value));

    public override string Text(object value) => ((decimal)value).ToString("0.############################", CultureInfo.InvariantCulture);

    internal static object? Check(decimal number, FieldDefinition field, out string? error)
    {
        error = Math.Abs(number) > Largest ? "Is too large."
            : decimal.Round(number, field.Scale) != number ? $"At most {field.Scale} decimal places."
            : number < field.Min ? $"Must be at least {field.Min}."
            : number > field.Max ? $"Must be at most {field.Max}."
            : null;
        return error is null ? number : null;
    }
}
