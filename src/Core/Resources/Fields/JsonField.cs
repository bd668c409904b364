using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Contract.Resources;
using Ashlar.Core.Http;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Resources.Fields;

/// <summary>Any JSON value up to 64 KiB; the canonical value is its text.</summary>
internal sealed class JsonField : FieldType
{
    private const int MaxBytes = 64 * 1024;

    public override NpgsqlDbType DbType => NpgsqlDbType.Jsonb;

    public override object? Read(JsonElement json, FieldDefinition field, out string? error) => Check(json.GetRawText(), out error);

    public override object? Parse(string text, FieldDefinition field, out string? error)
    {
        error = null;
        if (text.Length == 0)
            return null;
        try
        {
            using var document = JsonText.Parse(Encoding.UTF8.GetBytes(text), default);
            return Check(text, out error);
        }
        catch (JsonException)
        {
            return Wrong("Is not JSON.", out error);
        }
    }

    public override object Load(NpgsqlDataReader reader, int ordinal) => reader.GetString(ordinal);

    public override void Write(Utf8JsonWriter json, object value) => json.WriteRawValue((string)value, skipInputValidation: true);

    public override string Text(object value) => (string)value;

    public override object? ToProperty(object? value, Type property) => value is string text
        ? property == typeof(JsonElement) || property == typeof(JsonElement?) ? JsonElement.Parse(text) : property == typeof(string) ? text : JsonSerializer.Deserialize(text, property, JsonSettings.Options)
        : null;

    public override object? FromProperty(object? value) => value switch
    {
        null => null,
        string text => text,
        JsonElement { ValueKind: JsonValueKind.Undefined or JsonValueKind.Null } => null,
        JsonNode node => node.ToJsonString(),
        _ => JsonSerializer.Serialize(value, JsonSettings.Options),
    };

    private static object? Check(string text, out string? error)
    {
        error = text.Length > MaxBytes ? "Is larger than 64 KiB."
            : text.Contains("\\u0000", StringComparison.Ordinal) ? "Contains the control character U+0000."
            : null;
        return error is null ? text : null;
    }
}
