using System.Globalization;
using System.Text.Json;
using Ashlar.Contract.Resources;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Resources.Fields;

internal sealed class DateField : FieldType
{
    public override NpgsqlDbType DbType => NpgsqlDbType.Date;

    public override object? Read(JsonElement json, FieldDefinition field, out string? error) =>
        json.ValueKind == JsonValueKind.String ? Parse(json.GetString()!, field, out error) : Wrong("Must be a date such as \"2026-01-31\".", out error);

    public override object? Parse(string text, FieldDefinition field, out string? error)
    {
        error = null;
        if (text.Length == 0)
            return null;
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : Wrong($"'{text}' is not a date such as 2026-01-31.", out error);
    }

    public override object Load(NpgsqlDataReader reader, int ordinal) => reader.GetFieldValue<DateOnly>(ordinal);

    public override void Write(Utf8JsonWriter json, object value) => json.WriteStringValue(Text(value));

    public override string Text(object value) => ((DateOnly)value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
