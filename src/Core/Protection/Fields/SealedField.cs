using System.Text.Json;
using Ashlar.Contract.Resources;
using Ashlar.Core.Resources.Fields;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Protection.Fields;

/// <summary>
/// A kind whose content is encrypted in the table. It reads and writes JSON and text like the kind below it, and never touches the
/// database by itself: that takes keys and the row's id, see <see cref="FieldSeal"/>. A surface that forgets this fails instead of leaking.
/// </summary>
internal sealed class SealedField(FieldType inner, FieldKind kind) : FieldType
{
    private static readonly IReadOnlyList<string> _lookedUp = ["eq", "ne", "in", "nin", "null", "empty"];
    private static readonly IReadOnlyList<string> _onlyThere = ["null", "empty"];

    public FieldType Inner => inner;

    /// <summary>Whether equal values can be found. Two values of a flag, or a text of pages, are not worth telling apart.</summary>
    public bool HasIndex { get; } = kind is not (FieldKind.LongText or FieldKind.Json or FieldKind.Tags or FieldKind.Boolean);

    public static bool Supports(FieldKind kind) => kind is not (FieldKind.Money or FieldKind.Relation or FieldKind.File);

    public IReadOnlyList<string> Operators => HasIndex ? _lookedUp : _onlyThere;

    public override NpgsqlDbType DbType => NpgsqlDbType.Bytea;

    public override IReadOnlyList<string> Columns(string field) => HasIndex ? [field, $"{field}_index"] : [field];

    public override string Key(string field) => HasIndex ? $"{field}_index" : field;

    public override object? Read(JsonElement json, FieldDefinition field, out string? error) => Discreet(inner.Read(json, field, out var said), said, out error);

    public override object? Parse(string text, FieldDefinition field, out string? error) => Discreet(inner.Parse(text, field, out var said), said, out error);

    public override object Load(NpgsqlDataReader reader, int ordinal) => throw Keyless();

    public override void Write(Utf8JsonWriter json, NpgsqlDataReader reader, int ordinal) => throw Keyless();

    public override void Write(Utf8JsonWriter json, object value) => inner.Write(json, value);

    public override string Text(object value) => inner.Text(value);

    public override void AddParameters(NpgsqlParameterCollection parameters, object? value) => throw Keyless();

    public override object? ToProperty(object? value, Type property) => inner.ToProperty(value, property);

    public override object? FromProperty(object? value) => inner.FromProperty(value);

    /// <summary>A sentence that quotes the value would carry it into answers, reports and logs.</summary>
    private static object? Discreet(object? value, string? said, out string? error)
    {
        error = said is null ? null : said.Contains('\'', StringComparison.Ordinal) ? "Has not the form this field needs." : said;
        return value;
    }

    private static InvalidOperationException Keyless() => new("An encrypted field was read or written without its keys.");
}
