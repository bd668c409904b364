using System.Net;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Commands;
using Microsoft.EntityFrameworkCore;

namespace Ashlar.Core.Limits.Network;

/// <summary>Refuses what would lock out whoever writes it, and tells every host of the change.</summary>
internal sealed class WhenNetworkRulesChange(CurrentOperation current, IStore store, Countries countries) : IBeforeWrite<NetworkRule>
{
    public async Task<Error?> BeforeWrite(Write<NetworkRule> write, CancellationToken cancel)
    {
        var rule = write.After;
        if (write.Kind != WriteKind.Delete && !string.IsNullOrEmpty(rule.Country) && !countries.Known)
            return LimitErrors.NoCountries;

        var after = await store.All<NetworkRule>().Where(other => other.Id != rule.Id && other.Active).ToListAsync(cancel);
        if (write.Kind != WriteKind.Delete && rule.Active)
            after.Add(rule);
        // Work that nobody's request started, such as an import's job, has no address to lock out.
        if (IPAddress.TryParse(current.Work.Request.Ip, out var from) && !NetworkRuleSet.Of(after.Select(one => (one.Action, one.Network, one.Country))).Allows(from, countries))
            return LimitErrors.LocksYouOut;

        current.Work.Invalidate("network_rules", current.Work.Scope.TenantId.ToString());
        return null;
    }
}
