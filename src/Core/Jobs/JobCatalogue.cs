using System.Collections.Frozen;
using Ashlar.Contract.Modules;
using Ashlar.Core.Jobs.Schedules;
using Ashlar.Core.Modules;
using Ashlar.Core.Tenancy;
using Ashlar.Core.Tenancy.Settings;

namespace Ashlar.Core.Jobs;

/// <summary>The jobs that modules declare.</summary>
internal sealed class JobCatalogue(ModuleRegistry modules, Entitlements entitlements, SettingValues settings, IEnumerable<CoreSchedule> core)
{
    private const string ZoneKey = "core.time_zone";

    private readonly FrozenDictionary<string, (InstalledModule Module, JobDefinition Job)> _jobs = modules.Modules
        .SelectMany(module => module.Definition.Jobs.Select(job => (module, job))).ToFrozenDictionary(pair => pair.job.Kind, StringComparer.Ordinal);

    private readonly FrozenSet<string> _core = core.Select(schedule => schedule.Name).ToFrozenSet(StringComparer.Ordinal);

    public IEnumerable<(InstalledModule Module, JobDefinition Job)> All => _jobs.Values.OrderBy(pair => pair.Job.Kind, StringComparer.Ordinal);

    /// <summary>Whether the tenant's work may be done now: its module is on for it, or the job is the core's own.</summary>
    public bool Runs(TenantInfo tenant, string kind) => _jobs.TryGetValue(kind, out var found) ? found.Module.Core || entitlements.Check(tenant, found.Module.Id, write: true) is null : tenant.IsPlatform && _core.Contains(kind);

    public bool Schedulable(TenantInfo tenant, string kind) => _jobs.TryGetValue(kind, out var found) && found.Job.Schedulable && Runs(tenant, kind);

    public string ZoneOf(TenantInfo tenant) => settings.Get<string>(ZoneKey, tenant, null);
}
