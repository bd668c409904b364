using System.Text.Json;
using Ashlar.Contract.Resources;
using Ashlar.Core.Http;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Resources.Fields;

/// <summary>A set of short texts, order kept, repeats dropped; <c>a; b</c> in text files.</summary>
internal sealed class TagsField : FieldType
{
    private const int MaxTagLength = 60;

    public override NpgsqlDbType DbType => NpgsqlDbType.Array | NpgsqlDbType.Text;

    public override object? Read(JsonElement json, FieldDefinition field, out string? error)
    {
        if (json.ValueKind != JsonValueKind.Array || json.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
            return Wrong("Must be a list of texts.", out error);
        return Check(json.EnumerateArray().Select(item => item.GetString()!), field, out error);
    }

    public override object? Parse(string text, FieldDefinition field, out string? error) =>
        Check(text.Split(text.Contains(';', StringComparison.Ordinal) ? ';' : ','), field, out error);

    public override object Load(NpgsqlDataReader reader, int ordinal) => reader.GetFieldValue<string[]>(ordinal);

    public override void Write(Utf8JsonWriter json, object value)
    {
        json.WriteStartArray();
        foreach (var tag in (string[])value)
            json.WriteStringValue(tag);
        json.WriteEndArray();
    }

    public override string Text(object value) => string.Join("; ", (string[])value);

    private static object? Check(IEnumerable<string> texts, FieldDefinition field, out string? error)
    {
        string[] tags = [.. texts.Select(tag => tag.Trim()).Where(tag => tag.Length > 0).Distinct(StringComparer.Ordinal)];
        error = tags.Length > (field.MaxLength ?? 50) ? $"At most {field.MaxLength ?? 50} entries."
            : tags.FirstOrDefault(tag => tag.Length > MaxTagLength) is { } long_ ? $"'{long_.Cut(20)}…' is longer than {MaxTagLength} characters."
            : tags.Any(tag => tag.Any(char.IsControl)) ? "Contains a control character."
            : null;
        return error is null ? tags : null;
    }
}
