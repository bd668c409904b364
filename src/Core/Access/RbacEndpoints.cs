using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Modules;

namespace Ashlar.Core.Access;

/// <summary>The permissions that exist, why somebody may or may not, and what somebody holds.</summary>
internal static class RbacEndpoints
{
    public static void MapRbac(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/rbac/permissions", Permissions).Requires("rbac:roles:read").Describes(RbacDocs.Permissions);
        routes.MapGet("/api/v1/rbac/explain", Explain).Requires("rbac:grants:read").Describes(RbacDocs.Explain);
        routes.MapGet("/api/v1/org/users/{id:guid}/access", Access).Requires("rbac:grants:read").Describes(RbacDocs.Access);
    }

    private static IResult Permissions(HttpContext context, ModuleRegistry modules, Entitlements entitlements) =>
        Envelope.Many("rbac.permission", modules.Permissions
            .Where(permission => entitlements.IsOn(context.Caller().Tenant!, permission.Module) && (permission.Module != "platform" || context.Caller().Tenant!.IsPlatform))
            .Select(permission => (permission.Code, (object)permission)));

    private static async Task<IResult> Explain(HttpContext context, Guid user_id, string permission, Guid? resource_id, AccessExplainer explainer, CancellationToken cancel)
    {
        if (!PermissionCodes.IsWellFormed(permission) || permission.Contains('*', StringComparison.Ordinal))
            return Envelope.Failure(AccessErrors.BadCode("permission", permission));

        return await explainer.IsVisible(context.Caller(), user_id, cancel)
            ? Envelope.One(permission, "rbac.explanation", await explainer.Explain(context.Caller().Tenant!, user_id, permission, resource_id, cancel))
            : Envelope.Failure(CoreErrors.NotFound);
    }

    private static async Task<IResult> Access(HttpContext context, Guid id, AccessExplainer explainer, CancellationToken cancel)
    {
        if (!await explainer.IsVisible(context.Caller(), id, cancel))
            return Envelope.Failure(CoreErrors.NotFound);

        var (grants, permissions, effective) = await explainer.Of(context.Caller().Tenant!, id, cancel);
        return Envelope.One(id.ToString(), "org.access", new
        {
            Roles = grants.Where(grant => grant is { Role: not null, Deny: false, ResourceId: null }).Select(grant => new { grant.Role!.Id, grant.Role.Code, grant.Role.Name, grant.Via }),
            Permissions = grants.SelectMany(grant => Lines(grant)),
            permissions.Traits,
            Effective = effective,
        });
    }

    private static IEnumerable<object> Lines(GrantFact grant) =>
    [
        .. grant.Allows().Select(code => new { Code = code, Effect = "allow", Via = Via(grant), grant.Resource, grant.ResourceId, grant.ExpiresAt }),
        .. grant.Denies().Select(code => new { Code = code, Effect = "deny", Via = Via(grant), grant.Resource, grant.ResourceId, grant.ExpiresAt }),
    ];

    private static string Via(GrantFact grant) => grant.Role is null ? grant.Via : $"{grant.Via}, role {grant.Role.Code}";
}
