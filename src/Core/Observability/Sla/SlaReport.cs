using Ashlar.Core.Observability.Traffic;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Ashlar.Core.Tenancy.Settings;

namespace Ashlar.Core.Observability.Sla;

/// <summary>How an organisation was served within its window, beside what was promised. Too few requests say nothing.</summary>
internal sealed record Standing(TenantInfo Tenant, Promise Promise, long Requests, long Errors, double? P95)
{
    public const int Fewest = 20;

    public double? Availability => Requests == 0 ? null : Math.Round(100.0 * (Requests - Errors) / Requests, 4);

    public bool MissesAvailability => Requests >= Fewest && Availability < Promise.Availability;

    public bool MissesLatency => Requests >= Fewest && P95 > Promise.Milliseconds;
}

/// <summary>Measures every organisation by what was promised to it.</summary>
internal sealed class SlaReport(Databases databases, TenantDirectory tenants, SettingValues settings, TimeProvider time)
{
    private static readonly string _measure = $"SELECT owner, sum(requests)::bigint, sum(errors)::bigint, {LatencyBounds.Sums} FROM public.traffic WHERE seconds = 3600 AND slot > $1 AND owner = ANY($2) GROUP BY owner";

    public async Task<IReadOnlyList<Standing>> Measure(CancellationToken cancel)
    {
        var services = new List<Standing>();
        var now = time.GetUtcNow();
        foreach (var alike in (await tenants.All(cancel)).Select(tenant => (Tenant: tenant, Promise: Promise.To(tenant, settings))).GroupBy(one => one.Promise.Hours))
        {
            var measured = (await databases.System.Query(_measure, row => (Owner: row.GetGuid(0), Requests: row.GetInt64(1), Errors: row.GetInt64(2), P95: LatencyBounds.Quantile(row.GetFieldValue<long[]>(3), 0.95)), cancel,
                now.AddHours(-alike.Key).UtcDateTime, alike.Select(one => one.Tenant.Id).ToArray())).ToDictionary(one => one.Owner);
            services.AddRange(alike.Select(one => measured.TryGetValue(one.Tenant.Id, out var found)
                ? new Standing(one.Tenant, one.Promise, found.Requests, found.Errors, found.P95)
                : new Standing(one.Tenant, one.Promise, 0, 0, null)));
        }

        return services;
    }
}
