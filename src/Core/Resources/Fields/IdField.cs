using System.Text.Json;
using Ashlar.Contract.Resources;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Resources.Fields;

/// <summary>Relations and files: the id of what is pointed at.</summary>
internal sealed class IdField : FieldType
{
    public override NpgsqlDbType DbType => NpgsqlDbType.Uuid;

    public override object? Read(JsonElement json, FieldDefinition field, out string? error) =>
        json.ValueKind == JsonValueKind.String ? Parse(json.GetString()!, field, out error) : Wrong("Must be an id.", out error);

    public override object? Parse(string text, FieldDefinition field, out string? error)
    {
        error = null;
        if (text.Length == 0)
            return null;
        return Guid.TryParseExact(text, "D", out var id) ? id : Wrong($"'{text}' is not an id.", out error);
    }

    public override object Load(NpgsqlDataReader reader, int ordinal) => reader.GetGuid(ordinal);

    public override void Write(Utf8JsonWriter json, NpgsqlDataReader reader, int ordinal) => json.WriteStringValue(reader.GetGuid(ordinal));

    public override void Write(Utf8JsonWriter json, object value) => json.WriteStringValue((Guid)value);

    public override string Text(object value) => ((Guid)value).ToString();
}
