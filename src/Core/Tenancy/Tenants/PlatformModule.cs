using Ashlar.Contract.Modules;
using Ashlar.Core.Tenancy.Flags;

namespace Ashlar.Core.Tenancy.Tenants;

/// <summary>The operator's plane. Only members of the operator's own organisation reach it.</summary>
internal sealed class PlatformModule : IModule
{
    public void Define(ModuleBuilder module) => module
        .Resource<Tenant, TenantResource>()
        .Resource<Flag, FlagResource>()
        .Command<SuspendTenant, SuspendTenantHandler>("tenants", c => c.AsSystem().Danger().Confirm("Its users will be refused until it is reactivated."))
        .Command<ReactivateTenant, ReactivateTenantHandler>("tenants", c => c.AsSystem())
        .Command<SubscribeTenant, SubscribeTenantHandler>("tenants", c => c.AsSystem().Label("Subscribe to an app"))
        .Command<UnsubscribeTenant, UnsubscribeTenantHandler>("tenants", c => c.AsSystem().Danger().Label("Leave an app"));
}
