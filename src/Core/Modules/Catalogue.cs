using Ashlar.Core.Modules.Manifests;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Modules;

/// <summary>The apps that can be bought, those announced included.</summary>
internal sealed class Catalogue(ModuleRegistry modules, TimeProvider time)
{
    public IEnumerable<(ModuleManifest App, bool Built)> Apps =>
    [
        .. modules.Modules.Where(module => !module.Core).Select(module => (module.Manifest, true)),
        .. PlannedApps.All.Where(app => modules.Find(app.Id) is null).Select(app => (app, false)),
    ];

    /// <summary>The list as anybody may read it; for a tenant it says what is bought.</summary>
    public IEnumerable<(string Id, object Attributes)> For(TenantInfo? tenant) => Apps.Select(entry =>
    {
        var (app, built) = entry;
        var subscription = tenant?.Subscriptions.GetValueOrDefault(app.Id);
        var status = subscription?.StatusAt(time.GetUtcNow());
        return (app.Id, (object)new
        {
            app.Name,
            app.Description,
            Version = built ? app.Version : null,
            app.Icon,
            app.Category,
            Features = app.Features.Select(feature => new { feature.Id, Name = feature.Label }),
            Plans = app.Plans.Select(plan => new { plan.Id, plan.Name, Price = plan.Price is null ? null : new { plan.Price.Amount, plan.Price.Currency }, plan.Features, plan.Limits }),
            Subscribed = tenant is null ? (bool?)null : status is Subscription.Active or Subscription.Expired,
            Status = status,
            Plan = status is null or Subscription.Cancelled ? null : subscription!.Plan,
            EndsAt = subscription?.EndsAt,
            Built = built,
        });
    });
}
