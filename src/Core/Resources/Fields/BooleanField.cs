using System.Text.Json;
using Ashlar.Contract.Resources;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Resources.Fields;

internal sealed class BooleanField : FieldType
{
    public override NpgsqlDbType DbType => NpgsqlDbType.Boolean;

    public override object? Read(JsonElement json, FieldDefinition field, out string? error)
    {
        error = json.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "Must be true or false.";
        return error is null ? json.GetBoolean() : null;
    }

    public override object? Parse(string text, FieldDefinition field, out string? error)
    {
        error = null;
        return text.ToLowerInvariant() switch
        {
            "" => null,
            "true" or "yes" or "1" => true,
            "false" or "no" or "0" => false,
            _ => Wrong($"'{text}' is neither true nor false.", out error),
        };
    }

    public override object Load(NpgsqlDataReader reader, int ordinal) => reader.GetBoolean(ordinal);

    public override void Write(Utf8JsonWriter json, NpgsqlDataReader reader, int ordinal) => json.WriteBooleanValue(reader.GetBoolean(ordinal));

    public override void Write(Utf8JsonWriter json, object value) => json.WriteBooleanValue((bool)value);

    public override string Text(object value) => (bool)value ? "true" : "false";
}
