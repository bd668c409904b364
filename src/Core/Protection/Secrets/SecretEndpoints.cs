using Ashlar.Contract.Errors;
using Ashlar.Core.Access;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;

namespace Ashlar.Core.Protection.Secrets;

/// <summary>The secrets of an organisation over HTTP. Values go in, and come out only by a reveal that is on record first.</summary>
internal static class SecretEndpoints
{
    private const string Type = "security.secret";
    private static readonly Error _name = CoreErrors.Validation("name", "A name is lower case letters, digits, dots, dashes and underscores, 120 at most.");
    private static readonly Error _gone = new("secret_expired", ErrorKind.Conflict, "There is no such version that can still be read: its lease has ended, or it never was.");

    public static void MapSecrets(this IEndpointRouteBuilder routes)
    {
        const string path = "/api/v1/security/secrets";
        routes.MapGet(path, List).Requires(SecurityModule.ReadSecrets).Describes(SecretDocs.List);
        routes.MapGet(path + "/{name}", Get).Requires(SecurityModule.ReadSecrets).Describes(SecretDocs.Get);
        routes.MapPut(path + "/{name}", Put).Requires(SecurityModule.WriteSecrets).Describes(SecretDocs.Put);
        routes.MapDelete(path + "/{name}", Delete).Requires(SecurityModule.WriteSecrets).Describes(SecretDocs.Delete);
        routes.MapPost(path + "/{name}/rollback", Rollback).Requires(SecurityModule.WriteSecrets).Describes(SecretDocs.Rollback);
        routes.MapPost(path + "/{name}/reveal", Reveal).Requires(SecurityModule.RevealSecrets).StepUp().Describes(SecretDocs.Reveal);
    }

    private static async Task<IResult> List(HttpContext context, SecretStore secrets, CancellationToken cancel) =>
        Envelope.Many(Type, (await secrets.List(context.Caller().TenantId, cancel)).Select(secret => (secret.Name, View(secret, null))));

    private static async Task<IResult> Get(HttpContext context, string name, SecretStore secrets, CancellationToken cancel) => await One(context, name, secrets, cancel);

    private static async Task<IResult> Put(HttpContext context, string name, SecretStore secrets, CancellationToken cancel)
    {
        var body = await TypedBody.Read<SecretBody>(context);
        if (!body.Succeeded)
            return Envelope.Failure(body.Error);
        if (!SecretStore.IsName(name))
            return Envelope.Failure(_name);
        if (body.Value is { Value: not { Length: > 0 and <= 64 * 1024 } } or { LeaseSeconds: < 0 or > 30 * 86_400 } or { Description.Length: > 500 })
            return Envelope.Failure(CoreErrors.Validation("value", "A secret has 1 to 65536 characters, a lease at most 30 days, a description at most 500 characters."));
        await secrets.Put(context.Caller(), context.Request().Info, name, body.Value.Value, body.Value.Description, body.Value.LeaseSeconds, "security.secrets.set", cancel);
        return await One(context, name, secrets, cancel);
    }

    private static async Task<IResult> Rollback(HttpContext context, string name, SecretStore secrets, CancellationToken cancel)
    {
        var body = await TypedBody.Read<VersionBody>(context);
        if (!body.Succeeded)
            return Envelope.Failure(body.Error);
        if (await secrets.Find(context.Caller().TenantId, name, cancel) is null)
            return Envelope.Failure(CoreErrors.NotFound);
        // Nobody needs to see the value for this.
        if (await secrets.Read(context.Caller().TenantId, name, body.Value.Version, cancel) is not { } value)
            return Envelope.Failure(_gone);
        await secrets.Put(context.Caller(), context.Request().Info, name, value, null, null, "security.secrets.rollback", cancel);
        return await One(context, name, secrets, cancel);
    }

    private static async Task<IResult> Delete(HttpContext context, string name, SecretStore secrets, CancellationToken cancel) =>
        await secrets.Delete(context.Caller(), context.Request().Info, name, cancel) ? Results.NoContent() : Envelope.Failure(CoreErrors.NotFound);

    private static async Task<IResult> Reveal(HttpContext context, string name, SecretStore secrets, AuditLog audit, CancellationToken cancel)
    {
        var body = await TypedBody.Read<RevealBody>(context);
        if (!body.Succeeded)
            return Envelope.Failure(body.Error);
        if (body.Value.Reason is not { } reason || reason.Trim().Length is < 3 or > 500)
            return Envelope.Failure(CoreErrors.Validation("reason", "Say in 3 to 500 characters why the value is needed.", "required"));
        var caller = context.Caller();
        if (await secrets.Find(caller.TenantId, name, cancel) is not { } secret)
            return Envelope.Failure(CoreErrors.NotFound);
        if (await secrets.Read(caller.TenantId, name, body.Value.Version, cancel) is not { } value)
            return Envelope.Failure(_gone);

        var version = body.Value.Version ?? secret.Version;
        await audit.Write(AuditEntry.By(caller, context.Request().Info, "security.secrets.reveal") with { Resource = "security.secrets", Reason = $"{name} version {version}: {Redactor.Redact(reason)}" }, cancel);
        context.Response.Headers.CacheControl = "no-store";
        return Envelope.One(name, "security.secret_value", new { Version = version, Value = value });
    }

    private static async Task<IResult> One(HttpContext context, string name, SecretStore secrets, CancellationToken cancel)
    {
        var tenant = context.Caller().TenantId;
        return await secrets.Find(tenant, name, cancel) is { } secret ? Envelope.One(name, Type, View(secret, await secrets.Versions(tenant, name, cancel))) : Envelope.Failure(CoreErrors.NotFound);
    }

    private static object View(SecretView secret, IReadOnlyList<SecretVersionView>? versions) => new
    {
        secret.Name,
        secret.Description,
        secret.Version,
        secret.LeaseSeconds,
        secret.CreatedAt,
        secret.UpdatedAt,
        secret.UpdatedBy,
        Reference = $"${{secret:{secret.Name}}}",
        Versions = versions ?? [],
    };

    internal sealed record SecretBody(string Value, string? Description = null, int? LeaseSeconds = null);

    internal sealed record VersionBody(int Version);

    internal sealed record RevealBody(string? Reason = null, int? Version = null);
}
