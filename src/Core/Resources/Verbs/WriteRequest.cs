using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Core.Access;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Protection.Phi;

namespace Ashlar.Core.Resources.Verbs;

/// <summary>What every write of a resource does around its own step: read the body, run the pipeline, write the answer.</summary>
internal sealed class WriteRequest(CommandPipeline pipeline, TimeProvider time)
{
    /// <summary>Names the unclassified fields that health information was just written into.</summary>
    public const string ContainsPhi = "X-Contains-PHI";

    public async Task Run(HttpContext context, ResourceModel model, string permission, bool bodyOptional, Func<Operation, JsonElement, CancellationToken, Task<Result<Answer>>> step)
    {
        var body = await JsonBody.Read(context, emptyAllowed: bodyOptional);
        if (!body.Succeeded)
        {
            await context.WriteError(body.Error);
            return;
        }

        using var document = body.Value;
        await Run(context, model, permission, JsonMarshalText(document), (operation, cancel) => step(operation, document.RootElement, cancel));
    }

    public async Task Run(HttpContext context, ResourceModel model, string permission, ReadOnlyMemory<byte> digested, Func<Operation, CancellationToken, Task<Result<Answer>>> step, bool asSystem = false)
    {
        var key = Idempotency.KeyOf(context.Request);
        if (!key.Succeeded)
        {
            await context.WriteError(key.Error);
            return;
        }

        Guid? row = RouteId.TryGet(context, out var id) ? id : null;
        var call = Call.Of(context, new PermissionAccess(permission, model.Definition.Feature), row) with
        {
            ControlPlane = model.Definition.ControlPlane,
            AsSystem = asSystem || model.Definition.AcrossTenants,
            Sealed = model.HasSealed,
            Health = model.Phi.Count > 0 && context.Caller().Permissions.PhiAuthorized,
            IdempotencyKey = key.Value,
            Digest = key.Value is null ? [] : Idempotency.Digest(context.Request.Method, context.Request.Path, digested.Span),
        };
        PhiSeen? phi = null;
        var result = await pipeline.Run(call, (operation, cancel) => step(Seen(operation), cancel), context.RequestAborted);
        if (result.Succeeded && phi is { Written.Count: > 0 })
            context.Response.Headers[ContainsPhi] = string.Join(", ", phi.Written.Select(field => field.Field).Distinct(StringComparer.Ordinal));
        if (result.Succeeded)
            await context.Write(result.Value, time);
        else
            await context.WriteError(result.Error);

        Operation Seen(Operation operation)
        {
            phi = operation.Phi;
            return operation;
        }
    }

    private static ReadOnlyMemory<byte> JsonMarshalText(JsonDocument document) => System.Text.Encoding.UTF8.GetBytes(document.RootElement.GetRawText());
}
