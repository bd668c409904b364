using System.Globalization;
using System.Text.Json;
using Ashlar.Contract.Resources;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Resources.Fields;

/// <summary>Moments in UTC with the microseconds PostgreSQL keeps; an offset is required on input.</summary>
internal sealed class TimestampField : FieldType
{
    private static readonly DateTimeOffset _earliest = new(1, 1, 2, 0, 0, 0, TimeSpan.Zero);

    public override NpgsqlDbType DbType => NpgsqlDbType.TimestampTz;

    public override object? Read(JsonElement json, FieldDefinition field, out string? error) =>
        json.ValueKind == JsonValueKind.String ? Parse(json.GetString()!, field, out error) : Wrong("Must be a time such as \"2026-01-31T09:30:00Z\".", out error);

    public override object? Parse(string text, FieldDefinition field, out string? error)
    {
        error = null;
        if (text.Length == 0)
            return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date > DateOnly.MinValue)
            return new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        return HasOffset(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) && time > _earliest
            ? new DateTimeOffset(time.UtcTicks / 10 * 10, TimeSpan.Zero)
            : Wrong($"'{text}' is not a time such as 2026-01-31T09:30:00Z.", out error);
    }

    public override object Load(NpgsqlDataReader reader, int ordinal) => reader.GetFieldValue<DateTimeOffset>(ordinal);

    public override void Write(Utf8JsonWriter json, NpgsqlDataReader reader, int ordinal) => json.WriteStringValue(reader.GetDateTime(ordinal));

    public override void Write(Utf8JsonWriter json, object value) => json.WriteStringValue(((DateTimeOffset)value).UtcDateTime);

    public override string Text(object value) => ((DateTimeOffset)value).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFZ", CultureInfo.InvariantCulture);

    private static bool HasOffset(string text) => text.Length > 19 && text[10] is 'T' or ' ' or 't' && (text[^1] is 'Z' or 'z' || text.AsSpan(19).IndexOfAny('+', '-') >= 0);
}
