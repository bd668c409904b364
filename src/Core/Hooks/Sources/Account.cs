using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Hooks.Sources;

/// <summary>An account or location of the other system that may send through a source. The operator's sources may lead to another organisation.</summary>
internal sealed class Account : Entity
{
    public Guid SourceId { get; set; }

    /// <summary>The account's id there.</summary>
    public string Name { get; set; } = "";
    public string? Organisation { get; set; }
}

internal sealed class AccountResource : IResource<Account>
{
    public void Define(ResourceBuilder<Account> resource)
    {
        resource.InControlPlane().HardDelete().Icon("map-pin").Filters(a => a.SourceId).Columns(a => a.Name, a => a.SourceId, a => a.Organisation).Unique(a => a.SourceId, a => a.Name).BeforeWrite<AccountRules>();
        resource.Field(a => a.SourceId).Relation("hooks.sources", OnDelete.Cascade);
        resource.Field(a => a.Name).Label("Account id").Hint("As the sender names it: location, account or agent id.").Searchable();
        resource.Field(a => a.Organisation).Max(60).Hint("Code of the organisation whose events these are; only the operator may name another.");
    }
}

internal sealed class AccountRules(CurrentOperation current, TenantDirectory tenants) : IBeforeWrite<Account>
{
    public async Task<Error?> BeforeWrite(Write<Account> write, CancellationToken cancel)
    {
        var caller = current.Work.Caller;
        current.Work.Invalidate(SourceIndex.Topic, current.Work.Scope.TenantId.ToString());
        if (write.Kind == WriteKind.Delete || string.IsNullOrEmpty(write.After.Organisation) || write.After.Organisation == caller.Tenant!.Code)
            return null;
        if (!caller.Tenant!.IsPlatform)
            return CoreErrors.Validation("organisation", "Leave it empty: events of your sources are yours.");
        return await tenants.ByCode(write.After.Organisation, cancel) is null ? CoreErrors.Validation("organisation", $"There is no organisation {write.After.Organisation}.", "unknown") : null;
    }
}
