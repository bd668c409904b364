using System.Collections.Concurrent;
using Ashlar.Core.Identity;
using Ashlar.Core.Tenancy.Settings;

namespace Ashlar.Core.Audit.Requests;

/// <summary>
/// Counts how often somebody asks for rows that do not exist for him. Another tenant's row is such a row, so whoever tries ids shows here; the
/// entry it writes is what the rule for probes goes by.
/// </summary>
internal sealed class ProbeWatch(AuditLog audit, SettingValues settings, TimeProvider time, ILogger<ProbeWatch> log)
{
    public const string Action = "access.unknown_rows";

    private readonly ConcurrentDictionary<(Guid Tenant, Guid? Actor), (long Window, int Count)> _misses = new();

    public void Missed(Caller caller, RequestInfo request)
    {
        var window = time.GetUtcNow().UtcTicks / (settings.Get<long>(AuditSettings.Window, caller.Tenant, null) * TimeSpan.TicksPerMinute);
        var now = _misses.AddOrUpdate((caller.TenantId, caller.UserId), (window, 1), (_, known) => known.Window == window ? (window, known.Count + 1) : (window, 1));
        if (now.Count == settings.Get<long>(AuditSettings.UnknownRows, caller.Tenant, null))
            _ = Tell(caller, request, now.Count);
        if (_misses.Count > 10_000)
            _misses.Clear();
    }

    private async Task Tell(Caller caller, RequestInfo request, int count)
    {
        try
        {
            await audit.Write(AuditEntry.By(caller, request, Action) with { Result = "denied", Reason = $"{count} requests for rows that do not exist here" }, CancellationToken.None);
        }
        catch (Exception failure)
        {
            log.LogError(failure, "That {Actor} asks for unknown rows could not be written to the audit log", caller.UserId);
        }
    }
}
