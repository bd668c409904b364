using System.Text.Json;
using Ashlar.Core.Access;
using Ashlar.Core.Http;
using Ashlar.Core.Modules;
using Ashlar.Core.Resources;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Tenancy.Tenants;

/// <summary>What the operator does with tenants beyond the generic routes.</summary>
internal static class TenantEndpoints
{
    private const string Path = "/api/v1/platform/tenants";

    public static void MapTenants(this IEndpointRouteBuilder routes)
    {
        // Comes before the generic create, which would only write the row.
        routes.MapPost(Path, Create).Requires("platform:tenants:create").WithOrder(-1);
        routes.MapGet(Path + "/{id:guid}/subscriptions", Subscriptions).Requires("platform:tenants:read");
    }

    private static async Task<IResult> Create(HttpContext context, Provisioner provisioner, Databases databases, CancellationToken cancel)
    {
        NewTenant? wanted;
        try
        {
            wanted = await JsonSerializer.DeserializeAsync<NewTenant>(context.Request.Body, JsonSettings.Options, cancel);
        }
        catch (JsonException wrong)
        {
            return Envelope.Failure(CoreErrors.Malformed($"The body is not a tenant{(wrong.Path is null or "$" ? "" : $" ({wrong.Path})")}: send code, name, isolation, admin_email, admin_name and apps."));
        }

        if (wanted is null)
            return Envelope.Failure(CoreErrors.Malformed("Send an object."));
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
