using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Resources.Files;
using Ashlar.Core.Resources.Verbs;

namespace Ashlar.Core.Resources.Batches;

/// <summary>Creates or updates a row for each row of a file, exactly as the single verbs do.</summary>
internal sealed class ImportWork(ImportFactory parts, ResourceModel model, FileTable table, ImportOptions options, ImportMapping columns) : RowWork
{
    private const string Created = "created";
    private const string Updated = "updated";
    private const string Skipped = "skipped";
    private const int MaxErrors = 5000;

    private readonly int[] _order = ImportOrder.Of(table, columns, model);
    private readonly Dictionary<(string Field, string Text), Guid> _named = [];
    private FieldScope? _scope;
    private ImportMapping _columns = columns;

    public override int Count => _order.Length;

    public override async Task<Error?> Prepare(Operation operation, CancellationToken cancel)
    {
        _named.Clear();
        _scope = await parts.Scopes.Of(model, operation.Caller, cancel);
        // What the caller may write can have changed since the file was taken.
        var mapping = ImportMapping.Of(table, options with { Mapping = _columns.ByHeader }, _scope);
        if (mapping.Succeeded)
            _columns = mapping.Value;
        return mapping.Error;
    }

    public override async Task<Result<string>> Do(Operation operation, int index, CancellationToken cancel)
    {
        var input = await Read(operation, table.Rows[_order[index]], cancel);
        if (!input.Succeeded)
            return input.Error;
        if (options.Upsert is { } key && Value(input.Value, key) is { } value)
        {
            var found = await parts.Loader.Lock(operation, _scope!, Filter.Where(key, "eq", value), cancel);
            if (!found.Succeeded)
                return found.Error;
            if (found.Value is [var row, ..])
                return await Update(operation, row, input.Value, cancel);
        }

        // Asked row by row, because a job goes on while permissions change.
        if (!operation.Caller.Can(model.Definition.Permission("create")))
            return CoreErrors.PermissionDenied(model.Definition.Permission("create"));
        var created = await parts.Create.Create(operation, _scope!, input.Value, "import", cancel);
        return created.Succeeded ? Created : created.Error;
    }

    public override void Note(int index, Result<string> outcome, RowTally tally)
    {
        tally.Count(outcome.Succeeded ? outcome.Value : RowTally.Failed);
        if (outcome.Error is not { } error)
            return;
        var row = table.Rows[_order[index]];
        var details = error.Details.Count > 0 ? error.Details : [new FieldError(error.Field ?? "", error.Message, error.Code)];
        foreach (var detail in details)
        {
            tally.Say(new JsonObject
            {
                ["row"] = row.Number,
                ["field"] = detail.Field.Length == 0 ? null : detail.Field,
                ["code"] = detail.Code ?? error.Code,
                ["message"] = detail.Message,
                ["value"] = _columns.Of(detail.Field) is { Column.IsSealed: false } column ? Short(row.Cells[column.Cell].Shown) : null,
            });
        }
    }

    public override RowTally Undone(RowTally tally) => tally;

    public override JsonObject Report(RowTally tally)
    {
        var errors = tally.Details.OrderBy(error => (int)error["row"]!).ToList();
        return new JsonObject
        {
            ["dry_run"] = DryRun,
            ["total"] = table.Rows.Count,
            [Created] = tally[Created],
            [Updated] = tally[Updated],
            [Skipped] = tally[Skipped],
            [RowTally.Failed] = tally[RowTally.Failed],
            ["errors"] = new JsonArray([.. errors.Take(MaxErrors).Select(error => error.DeepClone())]),
            ["errors_omitted"] = Math.Max(0, errors.Count - MaxErrors),
            ["columns"] = new JsonObject(_columns.Columns.Select(column => KeyValuePair.Create(column.Header, (JsonNode?)column.Field))),
            ["ignored"] = new JsonArray([.. _columns.Ignored.Select(header => (JsonNode)header)]),
        };
    }

    private async Task<Result<string>> Update(Operation operation, Row row, WriteInput input, CancellationToken cancel)
    {
        var permission = model.Definition.Permission("update");
        if (!operation.Caller.Permissions.AllowsOn(permission, row.Id))
            return CoreErrors.PermissionDenied(permission);
        var after = await parts.Update.Change(operation, _scope!, row, input, replace: false, "import", cancel);
        return !after.Succeeded ? after.Error : after.Value.Version == row.Version ? Skipped : Updated;
    }

    private async Task<Result<WriteInput>> Read(Operation operation, FileRow row, CancellationToken cancel)
    {
        var input = new WriteInput();
        List<FieldError>? wrong = null;
        foreach (var column in _columns.Columns)
        {
            var cell = row.Cells[column.Cell];
            if (cell.IsMissing)
                continue;
            var value = await Read(operation, column, cell, cancel);
            if (!value.Succeeded)
                (wrong ??= []).Add(new FieldError(column.Field, value.Error.Message, value.Error.Code));
            else
                Put(input, column, value.Value);
        }

        return wrong is null ? input : CoreErrors.Validation(wrong);
    }

    private async Task<Result<object?>> Read(Operation operation, MappedColumn column, Cell cell, CancellationToken cancel)
    {
        var field = column.Column.Field;
        var text = cell.Text is { } raw ? options.Nulls.Contains(raw.Trim()) ? "" : CellText.Bare(raw, options.Nulls) : cell.Json.ValueKind == JsonValueKind.String ? cell.Json.GetString()! : null;
        if (text is { Length: 0 } || cell.Json.ValueKind == JsonValueKind.Null)
            return (object?)null;
        if (field is { Kind: FieldKind.Relation, Relation: not null } && text is not null && !Guid.TryParseExact(text.Trim(), "D", out _))
            return await Named(operation, column, text.Trim(), cancel);

        string? error;
        var value = cell.Text is null ? column.Column.Type.Read(cell.Json, field, out error) : CellText.Parse(column.Column, text!, table.DecimalComma, out error);
        if (error is not null)
            return new Error("invalid", ErrorKind.Invalid, error);
        return value;
    }

    private async Task<Result<object?>> Named(Operation operation, MappedColumn column, string text, CancellationToken cancel)
    {
        if (_named.TryGetValue((column.Field, text), out var known))
            return known;
        var found = await parts.Names.Find(operation, column.Column.Field, text, cancel);
        if (!found.Succeeded)
            return new Error("relation", ErrorKind.Invalid, found.Error.Message);
        _named[(column.Field, text)] = found.Value;
        return found.Value;
    }

    /// <summary>An empty cell empties the field; where the field must have a value and has a default, it says nothing.</summary>
    private static void Put(WriteInput input, MappedColumn column, object? value)
    {
        var field = column.Column.Field;
        if (column.Field == ImportMapping.Id)
            input.Id = (Guid?)value;
        else if (column.Field == ImportMapping.Client)
            input.ClientId = (Guid?)value;
        else if (field.Custom)
            (input.Custom ??= new Dictionary<string, JsonNode?>(StringComparer.Ordinal))[field.Name] = value is null ? null : WriteInput.ToNode(column.Column.Type, value);
        else if (value is not null || !field.Required || field.Default is null)
            input.Values[column.Column] = value;
    }

    private string? Value(WriteInput input, string key) => key == ImportMapping.Id
        ? input.Id?.ToString()
        : _columns.Of(key) is { } column && input.Values.GetValueOrDefault(column.Column) is { } value ? column.Column.Type.Text(value) : null;

    private static string Short(string text) => text.Length > 200 ? text.Cut(200) + "…" : text;
}

/// <summary>Makes import work; holds the single verbs that do it.</summary>
internal sealed class ImportFactory(RowLoader loader, FieldScopes scopes, CreateRow create, UpdateRow update, RelationNames names)
{
    public RowLoader Loader => loader;

    public FieldScopes Scopes => scopes;

    public CreateRow Create => create;

    public UpdateRow Update => update;

    public RelationNames Names => names;

    public ImportWork Make(ResourceModel model, FileTable table, ImportOptions options, ImportMapping columns) => new(this, model, table, options, columns) { DryRun = options.DryRun };
}
