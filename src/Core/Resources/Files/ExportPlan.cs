using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Http;
using Ashlar.Core.Protection.Fields;
using Ashlar.Core.Resources.Fields;
using Npgsql;

namespace Ashlar.Core.Resources.Files;

/// <summary>One column of an exported file.</summary>
internal sealed record ExportColumn(string Name, FieldDefinition Field, FieldType Type, string Sql, int Width, Column? Sealed = null)
{
    /// <summary>The value at its place in the result, or null.</summary>
    public object? Load(NpgsqlDataReader reader, int ordinal)
    {
        if (reader.IsDBNull(ordinal))
            return null;
        if (!Field.Custom)
            return Type.Load(reader, ordinal);
        // A tenant's own fields are JSON; one that no longer fits its kind is shown as it is.
        var json = JsonElement.Parse(reader.GetString(ordinal));
        return json.ValueKind == JsonValueKind.Null ? null : Type.Read(json, Field with { MaxLength = null, Required = false }, out _) ?? json.ToString();
    }
}

/// <summary>
/// The columns of an exported file: those the request names, in its order, else the id and every field the caller may see. Without a
/// sort the rows come as they were made, so that an export of their import is the same file.
/// </summary>
internal sealed class ExportPlan
{
    private readonly FieldSeal? _seal;
    private readonly int _width;

    private ExportPlan(IReadOnlyList<ExportColumn> columns, FieldScope scope)
    {
        Columns = columns;
        Phi = [.. columns.Where(column => scope.Model.Phi.Contains(column.Name)).Select(column => column.Name)];
        _width = columns.Sum(column => column.Width);
        _seal = columns.Any(column => column.Sealed is not null) ? scope.Seal : null;
    }

    /// <summary>Columns about somebody's health.</summary>
    public IReadOnlyList<string> Phi { get; }

    public IReadOnlyList<ExportColumn> Columns { get; }

    /// <summary>Opening a value takes the row's id, which then comes last.</summary>
    public string Select => string.Join(", ", [.. Columns.Select(column => column.Sql), .. _seal is null ? (string[])[] : ["id AS row_id"]]);

    public static Result<ExportPlan> Of(FieldScope scope, IReadOnlyList<string>? fields)
    {
        var names = fields ?? ["id", .. scope.Model.Visible(scope.Hidden).Select(column => column.Name), "custom"];
        var columns = new List<ExportColumn>();
        foreach (var name in names.SelectMany(name => name == "custom" ? Custom(scope) : [name]).Distinct(StringComparer.Ordinal))
        {
            if (scope.Resolve(name) is not { } resolved)
                return CoreErrors.Validation("fields", $"There is no field {name}.", "unknown_field");
            columns.Add(Column(name, resolved.Column, scope));
        }

        return new ExportPlan(columns, scope);
    }

    public object?[] Load(NpgsqlDataReader reader)
    {
        var values = new object?[Columns.Count];
        var ordinal = 0;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Columns[i].Sealed is not { } column ? Columns[i].Load(reader, ordinal)
                : reader.IsDBNull(ordinal) ? null : _seal!.Load(reader, ordinal, column, reader.GetGuid(_width));
            ordinal += Columns[i].Width;
        }

        return values;
    }

    private static IEnumerable<string> Custom(FieldScope scope) => scope.CustomFields.Select(field => FieldScope.CustomPrefix + field.Name).Where(name => !scope.Hidden.Contains(name));

    private static ExportColumn Column(string name, Column column, FieldScope scope) => column.Field.Custom
        ? new ExportColumn(name, column.Field, column.Type, $"custom->'{column.Field.Name}'", 1)
        : new ExportColumn(name, column.Field, column.Type, scope.Select(column), column.SqlColumns.Count, column.IsSealed ? column : null);
}
