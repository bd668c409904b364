using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Http;
using Ashlar.Core.Resources.Files;

namespace Ashlar.Core.Resources.Batches;

/// <summary>One column of a file and the field it fills.</summary>
internal sealed record MappedColumn(int Cell, string Header, string Field, Column Column);

/// <summary>Which columns of a file fill which fields, as far as the caller may write them.</summary>
internal sealed record ImportMapping(IReadOnlyList<MappedColumn> Columns, IReadOnlyList<string> Ignored)
{
    public const string Id = "id";
    public const string Client = "client_id";

    public MappedColumn? Of(string field) => Columns.FirstOrDefault(column => column.Field == field);

    public Dictionary<string, string> ByHeader => Columns.ToDictionary(column => column.Header, column => column.Field, StringComparer.Ordinal);

    /// <summary>Fields an import can fill.</summary>
    public static IReadOnlyList<FieldDefinition> Fields(FieldScope scope) =>
    [
        StandardFields.Find(Id)!.Field, StandardFields.Find(Client)!.Field,
        .. scope.Model.Visible(scope.Hidden).Where(column => !column.Field.ReadOnly).Select(column => column.Field),
        .. scope.CustomFields.Where(field => !scope.Hidden.Contains(FieldScope.CustomPrefix + field.Name)),
    ];

    public static Result<ImportMapping> Of(FileTable table, ImportOptions options, FieldScope scope)
    {
        var fields = Fields(scope).ToDictionary(FieldSuggestions.Name, StringComparer.Ordinal);
        if (options.Mapping is { } given && Mistake(given, table, fields, scope) is { } mistake)
            return mistake;
        var suggested = options.Mapping is null ? FieldSuggestions.For(table.Columns, [.. fields.Values]) : null;
        var columns = new List<MappedColumn>();
        for (var i = 0; i < table.Columns.Count; i++)
        {
            var header = table.Columns[i];
            if ((suggested is not null ? suggested[i] : options.Mapping!.GetValueOrDefault(header)) is { } field)
                columns.Add(new MappedColumn(i, header, field, scope.Resolve(field)!.Value.Column));
        }

        if (columns.Count == 0)
            return CoreErrors.Validation("mapping", $"No column of the file fits a field. Say which column means which: {string.Join(", ", table.Columns.Take(10))}.", "no_columns");
        var mapping = new ImportMapping(columns, [.. table.Columns.Except(columns.Select(column => column.Header), StringComparer.Ordinal)]);
        return options.Upsert is { } key && WrongKey(key, mapping, scope) is { } wrong ? wrong : mapping;
    }

    private static Error? Mistake(IReadOnlyDictionary<string, string> given, FileTable table, Dictionary<string, FieldDefinition> fields, FieldScope scope)
    {
        var mistakes = new List<FieldError>();
        foreach (var (header, field) in given)
        {
            if (!table.Columns.Contains(header))
                mistakes.Add(new FieldError("mapping", $"The file has no column '{header}'.", "unknown_column"));
            else if (!fields.ContainsKey(field))
                mistakes.Add(new FieldError("mapping", scope.Resolve(field) is null ? $"There is no field {field}." : $"{field} is set by the platform.", scope.Resolve(field) is null ? "unknown_field" : "read_only"));
        }

        foreach (var twice in given.Values.GroupBy(field => field, StringComparer.Ordinal).Where(group => group.Count() > 1))
            mistakes.Add(new FieldError("mapping", $"Several columns fill {twice.Key}.", "ambiguous"));
        return mistakes.Count == 0 ? null : CoreErrors.Validation(mistakes);
    }

    private static Error? WrongKey(string key, ImportMapping mapping, FieldScope scope)
    {
        if (scope.Resolve(key) is not { } resolved)
            return CoreErrors.Validation("upsert", $"There is no field {key}.", "unknown_field");
        var together = scope.Model.Definition.UniqueTogether.Any(fields => fields is [var only] && only == key);
        if (key != Id && !resolved.Column.Field.Unique && !together)
            return CoreErrors.Validation("upsert", $"{key} is not unique, so it cannot say which row is meant.", "not_unique");
        return mapping.Of(key) is null ? CoreErrors.Validation("upsert", $"No column of the file fills {key}.", "unknown_column") : null;
    }
}
