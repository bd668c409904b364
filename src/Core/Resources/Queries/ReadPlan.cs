using System.Globalization;
using System.Text.Json;
using Ashlar.Core.Protection.Fields;
using Npgsql;

namespace Ashlar.Core.Resources.Queries;

/// <summary>Which fields an answer carries, the SELECT list that brings them, and how they are written as JSON.</summary>
internal sealed class ReadPlan
{
    private readonly Column[] _columns;
    private readonly HashSet<string>? _only;
    private readonly bool _masked;

    public ReadPlan(FieldScope scope, IReadOnlyList<string>? only, bool masked = false)
    {
        Scope = scope;
        _only = only is null ? null : new HashSet<string>(only, StringComparer.Ordinal);
        _columns = [.. scope.Model.Visible(scope.Hidden).Where(column => _only?.Contains(column.Name) != false)];
        _masked = masked;
        Phi = masked ? [] : [.. _columns.Where(column => scope.Model.Phi.Contains(column.Name)).Select(column => column.Name)];
        Select = _columns.Length == 0 ? ResourceModel.StandardColumns : $"{ResourceModel.StandardColumns}, {string.Join(", ", _columns.Select(scope.Select))}";
        Width = ResourceModel.StandardCount + _columns.Sum(column => column.SqlColumns.Count);
    }

    public FieldScope Scope { get; }

    /// <summary>Fields about somebody's health that an answer will show; such an answer is on record before it leaves.</summary>
    public IReadOnlyList<string> Phi { get; }

    public string Select { get; }

    /// <summary>Number of columns of <see cref="Select"/>; what a query adds comes after.</summary>
    public int Width { get; }

    public IReadOnlyList<Column> Columns => _columns;

    /// <summary>Ordinal of a sort key in the result, or -1.</summary>
    public int Ordinal(SortKey key) => key.Column.Index >= 0 && !key.Column.Field.Custom ? Ordinal(key.Column) : key.Column.Name switch
    {
        "id" => 0,
        "created_at" => 2,
        "updated_at" => 4,
        _ => -1,
    };

    /// <summary>Ordinal of a column in the result, or -1.</summary>
    public int Ordinal(Column wanted)
    {
        var ordinal = ResourceModel.StandardCount;
        foreach (var column in _columns)
        {
            if (column == wanted)
                return ordinal;
            ordinal += column.SqlColumns.Count;
        }

        return -1;
    }

    /// <summary><c>{"id":…,"type":…,"attributes":{…}}</c> straight from the reader.</summary>
    public void Write(Utf8JsonWriter json, NpgsqlDataReader reader, string type)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, reader.GetGuid(0));
        json.WriteString("type"u8, type);
        json.WriteStartObject("attributes"u8);
        var ordinal = ResourceModel.StandardCount;
        foreach (var column in _columns)
        {
            json.WritePropertyName(column.JsonName);
            if (reader.IsDBNull(ordinal))
                json.WriteNullValue();
            else if (column.IsSealed)
                WriteSealed(json, reader, ordinal, column);
            else
                column.Type.Write(json, reader, ordinal);
            ordinal += column.SqlColumns.Count;
        }

        WriteStandard(json, reader);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteSealed(Utf8JsonWriter json, NpgsqlDataReader reader, int ordinal, Column column)
    {
        if (_masked && Scope.Model.Phi.Contains(column.Name))
            json.WriteStringValue(FieldSeal.Masked);
        else
            Scope.Seal!.Write(json, reader, ordinal, column, reader.GetGuid(0));
    }

    public void Write(Utf8JsonWriter json, Row row, string type)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, row.Id);
        json.WriteString("type"u8, type);
        json.WriteStartObject("attributes"u8);
        WriteAttributes(json, row);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public void WriteAttributes(Utf8JsonWriter json, Row row)
    {
        foreach (var column in _columns)
        {
            json.WritePropertyName(column.JsonName);
            if (_masked && column.IsSealed && row.Values[column.Index] is not null && Scope.Model.Phi.Contains(column.Name))
                json.WriteStringValue(FieldSeal.Masked);
            else if (row.Values[column.Index] is { } value)
                column.Type.Write(json, value);
            else
                json.WriteNullValue();
        }

        if (Wants("custom"))
        {
            json.WritePropertyName("custom"u8);
            if (row.Custom is null)
                json.WriteRawValue("{}"u8, skipInputValidation: true);
            else
                WriteCustom(json, row.Custom.ToJsonString());
        }

        Id(json, "client_id", row.ClientId);
        if (Wants("created_at"))
            json.WriteString("created_at"u8, row.CreatedAt.UtcDateTime);
        Id(json, "created_by", row.CreatedBy);
        if (Wants("updated_at"))
            json.WriteString("updated_at"u8, row.UpdatedAt.UtcDateTime);
        Id(json, "updated_by", row.UpdatedBy);
        json.WriteNumber("version"u8, row.Version);
        if (row.DeletedAt is { } deleted && Wants("deleted_at"))
            json.WriteString("deleted_at"u8, deleted.UtcDateTime);
        else if (Wants("deleted_at"))
            json.WriteNull("deleted_at"u8);
    }

    /// <summary>The value of a sort key as the cursor keeps it.</summary>
    public static string? CursorText(NpgsqlDataReader reader, int ordinal, SortKey key)
    {
        if (reader.IsDBNull(ordinal))
            return null;
        return key.Column.Field.Kind == Contract.Resources.FieldKind.Money
            ? reader.GetDecimal(ordinal).ToString(CultureInfo.InvariantCulture)
            : key.Column.Type.Text(key.Column.Type.Load(reader, ordinal));
    }

    private void WriteStandard(Utf8JsonWriter json, NpgsqlDataReader reader)
    {
        if (Wants("custom"))
        {
            json.WritePropertyName("custom"u8);
            if (reader.IsDBNull(8))
                json.WriteRawValue("{}"u8, skipInputValidation: true);
            else
                WriteCustom(json, reader.GetString(8));
        }

        Id(json, reader, "client_id", 1);
        if (Wants("created_at"))
            json.WriteString("created_at"u8, reader.GetDateTime(2));
        Id(json, reader, "created_by", 3);
        if (Wants("updated_at"))
            json.WriteString("updated_at"u8, reader.GetDateTime(4));
        Id(json, reader, "updated_by", 5);
        json.WriteNumber("version"u8, reader.GetInt32(6));
        if (Wants("deleted_at"))
        {
            if (reader.IsDBNull(7))
                json.WriteNull("deleted_at"u8);
            else
                json.WriteString("deleted_at"u8, reader.GetDateTime(7));
        }
    }

    /// <summary>The tenant's fields, without those hidden from the caller.</summary>
    private void WriteCustom(Utf8JsonWriter json, string text)
    {
        if (!Scope.Hidden.Any(name => name.StartsWith(FieldScope.CustomPrefix, StringComparison.Ordinal)))
        {
            json.WriteRawValue(text, skipInputValidation: true);
            return;
        }

        using var document = JsonDocument.Parse(text);
        json.WriteStartObject();
        foreach (var property in document.RootElement.EnumerateObject().Where(property => !Scope.Hidden.Contains(FieldScope.CustomPrefix + property.Name)))
            property.WriteTo(json);
        json.WriteEndObject();
    }

    private bool Wants(string name) => _only?.Contains(name) != false;

    private void Id(Utf8JsonWriter json, NpgsqlDataReader reader, string name, int ordinal) => Id(json, name, reader.IsDBNull(ordinal) ? null : reader.GetGuid(ordinal));

    private void Id(Utf8JsonWriter json, string name, Guid? id)
    {
        if (!Wants(name))
            return;
        if (id is { } value)
            json.WriteString(name, value);
        else
            json.WriteNull(name);
    }
}
