using System.Text.Json;
using Ashlar.Contract.Resources;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Resources.Fields;

internal sealed class TextField(Func<string, string?> check, bool manyLines = false) : FieldType
{
    public override NpgsqlDbType DbType => NpgsqlDbType.Text;

    public override object? Read(JsonElement json, FieldDefinition field, out string? error) =>
        json.ValueKind != JsonValueKind.String ? Wrong("Must be a text.", out error)
        : !TryGetString(json, out var text) ? Wrong("Contains half of a surrogate pair.", out error)
        : Parse(text, field, out error);

    public override object? Parse(string text, FieldDefinition field, out string? error)
    {
        error = null;
        if (text.Length == 0)
            return null;
        if (field.MaxLength is { } max && text.Length > max)
            return Wrong($"At most {max} characters; these are {text.Length}.", out error);
        if (Stray(text) is { } stray)
            return Wrong($"Contains the control character U+{(int)stray:X4}.", out error);

        error = check(text);
        return error is null ? text : null;
    }

    public override object Load(NpgsqlDataReader reader, int ordinal) => reader.GetString(ordinal);

    public override void Write(Utf8JsonWriter json, NpgsqlDataReader reader, int ordinal) => json.WriteStringValue(reader.GetString(ordinal));

    public override void Write(Utf8JsonWriter json, object value) => json.WriteStringValue((string)value);

    public override string Text(object value) => (string)value;

    public override void AddParameters(NpgsqlParameterCollection parameters, object? value)
    {
        if (value is string text)
            parameters.Add(new NpgsqlParameter<string> { TypedValue = text, NpgsqlDbType = NpgsqlDbType.Text });
        else
            base.AddParameters(parameters, null);
    }

    private char? Stray(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\uFFFE' || c == '\uFFFF' || (char.IsSurrogate(c) && !(char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))))
                return c;
            if (char.IsHighSurrogate(c))
                i++;
            else if (c < ' ' && !(manyLines && c is '\n' or '\r' or '\t'))
                return c;
        }

        return null;
    }

    private static bool TryGetString(JsonElement json, out string text)
    {
        try
        {
            text = json.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            text = "";
            return false;
        }
    }
}
