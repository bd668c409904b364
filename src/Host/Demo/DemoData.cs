using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Core.Audit;
using Ashlar.Core.Identity;
using Ashlar.Core.Modules;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Ashlar.Core.Tenancy.Settings;
using Ashlar.Core.Tenancy.Tenants;

namespace Ashlar.Host.Demo;

/// <summary>
/// Fills an empty database with three organisations, through the product's own pipeline and under the permissions of their people. It runs on
/// a second composition of the host whose clock stands in the past, so that history, audit log and reports look like a year of work.
/// </summary>
internal static class DemoData
{
    /// <summary>Loads into an installation without organisations.</summary>
    /// <param name="owner">Connection string of the owner of the migrated database.</param>
    /// <param name="dataFolder">Where the keys are.</param>
    /// <param name="now">The day the story ends on.</param>
    /// <param name="cancel">Stops between two steps; what is loaded stays.</param>
    public static async Task Load(string owner, string dataFolder, DateTimeOffset now, CancellationToken cancel)
    {
        var clock = new DemoClock(now.AddDays(-331));
        await using var host = AshlarHost.Build([], builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(clock);
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["ASHLAR_DATABASE"] = owner, ["ASHLAR_DATA"] = dataFolder, ["ASHLAR_DEMO"] = null, ["ASHLAR_WAL_ARCHIVE"] = null });
        });
        var services = host.Services;
        var tenants = services.GetRequiredService<TenantDirectory>();
        var platform = await tenants.ById(TenantInfo.PlatformId, cancel) ?? throw new InvalidOperationException("The platform's own organisation is missing.");
        var people = new DemoPeople(services);
        var operatorOfAll = await people.Add(platform, DemoOrganisations.Operator, cancel);
        await WithoutSecondFactor(services, operatorOfAll, cancel);
        foreach (var trade in DemoOrganisations.All)
        {
            clock.Now = now.AddDays(-331);
            await Load(services, clock, trade, operatorOfAll, now, cancel);
        }

        await services.GetRequiredService<Databases>().DisposeAsync();
    }

    private static async Task Load(IServiceProvider services, DemoClock clock, DemoTrade trade, Caller operatorOfAll, DateTimeOffset now, CancellationToken cancel)
    {
        var admin = trade.People.Single(person => person.Role == "admin");
        var (id, record) = await services.GetRequiredService<Provisioner>().Create(new NewTenant(trade.Code, trade.Name, admin.Email, admin.Name, Apps: ["crm"], Trade: trade.Trade), operatorOfAll, RequestInfo.None, cancel);
        if (record.State != "succeeded")
            throw new InvalidOperationException($"The demo organisation {trade.Code} could not be made: {string.Join(", ", record.Steps.Select(step => $"{step.Name} {step.State} {step.Error}"))}");

        var tenants = services.GetRequiredService<TenantDirectory>();
        var subscriptions = services.GetRequiredService<Subscriptions>();
        if (await subscriptions.Write(id, subscriptions.Subscribe((await tenants.ById(id, cancel))!, "crm", trade.Plan, null, operatorOfAll, RequestInfo.None), cancel) is { } refused)
            throw new InvalidOperationException($"The demo organisation {trade.Code} cannot subscribe: {refused.Message}");

        var tenant = (await tenants.ById(id, cancel))!;
        var people = new Dictionary<string, Caller>(StringComparer.Ordinal);
        foreach (var person in trade.People)
            people.Add(person.Key, await new DemoPeople(services).Add(tenant, person, cancel));

        await WithoutSecondFactor(services, people["admin"], cancel);
        await Currency(services, people["admin"], trade.Currency, cancel);
        var writer = new DemoWriter(services, people);
        foreach (var step in DemoStory.Of(trade, now))
        {
            clock.Now = step.At;
            await writer.Do(step, cancel);
        }
    }

    /// <summary>Looking around needs no authenticator app. It is a setting that everybody sees, and it counts only while the installation runs as a demo.</summary>
    private static Task WithoutSecondFactor(IServiceProvider services, Caller admin, CancellationToken cancel) =>
        services.GetRequiredService<SettingStore>().Write(admin, admin.Tenant!, RequestInfo.None, services.GetRequiredService<SettingCatalogue>().Find("auth.mfa")!, null, JsonSerializer.SerializeToElement("off"), null, cancel);

    private static Task Currency(IServiceProvider services, Caller admin, string currency, CancellationToken cancel)
    {
        var setting = services.GetRequiredService<ModuleRegistry>().Find("crm")!.Definition.Settings.Single(one => one.Key == "crm.currency");
        return services.GetRequiredService<SettingStore>().Write(admin, admin.Tenant!, RequestInfo.None, setting, null, JsonSerializer.SerializeToElement(currency), null, cancel);
    }
}
