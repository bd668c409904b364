using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Core.Http;
using Ashlar.Core.Protection.Phi;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Resources.Verbs;

/// <summary>GET one: a single round trip, and no body when the caller already has this version.</summary>
internal sealed class GetRow(Databases databases, FieldScopes scopes, Inclusions inclusions, ReadCheck check, PhiReads phi, TimeProvider time)
{
    public async Task Handle(HttpContext context, ResourceModel model, string type)
    {
        using var buffer = new PooledBuffer();
        var version = RouteId.TryGet(context, out var id) ? await Read(context, model, type, id, buffer) : CoreErrors.NotFound;
        if (!version.Succeeded)
        {
            await context.WriteError(version.Error);
            return;
        }

        var tag = Answer.Tag(version.Value);
        context.Response.Headers.ETag = tag;
        // Included rows change without this row's version, so only a bare row can be the same as before.
        if (context.Request.Headers.IfNoneMatch == tag && !context.Request.Query.ContainsKey("include"))
            context.Response.StatusCode = StatusCodes.Status304NotModified;
        else
            await context.WriteJson(buffer.Written);
    }

    private async Task<Result<int>> Read(HttpContext context, ResourceModel model, string type, Guid id, PooledBuffer buffer)
    {
        var (caller, cancel) = (context.Caller(), context.RequestAborted);
        if (await check.Refuse(context, model, model.Reading, id) is { } denied)
            return denied;
        var scope = await scopes.Of(model, caller, cancel);
        var request = ListRequest.Parse(context.Request.Query, scope);
        if (!request.Succeeded)
            return request.Error;
        var query = RowQuery.Start(scope, caller, time, request.Value.Deleted);
        if (!query.Succeeded)
            return query.Error;

        query.Value.AndId(id);
        var plan = request.Value.Plan;
        var wanted = inclusions.Collect(plan, request.Value.Include);
        if (wanted.Error is not null)
            return wanted.Error;

        var session = caller.Scope(model.Definition.ControlPlane);
        await using var json = AnswerWriter.Writer(buffer);
        var version = await databases.ReadShort(model.Definition, session, query.Value.Select(plan.Select), async reader =>
        {
            AnswerWriter.Restart(json, buffer);
            if (!await reader.ReadAsync())
                return (int?)null;
            json.WriteStartObject();
            json.WritePropertyName("data"u8);
            plan.Write(json, reader, type);
            wanted.Take(reader);
            return reader.GetInt32(6);
        }, cancel);
        if (version is null)
            return CoreErrors.NotFound;

        await phi.Record(context, plan, [id], cancel);
        if (request.Value.Include.Count > 0)
            await inclusions.Write(json, wanted, caller, cancel);
        End(json, context);
        return version.Value;
    }

    private void End(Utf8JsonWriter json, HttpContext context)
    {
        AnswerWriter.Meta(json, time);
        json.WriteStartObject("links"u8);
        json.WriteString("self"u8, context.Request.Path);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
