using Ashlar.Contract.Values;
using Ashlar.Core.Modules.Manifests;

namespace Ashlar.Core.Modules;

/// <summary>Apps of the catalogue that are announced and not yet there; an installed module of the same id takes their place.</summary>
internal static class PlannedApps
{
    public static readonly IReadOnlyList<ModuleManifest> All =
    [
        App("isp", "ISP Framework", "wifi", "Network, customer portal, technicians and billing of an internet provider.",
            ["network", "customer_portal", "technician_app", "admin_dashboard"], ["subscribers"],
            Plan("starter", "Starter", 199, ["network", "admin_dashboard"], ("subscribers", 1_000)),
            Plan("carrier", "Carrier", 899, ["network", "customer_portal", "technician_app", "admin_dashboard"])),
        App("commerce", "E-commerce", "shopping-cart", "Online store, inventory, orders and a portal for vendors.",
            ["store", "inventory", "orders", "vendor_portal"], ["products"],
            Plan("shop", "Shop", 49, ["store", "inventory", "orders"], ("products", 500)),
            Plan("market", "Market", 199, ["store", "inventory", "orders", "vendor_portal"])),
        App("projects", "Project Management", "clipboard-list", "Projects, tasks, boards and time.",
            ["tasks", "boards", "time_tracking"], ["projects"],
            Plan("team", "Team", 29, ["tasks", "boards"], ("projects", 10)),
            Plan("business", "Business", 99, ["tasks", "boards", "time_tracking"])),
    ];

    private static ModuleManifest App(string id, string name, string icon, string description, string[] features, string[] limits, params IReadOnlyList<ModulePlan> plans) => new()
    {
        Id = id,
        Name = name,
        Version = "0.0.0",
        Icon = icon,
        Category = "business",
        Description = description,
        Features = [.. features.Select(Entry)],
        Limits = [.. limits.Select(Entry)],
        Plans = plans,
    };

    private static ModulePlan Plan(string id, string name, decimal euros, string[] features, params IReadOnlyList<(string Limit, long Value)> limits) =>
        new(id, name, new Money(euros, "EUR"), features, limits.ToDictionary(limit => limit.Limit, limit => limit.Value, StringComparer.Ordinal));

    private static ManifestEntry Entry(string id) => new(id, char.ToUpperInvariant(id[0]) + id[1..].Replace('_', ' '));
}
