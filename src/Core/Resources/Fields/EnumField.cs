using System.Collections.Concurrent;
using System.Text.Json;
using Ashlar.Contract.Modules;
using Ashlar.Contract.Resources;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Resources.Fields;

/// <summary>Stored and sent as its snake-case name.</summary>
internal sealed class EnumField : FieldType
{
    private static readonly ConcurrentDictionary<Type, Dictionary<string, object>> _members = new();

    public override NpgsqlDbType DbType => NpgsqlDbType.Text;

    public override object? Read(JsonElement json, FieldDefinition field, out string? error) =>
        json.ValueKind == JsonValueKind.String ? Parse(json.GetString()!, field, out error) : Wrong("Must be a text.", out error);

    public override object? Parse(string text, FieldDefinition field, out string? error)
    {
        error = null;
        if (text.Length == 0)
            return null;
        foreach (var option in field.Options)
        {
            if (option.Value == text || string.Equals(option.Label, text, StringComparison.OrdinalIgnoreCase))
                return option.Value;
        }

        return Wrong($"'{text}' is not one of {string.Join(", ", field.Options.Select(option => option.Value))}.", out error);
    }

    public override object Load(NpgsqlDataReader reader, int ordinal) => reader.GetString(ordinal);

    public override void Write(Utf8JsonWriter json, NpgsqlDataReader reader, int ordinal) => json.WriteStringValue(reader.GetString(ordinal));

    public override void Write(Utf8JsonWriter json, object value) => json.WriteStringValue((string)value);

    public override string Text(object value) => (string)value;

    public override object? ToProperty(object? value, Type property)
    {
        if (value is null)
            return null;
        var type = Nullable.GetUnderlyingType(property) ?? property;
        return type == typeof(string) ? value : Members(type)[(string)value];
    }

    public override object? FromProperty(object? value) => value is Enum member ? Shapes.Snake(member.ToString()) : value;

    private static Dictionary<string, object> Members(Type type) =>
        _members.GetOrAdd(type, static t => Enum.GetNames(t).ToDictionary(Shapes.Snake, name => Enum.Parse(t, name), StringComparer.Ordinal));
}
