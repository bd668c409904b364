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
    /// <summary>Longer pages do not let others wait for them.</summary>
    private const int ShortPage = 50;

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
        var rows = RowsOf(request, caller, forCount: false);
        if (!rows.Succeeded)
            return rows.Error;
        var wanted = inclusions.Collect(request.Plan, request.Include);
        if (wanted.Error is not null)
            return wanted.Error;

        await using var json = AnswerWriter.Writer(buffer);
        var page = await Read(request, rows.Value, new PageWriter(json, buffer, request, wanted, type), caller, cancel);
        await phi.Record(context, request.Plan, page.Shown, cancel);
        if (request.Include.Count > 0)
            await inclusions.Write(json, wanted, caller, cancel);
        AnswerWriter.Meta(json, time, page.Count, page.Total);
        Links(json, context, page.Next);
        json.WriteEndObject();
        return null;
    }

    /// <summary>Gives the connection back before anything else needs one.</summary>
    private Task<ListPage> Read(ListRequest request, RowQuery rows, PageWriter page, Caller caller, CancellationToken cancel)
    {
        var definition = request.Scope.Model.Definition;
        var session = caller.Scope(definition.ControlPlane);
        var statement = rows.Select(request.Plan.Select + page.CursorColumns, $"{RowQuery.OrderBy(request.Sort)} LIMIT {request.Limit + 1}");
        if (!request.WithTotal && request.Limit <= ShortPage)
            return databases.ReadShort(definition, session, statement, page.Write, cancel);
        List<NpgsqlBatchCommand> statements = [statement];
        if (request.WithTotal)
            statements.Add(RowsOf(request, caller, forCount: true).Value.Select("count(*)"));
        return databases.For(definition, session.Placement).Read(session, statements, page.Write, cancel);
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
