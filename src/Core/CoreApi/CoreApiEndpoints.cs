using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Access;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Identity;
using Ashlar.Core.Identity.Sessions;
using Ashlar.Core.Identity.Tokens;
using Ashlar.Core.Modules;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.CoreApi;

/// <summary>What modules that run elsewhere ask of the core, with a key of their own. Bodies are bare; every call is one entry of the log.</summary>
internal static class CoreApiEndpoints
{
    public static void MapCoreApi(this IEndpointRouteBuilder routes)
    {
        var core = routes.MapGroup("/api/v1/core").WithMetadata(BareBodies.Instance);
        core.MapPost("/auth/verify", Verify).ForModules(CoreScopes.VerifyTokens).Describes(CoreApiDocs.Verify);
        core.MapPost("/rbac/check", CoreChecks.Run).ForModules(CoreScopes.CheckPermissions).Describes(CoreApiDocs.Check);
        core.MapGet("/rbac/users/{user_id}/permissions", Permissions).ForModules(CoreScopes.ReadPermissions).Describes(CoreApiDocs.Permissions);
        core.MapGet("/tenants/{tenant_id}", Tenant).ForModules(CoreScopes.ReadTenants).Describes(CoreApiDocs.Tenant);
        core.MapGet("/tenants/{tenant_id}/modules/{module_name}", Module).ForModules(CoreScopes.ReadTenants).Describes(CoreApiDocs.Module);
        core.MapPost("/audit/log", CoreAudit.Log).ForModules(CoreScopes.WriteAudit).Describes(CoreApiDocs.Audit);
    }

    private static async Task Verify(HttpContext context, CoreCalls calls, CorePeople people, CoreUsers users, Authenticator authenticator, AccessTokens tokens)
    {
        var cancel = context.RequestAborted;
        var body = await JsonBody.Read(context);
        if (!body.Succeeded)
        {
            await calls.Fail(context, "core.auth.verify", body.Error);
            return;
        }

        using var document = body.Value;
        if (!document.RootElement.TryGetMember("token", out var value) || value.ValueKind != JsonValueKind.String || value.GetString() is not { Length: > 0 } token)
        {
            await calls.Fail(context, "core.auth.verify", CoreApiErrors.TokenRequired);
            return;
        }

        // Whether the token is ours comes first: to whom it belongs is told of our own tokens alone.
        if (await tokens.Verify(token.AsMemory(), cancel) is not { } claims)
        {
            await calls.Fail(context, "core.auth.verify", CoreApiErrors.InvalidToken);
            return;
        }

        var signedIn = await authenticator.ByBearer(token.AsMemory(), cancel);
        var user = await users.Get(new CoreId(claims.UserId, null), cancel);
        var tenant = signedIn?.Caller.Tenant;
        var gone = user is not { Active: true } || (claims.TenantId is { } left && user.Memberships.All(membership => membership.TenantId != left)) || (tenant is not null && !CorePeople.Reaches(context.Caller(), tenant));
        if (gone || signedIn is null)
        {
            await calls.Fail(context, "core.auth.verify", gone ? CoreApiErrors.UserNotFound : CoreApiErrors.InvalidToken, user?.Id);
            return;
        }

        await calls.Answer(context, calls.Entry(context, "core.auth.verify", tenant?.Id) with { Resource = "org.users", ResourceId = user!.Id }, new JsonObject
        {
            ["user"] = new JsonObject
            {
                ["id"] = CoreCalls.Id(user.Id, user.LegacyId),
                ["email"] = user.Email,
                ["username"] = user.Username,
                ["tenant_id"] = tenant is null ? null : CoreCalls.Id(tenant.Id, tenant.LegacyId),
                ["tenant_code"] = tenant?.Code,
            },
        });
    }

    private static async Task Permissions(HttpContext context, string user_id, string? tenant_id, CoreCalls calls, CorePeople people)
    {
        var person = await people.Find(context.Caller(), CoreId.Parse(user_id), CoreId.Parse(tenant_id), context.RequestAborted);
        if (!person.Succeeded)
        {
            await calls.Fail(context, "core.rbac.permissions", person.Error, CoreId.Parse(user_id)?.Id);
            return;
        }

        await calls.Answer(context, calls.Entry(context, "core.rbac.permissions", person.Value.Tenant!.Id) with { Resource = "org.users", ResourceId = person.Value.User.Id }, new JsonObject
        {
            ["permissions"] = new JsonArray([.. people.Permissions(person.Value).Select(code => (JsonNode)code)]),
        });
    }

    private static async Task Tenant(HttpContext context, string tenant_id, CoreCalls calls, CorePeople people)
    {
        if (await people.Tenant(context.Caller(), CoreId.Parse(tenant_id), context.RequestAborted) is not { } tenant)
        {
            await calls.Fail(context, "core.tenants.get", CoreApiErrors.TenantNotFound);
            return;
        }

        await calls.Answer(context, calls.Entry(context, "core.tenants.get", tenant.Id) with { Resource = "platform.tenants", ResourceId = tenant.Id }, new JsonObject
        {
            // The id in the form it was asked by.
            ["id"] = CoreCalls.Id(tenant.Id, CoreId.Parse(tenant_id)!.Value.Legacy),
            ["code"] = tenant.Code,
            ["name"] = tenant.Name,
            ["is_active"] = tenant.Status == TenantStatus.Active,
        });
    }

    private static async Task Module(HttpContext context, string tenant_id, string module_name, CoreCalls calls, CorePeople people, Entitlements entitlements)
    {
        var tenant = await people.Tenant(context.Caller(), CoreId.Parse(tenant_id), context.RequestAborted);
        if (tenant is not { Status: TenantStatus.Active } || !entitlements.IsOn(tenant, module_name))
        {
            await calls.Fail(context, "core.tenants.module", CoreApiErrors.ModuleNotEnabled, null, tenant?.Id);
            return;
        }

        await calls.Answer(context, calls.Entry(context, "core.tenants.module", tenant.Id) with { Resource = "platform.tenants", ResourceId = tenant.Id, Reason = module_name }, new JsonObject { ["enabled"] = true });
    }

    public static bool TryGetMember(this JsonElement body, string name, out JsonElement value)
    {
        value = default;
        return body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
    }
}
