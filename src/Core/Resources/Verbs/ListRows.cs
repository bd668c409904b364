using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;
using Ashlar.Core.Protection.Phi;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Resources.Verbs;

/// <summary>GET list: filter, search, sort and page in one round trip; a second one only for included rows.</summary>
internal sealed class ListRows(Databases databases, FieldScopes scopes, Inclusions inclusions, ReadCheck check, PhiReads phi, TimeProvider time)
{
    public async Task Handle(HttpContext context, ResourceModel model, string type)
    {
        using var buffer = new PooledBuffer();
        if (await Write(context, model, type, buffer) is { } error)
            await context.WriteError(error);
        else
            await context.WriteJson(buffer.Written);
    }

    private async Task<Error?> Write(HttpContext context, ResourceModel model, string type, PooledBuffer buffer)
    {
        var (caller, cancel) = (context.Caller(), context.RequestAborted);
        if (await check.Refuse(context, model, model.Reading) is { } denied)
            return denied;
        var scope = await scopes.Of(model, caller, cancel);
        var parsed = ListRequest.Parse(context.Request.Query, scope);
        if (!parsed.Succeeded)
            return parsed.Error;

        var request = parsed.Value;
        var page = RowsOf(request, caller, forCount: false);
        if (!page.Succeeded)
            return page.Error;
        var plan = request.Plan;
        var wanted = inclusions.Collect(plan, request.Include);
        if (wanted.Error is not null)
            return wanted.Error;

        await using var json = AnswerWriter.Writer(buffer);
        json.WriteStartObject();
        var read = await Read(json, request, page.Value, plan, wanted, caller, type, cancel);
        await phi.Record(context, plan, read.Shown, cancel);
        if (request.Include.Count > 0)
            await inclusions.Write(json, wanted, caller, cancel);
        AnswerWriter.Meta(json, time, read.Count, read.Total);
        Links(json, context, read.Next);
        json.WriteEndObject();
        return null;
    }

    /// <summary>Gives the connection back before anything else needs one.</summary>
    private async Task<(int Count, long? Total, string? Next, List<Guid> Shown)> Read(Utf8JsonWriter json, ListRequest request, RowQuery page, ReadPlan plan, Inclusions.Wanted wanted, Caller caller, string type, CancellationToken cancel)
    {
        var definition = request.Scope.Model.Definition;
        var session = caller.Scope(definition.ControlPlane);
        List<NpgsqlBatchCommand> statements = [page.Select(plan.Select + CursorColumns(plan, request.Sort), $"{RowQuery.OrderBy(request.Sort)} LIMIT {request.Limit + 1}")];
        if (request.WithTotal)
            statements.Add(RowsOf(request, caller, forCount: true).Value.Select("count(*)"));
        return await databases.For(definition, session.Placement).Read(session, statements, reader => Write(json, reader, request, plan, wanted, type, cancel), cancel);
    }

    private static async Task<(int Count, long? Total, string? Next, List<Guid> Shown)> Write(Utf8JsonWriter json, NpgsqlDataReader reader, ListRequest request, ReadPlan plan, Inclusions.Wanted wanted, string type, CancellationToken cancel)
    {
        json.WriteStartArray("data"u8);
        var (count, total, next) = (0, (long?)null, (string?)null);
        var shown = new List<Guid>(plan.Phi.Count > 0 ? request.Limit : 0);
        string?[]? last = null;
        while (await reader.ReadAsync(cancel))
        {
            if (count == request.Limit)
            {
                next = new Cursor(request.SortText, last!).Encode();
                break;
            }

            plan.Write(json, reader, type);
            wanted.Take(reader);
            if (plan.Phi.Count > 0)
                shown.Add(reader.GetGuid(0));
            if (++count == request.Limit)
                last = CursorValues(reader, plan, request.Sort);
        }

        if (request.WithTotal && await reader.NextResultAsync(cancel) && await reader.ReadAsync(cancel))
            total = reader.GetInt64(0);
        json.WriteEndArray();
        return (count, total, next, shown);
    }

    /// <summary>Sort keys that the answer itself does not bring.</summary>
    private static string CursorColumns(ReadPlan plan, IReadOnlyList<SortKey> sort) =>
        string.Concat(sort.Where(key => plan.Ordinal(key) < 0).Select((key, index) => $", {key.Sql} AS sort_{index}"));

    private static string?[] CursorValues(NpgsqlDataReader reader, ReadPlan plan, IReadOnlyList<SortKey> sort)
    {
        var added = plan.Width;
        return [.. sort.Select(key => ReadPlan.CursorText(reader, plan.Ordinal(key) is >= 0 and var ordinal ? ordinal : added++, key))];
    }

    private Result<RowQuery> RowsOf(ListRequest request, Caller caller, bool forCount) => Matching(request, caller, time, withCursor: !forCount);

    /// <summary>The rows a list request means, with every fence; shared with export, aggregate and bulk so that they mean the same rows.</summary>
    public static Result<RowQuery> Matching(ListRequest request, Caller caller, TimeProvider time, bool withCursor)
    {
        var query = RowQuery.Start(request.Scope, caller, time, request.Deleted);
        if (!query.Succeeded)
            return query;
        if (request.Filter is not null && query.Value.And(request.Filter) is { } wrongFilter)
            return wrongFilter;
        if (request.Search is { } text)
            query.Value.AndSearch(text);
        if (withCursor && request.Cursor is { } cursor && query.Value.After(cursor, request.Sort) is { } wrongCursor)
            return wrongCursor;
        return query;
    }

    private static void Links(Utf8JsonWriter json, HttpContext context, string? next)
    {
        json.WriteStartObject("links"u8);
        json.WriteString("self"u8, $"{context.Request.Path}{context.Request.QueryString}");
        if (next is not null)
        {
            var link = $"{context.Request.Path}{Following(context.Request, next)}";
            json.WriteString("next"u8, link);
            context.Response.Headers.Link = $"<{link}>; rel=\"next\"";
        }

        json.WriteEndObject();
    }

    /// <summary>The same query, continued at a cursor, which needs no escaping. What could end the address in a header early is written anew.</summary>
    private static string Following(HttpRequest request, string cursor)
    {
        if (!request.Query.ContainsKey("cursor") && !(request.QueryString.Value ?? "").AsSpan().ContainsAny('<', '>', '"'))
            return $"{request.QueryString}{(request.QueryString.HasValue ? '&' : '?')}cursor={cursor}";
        return QueryString.Create(request.Query.Where(pair => pair.Key != "cursor").SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value)).Append(KeyValuePair.Create("cursor", (string?)cursor))).ToString();
    }
}
