using Ashlar.Contract.Errors;
using Ashlar.Core.Access;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Identity.Providers;
using Ashlar.Core.Identity.Providers.Admin;
using Ashlar.Core.Identity.Providers.Visits;
using Ashlar.Core.Protection;
using Ashlar.Core.Tenancy.Settings;

namespace Ashlar.Core.Identity.Endpoints;

/// <summary>The providers of an organisation, for its administrators; those of the platform's own organisation are the installation's.</summary>
internal static class ProviderAdminEndpoints
{
    private const string Type = "security.provider";

    public static void MapProviderAdmin(this IEndpointRouteBuilder routes)
    {
        const string path = "/api/v1/security/providers";
        routes.MapGet(path, List).Requires(SecurityModule.ReadProviders).Describes(ProviderDocs.List);
        routes.MapGet(path + "/{id:guid}", Get).Requires(SecurityModule.ReadProviders).Describes(ProviderDocs.Get);
        routes.MapPost(path, Create).Requires(SecurityModule.WriteProviders).StepUp().Describes(ProviderDocs.Create);
        routes.MapPut(path + "/{id:guid}", Replace).Requires(SecurityModule.WriteProviders).StepUp().Describes(ProviderDocs.Replace);
        routes.MapDelete(path + "/{id:guid}", Delete).Requires(SecurityModule.WriteProviders).StepUp().Describes(ProviderDocs.Delete);
        routes.MapPost(path + "/test", TestIssuer).Requires(SecurityModule.WriteProviders).Describes(ProviderDocs.TestIssuer);
        routes.MapPost(path + "/{id:guid}/test", Test).Requires(SecurityModule.WriteProviders).Describes(ProviderDocs.TestProvider);
    }

    public static string RedirectUri(this HttpContext context) =>
        SignInSite.RedirectUri(context, context.RequestServices.GetRequiredService<IdentityOptions>(), context.RequestServices.GetRequiredService<SettingValues>());

    private static async Task<IResult> List(HttpContext context, ProviderStore providers, CancellationToken cancel) =>
        Envelope.Many(Type, (await providers.Of(context.Caller().TenantId, cancel)).Select(provider => (provider.Id.ToString(), View(context, provider))));

    private static async Task<IResult> Get(HttpContext context, Guid id, ProviderStore providers, CancellationToken cancel) =>
        await providers.Find(context.Caller().TenantId, id, cancel) is { } provider ? Envelope.One(id.ToString(), Type, View(context, provider)) : Envelope.Failure(CoreErrors.NotFound);

    private static async Task<IResult> Create(HttpContext context, ProviderAdmin admin, CancellationToken cancel)
    {
        var body = await TypedBody.Read<ProviderBody>(context);
        if (!body.Succeeded)
            return Envelope.Failure(body.Error);
        var made = await admin.Create(context.Caller(), body.Value, context.Request().Info, cancel);
        return made.Succeeded
            ? Envelope.One(made.Value.Id.ToString(), Type, View(context, made.Value), StatusCodes.Status201Created, $"/api/v1/security/providers/{made.Value.Id}")
            : Envelope.Failure(made.Error);
    }

    private static async Task<IResult> Replace(HttpContext context, Guid id, ProviderAdmin admin, CancellationToken cancel)
    {
        var body = await TypedBody.Read<ProviderBody>(context);
        if (!body.Succeeded)
            return Envelope.Failure(body.Error);
        var changed = await admin.Replace(context.Caller(), id, body.Value, context.Request().Info, cancel);
        return changed.Succeeded ? Envelope.One(id.ToString(), Type, View(context, changed.Value)) : Envelope.Failure(changed.Error);
    }

    private static async Task<IResult> Delete(HttpContext context, Guid id, ProviderAdmin admin, CancellationToken cancel) =>
        await admin.Delete(context.Caller(), id, context.Request().Info, cancel) is { } error ? Envelope.Failure(error) : Results.NoContent();

    private static async Task<IResult> TestIssuer(HttpContext context, ProviderProbe probe, AuditLog audit, CancellationToken cancel)
    {
        var body = await TypedBody.Read<IssuerBody>(context);
        return body.Succeeded ? await Tested(context, body.Value.Issuer?.Trim() ?? "", null, probe, audit, cancel) : Envelope.Failure(body.Error);
    }

    private static async Task<IResult> Test(HttpContext context, Guid id, ProviderStore providers, ProviderProbe probe, AuditLog audit, CancellationToken cancel) =>
        await providers.Find(context.Caller().TenantId, id, cancel) is { } provider ? await Tested(context, provider.Issuer, provider, probe, audit, cancel) : Envelope.Failure(CoreErrors.NotFound);

    private static async Task<IResult> Tested(HttpContext context, string issuer, Provider? provider, ProviderProbe probe, AuditLog audit, CancellationToken cancel)
    {
        Result<ProviderTest> test = issuer.Length is > 0 and <= 500
            ? await probe.Run(issuer, provider, context.RedirectUri(), cancel)
            : CoreErrors.Validation("issuer", "Must be a whole address such as https://accounts.google.com.", "url");
        await audit.Write(AuditEntry.By(context.Caller(), context.Request().Info, "security.providers.test") with
        {
            Resource = "security.providers",
            ResourceId = provider?.Id,
            Result = test.Succeeded ? "ok" : "failed",
            Reason = test.Succeeded ? test.Value.Issuer : test.Error.Message,
        }, cancel);
        return test.Succeeded ? Envelope.One(provider?.Id.ToString() ?? "test", "security.provider_test", test.Value) : Envelope.Failure(test.Error);
    }

    private static object View(HttpContext context, Provider provider) => new
    {
        provider.Name,
        provider.Issuer,
        provider.ClientId,
        HasSecret = provider.ClientSecret is not null,
        SecretReference = provider.ClientSecret,
        provider.Scopes,
        provider.Domains,
        provider.LinkExisting,
        FirstSignIn = provider.FirstSignIn == FirstSignIn.Create ? "create" : "refuse",
        provider.RoleId,
        provider.Enabled,
        RedirectUri = context.RedirectUri(),
        provider.Version,
        provider.CreatedAt,
        provider.UpdatedAt,
        UpdatedBy = provider.UpdatedByName,
    };

    internal sealed record IssuerBody(string? Issuer);
}
