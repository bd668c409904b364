using Ashlar.Core.Access;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Observability.Sla;
using Ashlar.Core.Observability.Traffic;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Observability.Monitoring;

/// <summary>How the installation and its organisations do, for the operator.</summary>
internal static class MonitoringEndpoints
{
    public const string Permission = "platform:observability:read";

    public static void MapMonitoring(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/platform/observability", Observe).Requires(Permission).Describes(MonitoringDocs.Observe);
        routes.MapGet("/api/v1/platform/monitoring", Monitor).Requires(Permission).Describes(MonitoringDocs.Monitor);
    }

    private static async Task<IResult> Observe(Overview overview, int? minutes, CancellationToken cancel) =>
        minutes is < 5 or > 1_440
            ? Envelope.Failure(CoreErrors.Validation("minutes", "Ask for 5 to 1440 minutes."))
            : Envelope.One("platform", "platform.observability", await overview.Read(minutes ?? 60, cancel));

    private static async Task<IResult> Monitor(TrafficWriter writer, TenantFigures figures, SlaReport report, TenantDirectory tenants, int? hours, CancellationToken cancel)
    {
        if (hours is < 1 or > 8_784)
            return Envelope.Failure(CoreErrors.Validation("hours", "Ask for 1 to 8784 hours."));
        await writer.Try(cancel);
        var (totals, parts) = await figures.Of(hours ?? 24, cancel);
        var services = (await report.Measure(cancel)).ToDictionary(service => service.Tenant.Id);
        var known = (await tenants.All(cancel)).ToDictionary(tenant => tenant.Id);
        var ids = known.Keys.Concat(parts.Keys).Distinct();
        return Envelope.One("platform", "platform.monitoring", new
        {
            Hours = hours ?? 24,
            Totals = totals,
            Tenants = ids.Select(id => (Id: id, Tenant: known.GetValueOrDefault(id), Figures: parts.GetValueOrDefault(id) ?? new Figures()))
                .OrderByDescending(one => one.Figures.Requests).ThenBy(one => one.Tenant?.Code, StringComparer.Ordinal).Select(one => new
                {
                    one.Id,
                    one.Tenant?.Code,
                    one.Tenant?.Name,
                    Status = one.Tenant is null ? null : Contract.Modules.Shapes.Snake(one.Tenant.Status.ToString()),
                    one.Figures,
                    Service = services.TryGetValue(one.Id, out var service) ? View(service) : null,
                }),
        });
    }

    private static object View(Standing service) => new
    {
        service.Promise.Hours,
        service.Requests,
        PromisedAvailability = service.Promise.Availability,
        service.Availability,
        PromisedP95 = service.Promise.Milliseconds,
        service.P95,
        Measured = service.Requests >= Standing.Fewest,
        service.MissesAvailability,
        service.MissesLatency,
    };
}
