using System.Text.Json.Nodes;
using Ashlar.Core.Access;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Factors;
using Ashlar.Core.Identity.Sessions;
using Ashlar.Core.Tenancy;
using Ashlar.Core.Tenancy.Settings;

namespace Ashlar.Core.Identity.Endpoints;

/// <summary>Who am I, here and now.</summary>
internal static class ProfileEndpoints
{
    public static void MapProfile(this RouteGroupBuilder auth)
    {
        auth.MapGet("/me", Me).SignedIn(tenantRequired: false, keys: true).Describes(AuthDocs.Me);
        auth.MapPatch("/me", Update).SignedIn(tenantRequired: false).OwnAccount().Describes(AuthDocs.UpdateMe);
    }

    private static async Task<IResult> Me(HttpContext context, Profile profile, IdentityWorks works, SessionIssuer issuer, CancellationToken cancel)
    {
        var caller = context.Caller();
        if (caller.UserId is not { } id || await profile.Read(id, cancel) is not { } account)
            return Envelope.Failure(CoreErrors.Unauthenticated);

        await using var work = await works.Begin(cancel);
        var memberships = await issuer.ActiveMemberships(work, id, caller.Proof?.Within, cancel);
        var permissions = caller.Permissions;
        context.Response.Headers.CacheControl = "no-store";
        return Envelope.One(id.ToString(), "auth.me", new JsonObject
        {
            ["user"] = new JsonObject { ["id"] = id, ["email"] = account.Email, ["name"] = account.Name, ["locale"] = account.Locale, ["time_zone"] = account.TimeZone },
            ["tenant"] = caller.Tenant is null ? null : Tenant(caller.Tenant),
            ["tenants"] = IssuedSession.TenantList(memberships.Select(membership => membership.Tenant)),
            ["client_id"] = caller.ClientId,
            ["roles"] = List(permissions.Roles),
            ["permissions"] = List(permissions.Allow),
            ["denied"] = List(permissions.Deny),
            ["traits"] = List(permissions.Traits),
            ["defaults"] = Defaults(caller, context.RequestServices.GetRequiredService<SettingValues>()),
            ["compliance_mode"] = Protection.UiContext.ModeOf(caller),
            ["operator"] = caller.Tenant?.IsPlatform == true,
            ["second_factor"] = SecondFactor(caller, context.RequestServices.GetRequiredService<MfaPolicy>()),
        });
    }

    private static async Task<IResult> Update(HttpContext context, Profile profile, IdentityWorks works, SessionIssuer issuer, CancellationToken cancel)
    {
        var read = await AuthBody.Read(context, "name", "locale", "time_zone");
        if (!read.Succeeded)
            return Envelope.Failure(read.Error);
        var change = new ProfileChange(read.Value.Merge("name"), read.Value.Merge("locale"), read.Value.Merge("time_zone"));
        if ((read.Value.Error ?? await profile.Update(context.Caller(), change, context.Request().Info, cancel)) is { } error)
            return Envelope.Failure(error);
        return await Me(context, profile, works, issuer, cancel);
    }

    private static JsonObject Tenant(TenantInfo tenant) => new() { ["id"] = tenant.Id, ["code"] = tenant.Code, ["name"] = tenant.Name };

    /// <summary>What forms and numbers begin with where the user has chosen nothing.</summary>
    private static JsonObject Defaults(Caller caller, SettingValues settings) => new()
    {
        ["locale"] = settings.Get<string?>("core.locale", caller.Tenant, caller.ClientId),
        ["time_zone"] = settings.Get<string>("core.time_zone", caller.Tenant, caller.ClientId),
        ["currency"] = settings.Get<string>("core.currency", caller.Tenant, caller.ClientId),
    };

    private static JsonObject SecondFactor(Caller caller, MfaPolicy policy) => new()
    {
        ["required"] = caller.Tenant is { } tenant && policy.IsAskedOf(tenant, caller.Permissions),
        ["proven"] = caller.Proof?.Second == true,
        ["set_up"] = caller.Proof?.HasFactor == true,
    };

    private static JsonArray List(IEnumerable<string> values) => [.. values.Select(value => (JsonNode)value)];
}
