using Ashlar.Core.Access;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Modules;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Tenancy.Tenants;

/// <summary>What the operator does with tenants beyond the generic routes.</summary>
internal static class TenantEndpoints
{
    private const string Path = "/api/v1/platform/tenants";

    public static void MapTenants(this IEndpointRouteBuilder routes)
    {
        // Comes before the generic create, which would only write the row.
        routes.MapPost(Path, Create).Requires("platform:tenants:create").WithOrder(-1).Describes(TenancyDocs.CreateTenant);
        routes.MapPost(Path + "/{id:guid}/retry", Retry).Requires("platform:tenants:create").Describes(TenancyDocs.RetryTenant);
        routes.MapGet(Path + "/{id:guid}/subscriptions", Subscriptions).Requires("platform:tenants:read").Describes(TenancyDocs.Subscriptions);
    }

    private static async Task<IResult> Create(HttpContext context, Provisioner provisioner, Databases databases, CancellationToken cancel)
    {
        var body = await TypedBody.Read<NewTenant>(context);
        if (!body.Succeeded)
            return Envelope.Failure(body.Error);

        var wanted = body.Value;
        if (await provisioner.Refusal(wanted, cancel) is { } refusal)
            return Envelope.Failure(refusal);

        var (id, record) = await provisioner.Create(wanted, context.Caller(), context.Request().Info, cancel);
        var status = await databases.System.Scalar<string>("SELECT status FROM public.tenants WHERE id = $1", cancel, id);
        return Envelope.One(id.ToString(), "platform.tenant", new
        {
            wanted.Code,
            wanted.Name,
            Status = status,
            wanted.Isolation,
            wanted.Trade,
            Hosts = wanted.Hosts ?? [],
            wanted.AdminEmail,
            wanted.AdminName,
            Apps = wanted.Apps ?? [],
            Limits = wanted.Limits ?? [],
            Provisioning = record,
        }, StatusCodes.Status202Accepted, $"{Path}/{id}");
    }

    private static async Task<IResult> Retry(HttpContext context, Guid id, Provisioner provisioner, CancellationToken cancel) =>
        await provisioner.Retry(id, context.Caller(), context.Request().Info, cancel) is { } record
            ? Envelope.One(id.ToString(), "platform.tenant", new { Status = record.State == "succeeded" ? "active" : "failed", Provisioning = record }, StatusCodes.Status202Accepted, $"{Path}/{id}")
            : Envelope.Failure(TenantErrors.NotFailed);

    private static async Task<IResult> Subscriptions(Guid id, TenantDirectory tenants, Entitlements entitlements, ModuleRegistry modules, TimeProvider time, CancellationToken cancel)
    {
        if (await tenants.ById(id, cancel) is not { } tenant)
            return Envelope.Failure(CoreErrors.NotFound);

        return Envelope.Many("platform.subscription", tenant.Subscriptions.Values.OrderBy(subscription => subscription.Module).Select(subscription => (subscription.Module, (object)new
        {
            subscription.Module,
            modules.Find(subscription.Module)?.Manifest.Name,
            subscription.Plan,
            Status = subscription.StatusAt(time.GetUtcNow()),
            subscription.StartsAt,
            subscription.EndsAt,
            Features = entitlements.Features(tenant, subscription.Module),
            Limits = (modules.Find(subscription.Module)?.Manifest.Limits ?? []).ToDictionary(limit => limit.Id, limit => entitlements.Limit(tenant, subscription.Module, limit.Id)),
        })));
    }
}
