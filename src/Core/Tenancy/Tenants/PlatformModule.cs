using Ashlar.Contract.Modules;
using Ashlar.Core.Backup;
using Ashlar.Core.Identity.Endpoints;
using Ashlar.Core.Keys;
using Ashlar.Core.Limits.Numbers;
using Ashlar.Core.Observability.Monitoring;
using Ashlar.Core.Tenancy.Flags;

namespace Ashlar.Core.Tenancy.Tenants;

/// <summary>The operator's plane. Only members of the operator's own organisation reach it.</summary>
internal sealed class PlatformModule : IModule
{
    public void Define(ModuleBuilder module) => module
        .Resource<Tenant, TenantResource>()
        .Resource<Flag, FlagResource>()
        .Resource<PlatformLimit, PlatformLimitResource>()
        .Resource<Developer, DeveloperResource>()
        .Permission(Protection.SecurityModule.ManagePlatformKeys, "Wrap keys anew and destroy those of an organisation")
        .Permission(KeyModule.ManageModuleKeys, "Issue, approve and revoke keys of modules")
        .Permission(KeyModule.ImportLegacyIds, "Set the earlier ids of organisations and people")
        .Permission(BackupEndpoints.Read, "See backups and the effective configuration")
        .Permission(BackupEndpoints.Take, "Take and prove backups")
        .Permission(BackupEndpoints.RestoreTenants, "Bring an organisation back to a backup")
        .Permission(MemberFactorEndpoints.ResetAnybody, "Remove second factors of anybody who lost them")
        .Permission(MonitoringEndpoints.Permission, "See how the installation and its organisations do, and run diagnostics")
        .Command<SuspendTenant, SuspendTenantHandler>("tenants", c => c.AsSystem().Danger().Confirm("Its users will be refused until it is reactivated."))
        .Command<ReactivateTenant, ReactivateTenantHandler>("tenants", c => c.AsSystem())
        .Command<SubscribeTenant, SubscribeTenantHandler>("tenants", c => c.AsSystem().Label("Subscribe to an app"))
        .Command<UnsubscribeTenant, UnsubscribeTenantHandler>("tenants", c => c.AsSystem().Danger().Label("Leave an app"));
}
