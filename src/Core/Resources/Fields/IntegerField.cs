using System.Globalization;
using System.Text.Json;
using Ashlar.Contract.Resources;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Resources.Fields;

/// <summary>Whole numbers travel as long; the column may be integer or bigint.</summary>
internal sealed class IntegerField : FieldType
{
    public override NpgsqlDbType DbType => NpgsqlDbType.Bigint;

    public override object? Read(JsonElement json, FieldDefinition field, out string? error) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out var number) ? Check(number, field, out error)
        : json.ValueKind == JsonValueKind.String ? Parse(json.GetString()!, field, out error)
        : Wrong("Must be a whole number.", out error);

    public override object? Parse(string text, FieldDefinition field, out string? error)
    {
        error = null;
        if (text.Length == 0)
            return null;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? Check(number, field, out error)
            : Wrong($"'{text}' is not a whole number.", out error);
    }

    public override object Load(NpgsqlDataReader reader, int ordinal) => reader.GetInt64(ordinal);

    public override void Write(Utf8JsonWriter json, NpgsqlDataReader reader, int ordinal) => json.WriteNumberValue(reader.GetInt64(ordinal));

    public override void Write(Utf8JsonWriter json, object value) => json.WriteNumberValue((long)value);

    public override string Text(object value) => ((long)value).ToString(CultureInfo.InvariantCulture);

    public override object? ToProperty(object? value, Type property) => value is null
        ? null
        : Convert.ChangeType(value, Nullable.GetUnderlyingType(property) ?? property, CultureInfo.InvariantCulture);

    public override object? FromProperty(object? value) => value is null ? null : Convert.ToInt64(value, CultureInfo.InvariantCulture);

    private static object? Check(long number, FieldDefinition field, out string? error)
    {
        var type = Nullable.GetUnderlyingType(field.Property?.PropertyType ?? typeof(long)) ?? field.Property?.PropertyType ?? typeof(long);
        var (low, high) = type == typeof(int) ? (int.MinValue, int.MaxValue) : type == typeof(short) ? (short.MinValue, short.MaxValue) : (long.MinValue, long.MaxValue);
        var min = Math.Max(low, field.Min ?? low);
        var max = Math.Min(high, field.Max ?? high);
        error = number < min ? $"Must be at least {min}." : number > max ? $"Must be at most {max}." : null;
        return error is null ? number : null;
    }
}
