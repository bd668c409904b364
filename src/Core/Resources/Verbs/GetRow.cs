using Ashlar.Core.Http;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Resources.Verbs;

/// <summary>GET one: a single round trip, and no body when the caller already has this version.</summary>
internal sealed class GetRow(Databases databases, FieldScopes scopes, Inclusions inclusions, TimeProvider time)
{
    public async Task Handle(HttpContext context, ResourceModel model, string type)
    {
        if (!RouteId.TryGet(context, out var id))
        {
            await context.WriteError(CoreErrors.NotFound);
            return;
        }

        var (caller, cancel) = (context.Caller(), context.RequestAborted);
        var scope = await scopes.Of(model, caller, cancel);
        var parsed = ListRequest.Parse(context.Request.Query, scope);
        if (!parsed.Succeeded)
        {
            await context.WriteError(parsed.Error);
            return;
        }

        var request = parsed.Value;
        var started = RowQuery.Start(scope, caller, time, request.Deleted);
        if (!started.Succeeded)
        {
            await context.WriteError(started.Error);
            return;
        }

        started.Value.AndId(id);
        var plan = new ReadPlan(scope, request.Fields);
        using var buffer = new PooledBuffer();
        int version;
        await using (var connection = await databases.For(model.Definition, caller.Scope(model.Definition.ControlPlane).Placement).OpenConnectionAsync(cancel))
        await using (var batch = new NpgsqlBatch(connection))
        {
            batch.BatchCommands.Add(TenantSession.Begin(caller.Scope(model.Definition.ControlPlane)));
            batch.BatchCommands.Add(started.Value.Select(plan.Select));
            await using var reader = await batch.ExecuteReaderAsync(cancel);
            await reader.NextResultAsync(cancel);
            if (!await reader.ReadAsync(cancel))
            {
                await context.WriteError(CoreErrors.NotFound);
                return;
            }

            version = reader.GetInt32(6);
            await using var json = AnswerWriter.Writer(buffer);
            json.WriteStartObject();
            json.WritePropertyName("data"u8);
            plan.Write(json, reader, type);
            if (request.Include.Count > 0)
            {
                var wanted = inclusions.Collect(plan, request.Include);
                if (wanted.Error is not null)
                {
                    await context.WriteError(wanted.Error);
                    return;
                }

                wanted.Take(reader);
                await reader.DisposeAsync();
                await inclusions.Write(json, wanted, caller, cancel);
            }

            AnswerWriter.Meta(json, time);
            json.WriteStartObject("links"u8);
            json.WriteString("self"u8, context.Request.Path);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        var tag = Answer.Tag(version);
        context.Response.Headers.ETag = tag;
        if (request.Include.Count == 0 && context.Request.Headers.IfNoneMatch == tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        await context.WriteJson(buffer.Written);
    }
}
