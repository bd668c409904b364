using Ashlar.Core.Access;

namespace Ashlar.Core.Modules.Manifests;

/// <summary>Reads the screens of a manifest: routes of the console and entries of the menu, all under the module's own path.</summary>
internal static class ManifestScreens
{
    public static List<ModuleRoute> Routes(ManifestNode root, string module)
    {
        var routes = new List<ModuleRoute>();
        foreach (var node in root.List("routes"))
        {
            if (!node.IsObjectOf("path", "component", "permission"))
                continue;

            var (path, permission) = (PathOf(node, module), node.OptionalText("permission"));
            if (permission is not null && !PermissionCodes.IsWellFormed(permission))
                node.Wrong("permission", $"'{permission}' is not a permission: module:resource:action, lower case.");
            if (routes.Any(route => route.Path == path))
                node.Wrong("path", $"'{path}' stands here twice.");
            routes.Add(new ModuleRoute(path, node.RequiredText("component"), permission));
        }

        return routes;
    }

    public static List<MenuItem> Menu(ManifestNode root, string module)
    {
        var items = new List<MenuItem>();
        foreach (var node in root.List("menu"))
        {
            if (!node.IsObjectOf("id", "label", "icon", "path", "resource", "page", "permission"))
                continue;

            var (id, permission) = (node.RequiredText("id"), node.OptionalText("permission"));
            if (items.Any(item => item.Id == id))
                node.Wrong("id", $"'{id}' stands here twice.");
            if (permission is not null && !PermissionCodes.IsWellFormed(permission))
                node.Wrong("permission", $"'{permission}' is not a permission: module:resource:action, lower case.");
            items.Add(new MenuItem(id, node.RequiredText("label"), node.Text("icon", "box"), PathOf(node, module), node.OptionalText("resource"), node.OptionalText("page"), permission));
        }

        return items;
    }

    private static string PathOf(ManifestNode node, string module)
    {
        var path = node.RequiredText("path");
        var first = path.TrimStart('#').TrimStart('/').Split('/')[0];
        if (path.Length > 0 && !path.StartsWith('/') && !path.StartsWith("#/", StringComparison.Ordinal))
            node.Wrong("path", "Must begin with a slash.");
        else if (ManifestReader.Reserved.Contains(first) || path.StartsWith("/api/", StringComparison.Ordinal))
            node.Wrong("path", $"'{path}' is reserved for the platform.");
        else if (path.Length > 0 && first != module)
            node.Wrong("path", $"Must lie under /{module}.");
        return path;
    }
}
