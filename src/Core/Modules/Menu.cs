using Ashlar.Core.Access;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Identity;
using Ashlar.Core.Modules.Manifests;
using Ashlar.Core.Observability.Monitoring;

namespace Ashlar.Core.Modules;

/// <summary>What a person can go to: apps and areas in declared order, only entries that would open; apps not bought are shown locked.</summary>
internal sealed class Menu(ModuleRegistry modules, Entitlements entitlements, AccessCheck access, Catalogue catalogue)
{
    private static readonly IReadOnlyList<(string Id, string Label, string Icon, MenuItem[] Items)> _areas =
    [
        ("people", "People", "users",
        [
            Resource("users", "Users", "users", "org.users"), Resource("groups", "Groups", "users-round", "org.groups"), Resource("units", "Units", "network", "org.units"),
            Resource("clients", "Clients", "building", "org.clients"), Resource("roles", "Roles", "shield", "rbac.roles"), Resource("grants", "Grants", "key", "rbac.grants"),
        ]),
        ("settings", "Settings", "settings",
        [
            Page("settings", "Settings", "sliders-horizontal", "/settings", "settings", "settings:settings:read"), Page("apps", "Apps", "layout-grid", "/apps", "apps", "org:subscriptions:manage"),
            Resource("custom_fields", "Custom fields", "text-cursor-input", "meta.custom_fields"),
            Page("limits", "Limits", "gauge", "/limits", "limits", "org:limits:read"), Resource("network_rules", "Network rules", "shield", "org.network_rules"),
        ]),
    ];

    private static readonly (string Id, string Label, string Icon, MenuItem[] Items) _operator =
        ("platform", "Platform", "server", [Resource("tenants", "Tenants", "building-2", "platform.tenants"), Resource("flags", "Feature flags", "flag", "platform.flags"), Resource("platform_limits", "Limit numbers", "gauge", "platform.limits"), Resource("developers", "Developers", "code-xml", "platform.developers"),
            Page("observability", "Observability", "activity", "/observability", "observability", MonitoringEndpoints.Permission), Page("diagnostics", "Diagnostics", "heart-pulse", "/diagnostics", "diagnostics", MonitoringEndpoints.Permission),
            Page("backups", "Backups", "database", "/backups", "backups", Backup.BackupEndpoints.Read)]);

    public IEnumerable<(string Id, object Attributes)> For(Caller caller) =>
    [
        .. catalogue.Apps.Select(entry => Entry(caller, entry.App, entry.Built)).OfType<(string, object)>(),
        .. _areas.Select(area => Open(caller, area.Id, area.Label, area.Icon, area.Items)).OfType<(string, object)>(),
        .. modules.Modules.Where(module => module.Core).Select(part => Open(caller, part.Id, part.Manifest.Name, part.Manifest.Icon, part.Manifest.Menu)).OfType<(string, object)>(),
        .. new[] { Open(caller, _operator.Id, _operator.Label, _operator.Icon, _operator.Items) }.OfType<(string, object)>(),
    ];

    private (string, object)? Entry(Caller caller, ModuleManifest app, bool built) => built && entitlements.IsOn(caller.Tenant!, app.Id)
        ? Open(caller, app.Id, app.Name, app.Icon, app.Menu)
        : (app.Id, new { Label = app.Name, app.Icon, Locked = true, Items = Array.Empty<object>(), Upgrade = new { Message = "Upgrade to access", Url = $"/apps?app={app.Id}" } });

    private (string, object)? Open(Caller caller, string id, string label, string icon, IReadOnlyList<MenuItem> items)
    {
        var open = items.Where(item => IsOpen(caller, item)).Select(item => new { item.Id, item.Label, item.Icon, item.Path, item.Resource, item.Page }).ToList();
        return open.Count == 0 ? null : (id, new { Label = label, Icon = icon, Locked = false, Items = open });
    }

    private bool IsOpen(Caller caller, MenuItem item)
    {
        if (item.Resource is not null && (modules.Resource(item.Resource) is not { } resource || !access.Can(caller, resource.Permission("read"))))
            return false;
        return item.Permission is null || access.Can(caller, item.Permission);
    }

    private static MenuItem Resource(string id, string label, string icon, string resource) => new(id, label, icon, $"/{resource.Replace('.', '/')}", resource, null, null);

    private static MenuItem Page(string id, string label, string icon, string path, string page, string permission) => new(id, label, icon, path, null, page, permission);
}

internal static class MenuEndpoints
{
    public static void MapMenu(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/menu", (HttpContext context, Menu menu) => Envelope.Many("menu.app", menu.For(context.Caller()))).SignedIn().Describes(CatalogueDocs.Menu);
}
