using System.Collections.Frozen;
using System.Net;
using Ashlar.Core.Limits.Counting;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Limits.Network;

/// <summary>The rules of all organisations, in memory. A change anywhere is read within a fraction of a second; until then the old ones hold.</summary>
internal sealed class NetworkRules
{
    private readonly Databases _databases;
    private readonly Countries _countries;
    private volatile bool _stale = true;
    private volatile FrozenDictionary<Guid, NetworkRuleSet> _rules = FrozenDictionary<Guid, NetworkRuleSet>.Empty;

    public NetworkRules(Databases databases, Countries countries, Counters counters, Invalidation invalidation)
    {
        (_databases, _countries) = (databases, countries);
        invalidation.On("network_rules", _ =>
        {
            _stale = true;
            counters.Wake();
        });
    }

    /// <summary>Whether any organisation but the operator's has rules.</summary>
    public bool HasTenantRules { get; private set; }

    public bool Allows(Guid tenant, IPAddress? address) => !_rules.TryGetValue(tenant, out var rules) || rules.Allows(address, _countries);

    public async Task Refresh(CancellationToken cancel)
    {
        if (!_stale)
            return;
        _stale = false;
        try
        {
            var rows = await _databases.System.Query(
                "SELECT tenant_id, action, network, country FROM public.org_network_rules WHERE active AND deleted_at IS NULL",
                row => (Tenant: row.GetGuid(0), Action: row.GetString(1) == "allow" ? NetworkAction.Allow : NetworkAction.Deny, Network: row.Optional<string>(2), Country: row.Optional<string>(3)), cancel);
            var rules = rows.GroupBy(row => row.Tenant).ToFrozenDictionary(group => group.Key, group => NetworkRuleSet.Of(group.Select(row => (row.Action, row.Network, row.Country))));
            HasTenantRules = rules.Keys.Any(tenant => tenant != TenantInfo.PlatformId);
            _rules = rules;
        }
        catch
        {
            _stale = true;
            throw;
        }
    }
}
