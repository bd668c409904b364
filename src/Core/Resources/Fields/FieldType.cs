using System.Text.Json;
using Ashlar.Contract.Resources;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Resources.Fields;

/// <summary>What a kind of field means on every surface: JSON, text files, SQL and the entity's property.</summary>
internal abstract class FieldType
{
    public abstract NpgsqlDbType DbType { get; }

    /// <summary>Columns in the table, in order.</summary>
    public virtual IReadOnlyList<string> Columns(string field) => [field];

    /// <summary>The column that filters, sorts and sums.</summary>
    public virtual string Key(string field) => field;

    /// <summary>Reads a JSON value that is not null; the value is null when <paramref name="error"/> says why not.</summary>
    public abstract object? Read(JsonElement json, FieldDefinition field, out string? error);

    /// <summary>Reads text of a file or a query string.</summary>
    public abstract object? Parse(string text, FieldDefinition field, out string? error);

    public abstract object Load(NpgsqlDataReader reader, int ordinal);

    public virtual void Write(Utf8JsonWriter json, NpgsqlDataReader reader, int ordinal) => Write(json, Load(reader, ordinal));

    public abstract void Write(Utf8JsonWriter json, object value);

    public abstract string Text(object value);

    public virtual void AddParameters(NpgsqlParameterCollection parameters, object? value) =>
        parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = DbType });

    /// <summary>The value as the entity's property holds it.</summary>
    public virtual object? ToProperty(object? value, Type property) => value;

    public virtual object? FromProperty(object? value) => value;

    protected static object? Wrong(string message, out string? error)
    {
        error = message;
        return null;
    }
}
