using System.Collections.Frozen;
using Ashlar.Core.Limits.Counting;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Limits.Numbers;

/// <summary>
/// The numbers that hold: the product's, over them those of the configuration, over them the operator's. An organisation's own only lowers them.
/// All are in memory; what changes is read again within a second, and meanwhile the old ones hold.
/// </summary>
internal sealed class LimitNumbers
{
    private readonly Databases _databases;
    private readonly LimitOptions _options;
    private readonly Counters _counters;
    private volatile bool _stale = true;
    private volatile Numbers _numbers;

    public LimitNumbers(Databases databases, LimitOptions options, Counters counters, Invalidation invalidation)
    {
        (_databases, _options, _counters) = (databases, options, counters);
        _numbers = new Numbers(Merge([]), FrozenDictionary<(string, string), int>.Empty);
        invalidation.On("limit_numbers", _ =>
        {
            _stale = true;
            counters.Wake();
        });
    }

    public Rate Of(LimitPolicy policy, TenantInfo? tenant)
    {
        var numbers = _numbers;
        var rate = numbers.Platform[policy.Name];
        return tenant is not null && numbers.Tenants.Count > 0 && numbers.Tenants.TryGetValue((policy.Name, tenant.Code), out var own) && own < rate.Amount ? rate with { Amount = own } : rate;
    }

    /// <summary>A rate that a manifest or plan states, as this installation scales it.</summary>
    public Rate Scaled(Rate rate) => _options.Scale == 1 ? rate : rate.Times(_options.Scale);

    /// <summary>Where the number of a class comes from: product, configuration or operator.</summary>
    public string Source(LimitPolicy policy) => _numbers.Set.Contains(policy.Name) ? "operator" : _options.Rates.ContainsKey(policy.Name) ? "configuration" : "product";

    public async Task Refresh(CancellationToken cancel)
    {
        if (!_stale)
            return;
        _stale = false;
        try
        {
            var rows = await _databases.System.Query(
                "SELECT policy, for_tenant, amount FROM public.platform_limits WHERE deleted_at IS NULL", row => (Policy: row.GetString(0), Tenant: row.Optional<string>(1), Amount: row.GetInt32(2)), cancel);
            var platform = rows.Where(row => string.IsNullOrEmpty(row.Tenant)).DistinctBy(row => row.Policy).ToDictionary(row => row.Policy, row => row.Amount, StringComparer.Ordinal);
            var next = new Numbers(Merge(platform), rows.Where(row => !string.IsNullOrEmpty(row.Tenant)).DistinctBy(row => (row.Policy, row.Tenant)).ToFrozenDictionary(row => (row.Policy, row.Tenant!), row => row.Amount))
            {
                Set = platform.Keys.ToFrozenSet(StringComparer.Ordinal),
            };
            _numbers = next;
            _counters.ForgetNumbers();
        }
        catch
        {
            _stale = true;
            throw;
        }
    }

    private FrozenDictionary<string, Rate> Merge(Dictionary<string, int> platform) => LimitPolicies.All.ToFrozenDictionary(
        policy => policy.Name,
        policy =>
        {
            var rate = Scaled(_options.Rates.GetValueOrDefault(policy.Name, policy.Rate));
            return platform.TryGetValue(policy.Name, out var amount) ? rate with { Amount = amount } : rate;
        },
        StringComparer.Ordinal);

    private sealed record Numbers(FrozenDictionary<string, Rate> Platform, FrozenDictionary<(string, string), int> Tenants)
    {
        public FrozenSet<string> Set { get; init; } = [];
    }
}
