using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Http;

namespace Ashlar.Core.Resources.Batches;

/// <summary>The body of a bulk request: what to do, and to which rows.</summary>
internal sealed record BulkRequest(string Op, IReadOnlyList<Guid>? Ids, Filter? Filter, string? Search, JsonElement? Set, bool Atomic, bool DryRun)
{
    public const int MaxRows = 10_000;
    public const string Update = "update";
    public const string Delete = "delete";
    public const string Restore = "restore";

    private static readonly string[] _known = ["op", "ids", "filter", "q", "set", "atomic", "dry_run"];

    public string Permission(ResourceModel model) => model.Definition.Permission(Op == Update ? "update" : "delete");

    /// <summary>The rows it may mean.</summary>
    public Deleted Deleted => Op == Restore ? Deleted.Only : Deleted.Without;

    public static Result<BulkRequest> Read(JsonElement body, ResourceModel model)
    {
        if (body.ValueKind != JsonValueKind.Object)
            return CoreErrors.Malformed("Send an object with op and ids or filter.");
        if (body.EnumerateObject().FirstOrDefault(property => !_known.Contains(property.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
            return CoreErrors.Validation(unknown.Name, $"There is no field {unknown.Name}; a bulk request has {string.Join(", ", _known)}.", "unknown_field");
        var op = Text(body, "op");
        if (op is not (Update or Delete or Restore))
            return CoreErrors.Validation("op", "The operation is update, delete or restore.", "required");
        if (!model.Allows(op == Update ? Operations.Update : Operations.Delete) || (op == Restore && !model.Definition.SoftDelete))
            return CoreErrors.Validation("op", $"{model.Definition.PluralLabel} know no {op}.", "not_allowed");
        if (Flag(body, "atomic") is not { } atomic || Flag(body, "dry_run") is not { } dryRun)
            return CoreErrors.Validation("atomic", "atomic and dry_run are true or false.");

        var set = Property(body, "set");
        if (op == Update && set is not { ValueKind: JsonValueKind.Object })
            return CoreErrors.Validation("set", "Name the fields to set.", "required");
        if (op != Update && set is not null)
            return CoreErrors.Validation("set", $"A {op} sets nothing.");
        if (op == Update && !set!.Value.EnumerateObject().Any())
            return CoreErrors.Validation("set", "Name the fields to set.", "required");

        var request = new BulkRequest(op, null, null, Text(body, "q"), set, atomic, dryRun);
        return (Property(body, "ids"), Property(body, "filter")) switch
        {
            ({ } ids, null) => WithIds(request, ids),
            (null, { } filter) => WithFilter(request, filter),
            _ => CoreErrors.Validation("ids", "Name the rows by ids or by a filter, not both.", "required"),
        };
    }

    private static Result<BulkRequest> WithIds(BulkRequest request, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Array)
            return CoreErrors.Validation("ids", "ids is a list.");
        if (request.Search is not null)
            return CoreErrors.Validation("q", "q narrows a filter, not a list of ids.");
        if (json.GetArrayLength() > MaxRows)
            return CoreErrors.Validation("ids", $"At most {MaxRows} rows at a time.", "too_many");
        var ids = new SortedSet<Guid>();
        foreach (var item in json.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String || !Guid.TryParseExact(item.GetString(), "D", out var id))
                return CoreErrors.Validation("ids", $"{Shown(item)} is not an id.");
            ids.Add(id);
        }

        // In the order of the ids everybody locks rows alike, so that two bulk requests never block each other for good.
        return request with { Ids = [.. ids] };
    }

    private static Result<BulkRequest> WithFilter(BulkRequest request, JsonElement json)
    {
        var filter = FilterParser.FromJson(json.Clone());
        return filter.Succeeded ? request with { Filter = filter.Value } : filter.Error;
    }

    private static JsonElement? Property(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string? Text(JsonElement body, string name) => Property(body, name) is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 } value ? value : null;

    private static bool? Flag(JsonElement body, string name) => Property(body, name) switch
    {
        null => false,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => null,
    };

    private static string Shown(JsonElement item) => item.GetRawText() is { Length: > 60 } text ? text.Cut(60) + "…" : item.GetRawText();
}
