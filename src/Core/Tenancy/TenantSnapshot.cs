using System.Collections.Frozen;

namespace Ashlar.Core.Tenancy;

/// <summary>All tenants at one moment, by every name they answer to.</summary>
internal sealed record TenantSnapshot(FrozenDictionary<Guid, TenantInfo> ById, FrozenDictionary<string, TenantInfo> ByCode, FrozenDictionary<string, TenantInfo> ByHost, FrozenDictionary<long, TenantInfo> ByLegacyId)
{
    public static readonly TenantSnapshot Empty = Of([]);

    public static TenantSnapshot Of(IReadOnlyCollection<TenantInfo> tenants)
    {
        var hosts = new Dictionary<string, TenantInfo>(StringComparer.OrdinalIgnoreCase);
        foreach (var tenant in tenants)
        {
            foreach (var host in tenant.Hosts)
                hosts.TryAdd(host, tenant);
        }

        return new TenantSnapshot(
            tenants.ToFrozenDictionary(tenant => tenant.Id),
            tenants.ToFrozenDictionary(tenant => tenant.Code, StringComparer.OrdinalIgnoreCase),
            hosts.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase),
            tenants.Where(tenant => tenant.LegacyId is not null).ToFrozenDictionary(tenant => tenant.LegacyId!.Value));
    }

    /// <summary>The same with some tenants read again; those no longer found are gone.</summary>
    public TenantSnapshot With(ICollection<Guid> changed, IReadOnlyCollection<TenantInfo> read) =>
        Of([.. ById.Values.Where(tenant => !changed.Contains(tenant.Id)), .. read]);
}
