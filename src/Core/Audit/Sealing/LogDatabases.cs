using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Audit.Sealing;

/// <summary>Which databases hold entries, of all tenants or of one.</summary>
internal sealed class LogDatabases(TenantDirectory tenants)
{
    /// <summary>The main one first.</summary>
    public async Task<IReadOnlyList<string>> All(CancellationToken cancel) =>
        [.. (await tenants.All(cancel)).Where(IsThere).Select(tenant => tenant.Placement.Database).Prepend("").Distinct(StringComparer.Ordinal)];

    public async Task<IReadOnlyList<string>> Of(Guid log, CancellationToken cancel) =>
        await tenants.ById(log, cancel) is { } tenant && tenant.Placement.Database.Length > 0 && IsThere(tenant) ? ["", tenant.Placement.Database] : [""];

    /// <summary>Tenants with a database of their own.</summary>
    public async Task<IReadOnlyList<TenantInfo>> Apart(CancellationToken cancel) =>
        [.. (await tenants.All(cancel)).Where(tenant => tenant.Placement.Database.Length > 0 && IsThere(tenant))];

    // A database is made after its tenant, and gone again when that failed.
    private static bool IsThere(TenantInfo tenant) => tenant.Status is TenantStatus.Active or TenantStatus.Suspended;
}
