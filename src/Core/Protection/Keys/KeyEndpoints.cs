using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Access;
using Ashlar.Core.Audit;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Jobs;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Protection.Keys;

/// <summary>Key rings over HTTP: which keys there are, rotating them, wrapping them anew, and destroying those of an organisation.</summary>
internal static class KeyEndpoints
{
    private const string Type = "security.key";

    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/security/keys", List).Requires(SecurityModule.ReadKeys).Describes(KeyDocs.List);
        routes.MapPost("/api/v1/security/keys/rotate", Rotate).Requires(SecurityModule.RotateKeys).Describes(KeyDocs.Rotate);
        routes.MapGet("/api/v1/platform/keys", Root).Requires(SecurityModule.ManagePlatformKeys).Describes(KeyDocs.Root);
        routes.MapPost("/api/v1/platform/keys/rewrap", Rewrap).Requires(SecurityModule.ManagePlatformKeys).Describes(KeyDocs.Rewrap);
        routes.MapPost("/api/v1/platform/keys/rotate", RotatePlatform).Requires(SecurityModule.ManagePlatformKeys).Describes(KeyDocs.RotatePlatform);
        routes.MapPost("/api/v1/platform/tenants/{id:guid}/keys/destroy", Destroy).Requires(SecurityModule.ManagePlatformKeys).StepUp().Describes(KeyDocs.Destroy);
    }

    private static async Task<IResult> List(HttpContext context, KeyStore store, CancellationToken cancel) =>
        Envelope.Many(Type, (await store.Describe(context.Caller().TenantId, cancel)).Select(key => (key.Id.ToString(), (object)key)));

    private static async Task Rotate(HttpContext context, KeyStore store, KeyRing ring, JobQueue jobs, AuditLog audit, TimeProvider time, CancellationToken cancel)
    {
        var (caller, info) = (context.Caller(), context.Request().Info);
        await ring.Of(caller.TenantId, cancel);
        if (await store.Rotate(caller.TenantId, null, cancel) is not { } number)
        {
            await context.WriteError(ProtectionErrors.KeysDestroyed);
            return;
        }

        await audit.Write(AuditEntry.By(caller, info, "security.keys.rotate") with { Resource = "security.keys", Reason = $"key {number}" }, cancel);
        // What earlier keys sealed stays readable; sealing it anew takes its time.
        var queued = await jobs.Queue(Call.Of(context, new PermissionAccess(SecurityModule.RotateKeys)), ReencryptJob.JobKind, "security.keys", new JsonObject { ["key"] = number }, null, 0, cancel);
        if (queued.Succeeded)
            await context.Write(queued.Value, time);
        else
            await context.WriteError(queued.Error);
    }

    private static async Task<IResult> Root(KeyStore store, RootKeySource roots, CancellationToken cancel)
    {
        var keys = await roots.Get(cancel);
        var counts = await store.ByRoot(cancel);
        return Envelope.One(keys.Current.Id, "platform.root_key", new
        {
            keys.Current.Kind,
            Earlier = keys.Earlier.Select(key => key.Id),
            Wrapped = counts.GetValueOrDefault(keys.Current.Id),
            WrappedByEarlier = counts.Where(count => count.Key != keys.Current.Id).Sum(count => count.Value),
            Keys = await store.Describe(Guid.Empty, cancel),
        });
    }

    private static async Task<IResult> Rewrap(HttpContext context, KeyStore store, AuditLog audit, CancellationToken cancel)
    {
        var (done, left) = await store.Rewrap(cancel);
        await audit.Write(AuditEntry.By(context.Caller(), context.Request().Info, "platform.keys.rewrap") with { Resource = "platform.keys", Reason = $"{done} keys, {left} left" }, cancel);
        return Envelope.One("rewrap", "platform.rewrap", new { Rewrapped = done, Remaining = left });
    }

    private static async Task<IResult> RotatePlatform(HttpContext context, KeyStore store, AuditLog audit, CancellationToken cancel)
    {
        if (await store.Rotate(Guid.Empty, null, cancel) is not { } number)
            return Envelope.Failure(ProtectionErrors.KeysDestroyed);
        await audit.Write(AuditEntry.By(context.Caller(), context.Request().Info, "platform.keys.rotate") with { Resource = "platform.keys", Reason = $"key {number}" }, cancel);
        return Envelope.One($"{number}", "platform.key", new { Number = number });
    }

    private static async Task<IResult> Destroy(HttpContext context, Guid id, KeyStore store, TenantDirectory tenants, AuditLog audit, CancellationToken cancel)
    {
        var body = await TypedBody.Read<DestroyBody>(context);
        if (!body.Succeeded)
            return Envelope.Failure(body.Error);
        if (await tenants.ById(id, cancel) is not { IsPlatform: false } tenant)
            return Envelope.Failure(CoreErrors.NotFound);
        if (body.Value.Code != tenant.Code)
            return Envelope.Failure(CoreErrors.Validation("code", "Write the organisation's code, so that it is the one you mean.", "confirm"));
        if (body.Value.Reason is not { } reason || reason.Trim().Length is < 10 or > 500)
            return Envelope.Failure(CoreErrors.Validation("reason", "Say in 10 to 500 characters why. There is no way back.", "required"));

        // On record before it happens: afterwards it cannot be undone.
        var entry = AuditEntry.By(context.Caller(), context.Request().Info, "platform.keys.destroy") with { Resource = "platform.tenants", ResourceId = id, Reason = reason };
        await audit.Write(entry, cancel);
        await audit.Write(entry with { Id = Contract.Values.Ids.New(), TenantId = id }, cancel);
        return Envelope.One(id.ToString(), "platform.destroyed_keys", new { Destroyed = await store.Destroy(id, null, cancel) });
    }

    internal sealed record DestroyBody(string? Code = null, string? Reason = null);
}
