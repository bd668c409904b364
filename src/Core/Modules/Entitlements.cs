using Ashlar.Contract.Errors;
using Ashlar.Core.Http;
using Ashlar.Core.Modules.Manifests;
using Ashlar.Core.Tenancy;
using Microsoft.Extensions.Configuration;

namespace Ashlar.Core.Modules;

/// <summary>What a tenant may use, from what it has bought. Everything is in memory on <see cref="TenantInfo"/>.</summary>
internal sealed class Entitlements(ModuleRegistry modules, TimeProvider time, IConfiguration configuration)
{
    private readonly bool _expiredIsBlocked = (configuration["ASHLAR_SETTING_CORE_EXPIRED_APPS"] ?? configuration["Ashlar:core:expired_apps"]) == "blocked";

    /// <summary>Null when the module, and the feature if one is named, may be used. An expired app may be read unless the operator blocks it.</summary>
    public Error? Check(TenantInfo tenant, string module, string? feature = null, bool write = false)
    {
        if (modules.IsCore(module))
            return null;
        if (modules.Find(module) is not { } installed || !tenant.Subscriptions.TryGetValue(module, out var subscription))
            return CoreErrors.NotSubscribed(NameOf(module));

        var status = subscription.StatusAt(time.GetUtcNow());
        if (status == Subscription.Expired && (write || _expiredIsBlocked))
            return ModuleErrors.Expired(installed.Manifest.Name, readable: !_expiredIsBlocked);
        if (status is not (Subscription.Active or Subscription.Expired))
            return CoreErrors.NotSubscribed(installed.Manifest.Name);

        return feature is null || Has(installed.Manifest, subscription, feature) ? null : CoreErrors.FeatureOff(feature);
    }

    /// <summary>Whether a module may be used at all, for menus and for what follows from it.</summary>
    public bool IsOn(TenantInfo tenant, string module) => Check(tenant, module) is null;

    /// <summary>The most a tenant may have of something; null for no limit. What the operator allots beats the subscription, which beats the plan.</summary>
    public long? Limit(TenantInfo tenant, string module, string limit)
    {
        if (tenant.Limits.TryGetValue(limit, out var allotted))
            return allotted;
        if (!tenant.Subscriptions.TryGetValue(module, out var subscription))
            return null;
        if (subscription.Limits.TryGetValue(limit, out var own))
            return own;
        return modules.Find(module)?.Manifest.Plan(subscription.Plan) is { } plan && plan.Limits.TryGetValue(limit, out var planned) ? planned : null;
    }

    public IReadOnlyList<string> Features(TenantInfo tenant, string module) => modules.Find(module)?.Manifest is { } manifest && tenant.Subscriptions.TryGetValue(module, out var subscription)
        ? [.. manifest.Features.Select(feature => feature.Id).Where(feature => Has(manifest, subscription, feature))]
        : [];

    private static bool Has(ModuleManifest manifest, Subscription subscription, string feature) =>
        subscription.Features.Contains(feature) || manifest.Plan(subscription.Plan)?.Features.Contains(feature) == true;

    private string NameOf(string module) => modules.Find(module)?.Manifest.Name ?? PlannedApps.All.FirstOrDefault(app => app.Id == module)?.Name ?? module;
}
