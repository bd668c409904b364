using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Commands;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Limits.Numbers;

/// <summary>A number the operator sets over the one the product comes with: for everybody, or lower for one organisation.</summary>
internal sealed class PlatformLimit : Entity
{
    public string Policy { get; set; } = "";
    public string? ForTenant { get; set; }
    public int Amount { get; set; }
    public string? Note { get; set; }
}

internal sealed class PlatformLimitResource : IResource<PlatformLimit>
{
    public void Define(ResourceBuilder<PlatformLimit> resource)
    {
        resource.InControlPlane().Named("limit", "limits", "Limit", "Limits").Table("platform_limits").Icon("gauge").Sort("policy").Title(limit => limit.Policy)
            .Columns(limit => limit.Policy, limit => limit.ForTenant, limit => limit.Amount, limit => limit.Note)
            .Filters(limit => limit.Policy)
            .Rule(NamesAPolicy)
            .BeforeWrite<WhenLimitsChange>();
        resource.Field(limit => limit.Policy).Label("Class").Searchable().Max(40).Hint("default, session, admin, auth, search, bulk, core, probe, address, tenant or key.");
        resource.Field(limit => limit.ForTenant).Label("Organisation").Max(40).Hint("Its code; empty for everybody. An organisation may have less than everybody, never more.");
        resource.Field(limit => limit.Amount).Label("Requests").Range(1, 100_000_000).Hint("Within the class's own time: an hour for bulk, a minute for the others.");
        resource.Field(limit => limit.Note).Max(500);
    }

    private static Error? NamesAPolicy(PlatformLimit limit) =>
        LimitPolicies.Find(limit.Policy) is null ? LimitErrors.UnknownPolicy(limit.Policy) : null;
}

internal sealed class WhenLimitsChange(CurrentOperation current, TenantDirectory tenants) : IBeforeWrite<PlatformLimit>
{
    public async Task<Error?> BeforeWrite(Write<PlatformLimit> write, CancellationToken cancel)
    {
        if (write.Kind != WriteKind.Delete && write.After.ForTenant is { Length: > 0 } code)
        {
            if (await tenants.ByCode(code, cancel) is null)
                return LimitErrors.UnknownTenant(code);
            if (LimitPolicies.Find(write.After.Policy) is { Scope: LimitScope.Address })
                return LimitErrors.NotPerTenant(write.After.Policy);
        }

        current.Work.Invalidate("limit_numbers", write.After.Id.ToString());
        return null;
    }
}
