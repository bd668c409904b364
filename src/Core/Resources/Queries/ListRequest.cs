using System.Globalization;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Http;

namespace Ashlar.Core.Resources.Queries;

/// <summary>Which deleted rows a read includes.</summary>
internal enum Deleted { Without, Only, With }

/// <summary>One sort key.</summary>
internal sealed record SortKey(Column Column, string Sql, bool Descending)
{
    public bool Nullable => Column.Index >= 0 ? !Column.Field.Required : Column.Name is not ("id" or "created_at" or "updated_at" or "version");
}

/// <summary>A list request, read from the query string and checked against what the caller may see.</summary>
internal sealed record ListRequest
{
    public const int DefaultLimit = 25;
    public const int MaxLimit = 200;
    private const int MaxSortKeys = 5;

    public required FieldScope Scope { get; init; }
    public Filter? Filter { get; init; }
    public string? Search { get; init; }
    public required IReadOnlyList<SortKey> Sort { get; init; }
    public required string SortText { get; init; }
    public int Limit { get; init; } = DefaultLimit;
    public Cursor? Cursor { get; init; }
    public Deleted Deleted { get; init; }
    public IReadOnlyList<string>? Fields { get; init; }
    public IReadOnlyList<string> Include { get; init; } = [];
    public bool WithTotal { get; init; }

    /// <summary>What is about somebody's health comes masked, and nobody has read it.</summary>
    public bool Masked { get; init; }

    public ReadPlan Plan => Fields is not null ? new ReadPlan(Scope, Fields, Masked) : Masked ? Scope.Discreet : Scope.Whole;

    private static readonly HashSet<string> _known = new(StringComparer.Ordinal)
    {
        "filter", "q", "sort", "limit", "cursor", "deleted", "fields", "include", "meta", "group", "metrics", "format", "mask",
    };

    public static Result<ListRequest> Parse(IQueryCollection query, FieldScope scope) => query.Count == 0 ? scope.Plain : Read(query, scope);

    /// <summary>What a request without any parameter asks for.</summary>
    public static Result<ListRequest> Plain(FieldScope scope) => Read(QueryCollection.Empty, scope);

    private static Result<ListRequest> Read(IQueryCollection query, FieldScope scope)
    {
        if (query.Keys.FirstOrDefault(key => !_known.Contains(key) && !key.StartsWith("filter[", StringComparison.Ordinal)) is { } unknown)
            return CoreErrors.Validation(unknown, $"There is no parameter '{unknown}'. Filters are written filter[field][operator]=value.", "unknown_parameter");
        var filter = FilterParser.FromQuery(query);
        if (!filter.Succeeded)
            return filter.Error;

        var sortText = Text(query, "sort") ?? scope.Model.Definition.Sort;
        var sort = ParseSort(sortText, scope);
        if (!sort.Succeeded)
            return sort.Error;

        var limit = DefaultLimit;
        if (Text(query, "limit") is { } limitText && (!int.TryParse(limitText, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaxLimit))
            return CoreErrors.Validation("limit", $"The limit is a number from 1 to {MaxLimit}.");

        var cursor = Text(query, "cursor") is { } cursorText ? Cursor.Decode(cursorText, sortText) : null;
        if (cursor is null && Text(query, "cursor") is not null)
            return CoreErrors.Validation("cursor", "This cursor does not belong to this list. Start again without it.");

        if (ParseDeleted(Text(query, "deleted")) is not { } deleted)
            return CoreErrors.Validation("deleted", "'deleted' is only or with.");
        var search = Text(query, "q");
        if (search?.Length > 200)
            return CoreErrors.Validation("q", "At most 200 characters.");
        if (search?.Contains('\0', StringComparison.Ordinal) == true)
            return CoreErrors.Validation("q", "Contains the control character U+0000.");

        var fields = Text(query, "fields")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (fields?.FirstOrDefault(name => scope.Resolve(name) is null && name != "custom") is { } missing)
            return CoreErrors.Validation("fields", $"There is no field {missing}.", "unknown_field");

        return new ListRequest
        {
            Scope = scope,
            Filter = filter.Value,
            Search = search,
            Sort = sort.Value,
            SortText = sortText,
            Limit = limit,
            Cursor = cursor,
            Deleted = deleted,
            Fields = fields,
            Include = Text(query, "include")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
            WithTotal = Text(query, "meta") == "total",
            Masked = Text(query, "mask") is "true" or "1",
        };
    }

    private static Result<IReadOnlyList<SortKey>> ParseSort(string text, FieldScope scope)
    {
        var keys = new List<SortKey>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var descending = part[0] == '-';
            var name = descending ? part[1..] : part;
            if (scope.Resolve(name) is not { } resolved || !resolved.Column.IsOrdered)
                return CoreErrors.Validation("sort", $"Cannot sort by {name}.", "unknown_field");
            keys.Add(new SortKey(resolved.Column, resolved.Sql, descending));
        }

        if (keys.Count > MaxSortKeys)
            return CoreErrors.Validation("sort", $"At most {MaxSortKeys} sort keys.");
        // The id breaks ties in the direction of the last key, so that one index serves both.
        if (keys.All(key => key.Column.Name != "id"))
            keys.Add(new SortKey(StandardFields.Find("id")!, "\"id\"", keys.Count > 0 && keys[^1].Descending));
        return keys;
    }

    private static Deleted? ParseDeleted(string? text) => text switch
    {
        null => Queries.Deleted.Without,
        "only" => Queries.Deleted.Only,
        "with" => Queries.Deleted.With,
        _ => null,
    };

    private static string? Text(IQueryCollection query, string name) => query.TryGetValue(name, out var values) && values is [{ Length: > 0 } value, ..] ? value : null;
}
