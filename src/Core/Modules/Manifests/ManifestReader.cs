using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ashlar.Contract.Values;
using Ashlar.Core.Access;
using NuGet.Versioning;

namespace Ashlar.Core.Modules.Manifests;

/// <summary>Reads a manifest from JSON or YAML and lists everything that is wrong with it.</summary>
internal static partial class ManifestReader
{
    /// <summary>Names the platform keeps for itself: no module may carry them or put routes under them.</summary>
    public static readonly IReadOnlyList<string> Reserved = ["auth", "rbac", "org", "menu", "settings", "core", "platform", "meta", "audit", "catalogue", "flags", "jobs", "search", "events", "setup", "version"];

    public static readonly IReadOnlyList<string> SecurityLevels = ["standard", "sensitive", "hipaa_compliant"];

    public static (ModuleManifest? Manifest, IReadOnlyList<ManifestError> Errors) Read(string text, Func<string, string?> environment)
    {
        JsonElement json;
        try
        {
            json = ManifestText.Parse(text);
        }
        catch (FormatException e)
        {
            return (null, [new ManifestError("$", e.Message)]);
        }

        var errors = new List<ManifestError>();
        var manifest = Read(new ManifestNode(json, "$", errors), environment);
        return (errors.Count == 0 ? manifest : null, errors);
    }

    private static ModuleManifest? Read(ManifestNode root, Func<string, string?> environment)
    {
        if (!root.IsObjectOf("$schema", "schema_version", "id", "name", "version", "description", "icon", "category", "core_version_required", "security_level", "dependencies", "canonical_models",
                "audit_events", "rate_limits", "permissions", "features", "limits", "plans", "settings", "routes", "menu"))
            return null;

        var id = root.RequiredText("id");
        if (id.Length > 0 && !IdPattern().IsMatch(id))
            root.Wrong("id", "Must be snake case: a letter, then letters, digits or underscores, at most 40.");
        if (Reserved.Contains(id))
            root.Wrong("id", $"'{id}' is reserved for the platform.");
        if (root.Member("schema_version") is { } schema && !(schema.Json.ValueKind == JsonValueKind.Number && schema.Json.TryGetInt32(out var number) && number == 2))
            schema.Wrong("Must be 2.");

        var version = root.RequiredText("version");
        if (version.Length > 0 && !SemanticVersion.TryParse(version, out _))
            root.Wrong("version", "Must be a semantic version such as 1.2.0.");
        var core = root.RequiredText("core_version_required");
        if (core.Length > 0 && !SemverRange.TryParse(core, out _))
            root.Wrong("core_version_required", "Must be a range of semantic versions such as '>=1.0.0 <2.0.0'.");
        var level = root.Text("security_level", "standard");
        if (!SecurityLevels.Contains(level))
            root.Wrong("security_level", $"Must be one of {string.Join(", ", SecurityLevels)}.");

        var (features, limits) = (Entries(root, "features"), Entries(root, "limits"));
        return new ModuleManifest
        {
            Id = id,
            Name = root.RequiredText("name"),
            Version = version,
            Description = root.Text("description"),
            Icon = root.Text("icon", "box"),
            Category = root.Text("category", "other"),
            CoreVersionRequired = core,
            SecurityLevel = level,
            Dependencies = [.. root.List("dependencies").Select(Dependency).OfType<ModuleDependency>()],
            CanonicalModels = CanonicalModels(root),
            AuditEvents = root.Texts("audit_events"),
            RateLimits = RateLimits(root),
            Permissions = Permissions(root, id),
            Features = features,
            Limits = limits,
            Plans = Plans(root, features, limits),
            Settings = root.Map("settings").ToDictionary(entry => entry.Name, entry => ManifestText.WithEnvironment(entry.Value, environment), StringComparer.Ordinal),
            Routes = Routes(root, id),
            Menu = Menu(root, id),
        };
    }

    private static ModuleDependency? Dependency(ManifestNode node)
    {
        if (node.IsText)
            return new ModuleDependency(node.AsText()!, "*");
        if (!node.IsObjectOf("id", "version"))
            return null;

        var version = node.Text("version", "*");
        if (!SemverRange.TryParse(version, out _))
            node.Wrong("version", "Must be a range of semantic versions.");
        return new ModuleDependency(node.RequiredText("id"), version);
    }

    private static Dictionary<string, string> CanonicalModels(ManifestNode root)
    {
        var models = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, node) in root.Map("canonical_models"))
        {
            if (node.AsText() is { } need && need is not ("required" or "optional"))
                node.Wrong("Must be required or optional.");
            else
                models[name] = node.AsText() ?? "";
        }

        return models;
    }

    private static Dictionary<string, string> RateLimits(ManifestNode root)
    {
        var limits = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, node) in root.Map("rate_limits"))
        {
            if (node.AsText() is { } rate && !RatePattern().IsMatch(rate))
                node.Wrong("Must be a number per second, minute, hour or day, such as 100/minute.");
            else
                limits[name] = node.AsText() ?? "";
        }

        return limits;
    }

    private static List<ManifestEntry> Entries(ManifestNode root, string member)
    {
        var entries = new List<ManifestEntry>();
        foreach (var node in root.List(member))
        {
            if (!node.IsText && !node.IsObjectOf("id", "name", "unit"))
                continue;

            var id = node.IsText ? node.AsText()! : node.RequiredText("id");
            if (id.Length > 0 && !IdPattern().IsMatch(id))
                node.Wrong($"'{id}' must be snake case.");
            if (entries.Any(entry => entry.Id == id))
                node.Wrong($"'{id}' stands here twice.");
            entries.Add(new ManifestEntry(id, node.IsText ? id : node.Text("name", id)));
        }

        return entries;
    }

    private static List<ManifestEntry> Permissions(ManifestNode root, string module)
    {
        var entries = new List<ManifestEntry>();
        foreach (var node in root.List("permissions"))
        {
            if (!node.IsText && !node.IsObjectOf("code", "label"))
                continue;

            var code = node.IsText ? node.AsText()! : node.RequiredText("code");
            if (!PermissionCodes.IsWellFormed(code) || code.Contains('*', StringComparison.Ordinal))
                node.Wrong($"'{code}' is not a permission: module:resource:action, lower case.");
            else if (!code.StartsWith(module + ":", StringComparison.Ordinal))
                node.Wrong($"'{code}' must begin with '{module}:'.");
            if (entries.Any(entry => entry.Id == code))
                node.Wrong($"'{code}' stands here twice.");
            entries.Add(new ManifestEntry(code, node.IsText ? code : node.Text("label", code)));
        }

        return entries;
    }

    private static List<ModulePlan> Plans(ManifestNode root, List<ManifestEntry> features, List<ManifestEntry> limits)
    {
        var plans = new List<ModulePlan>();
        foreach (var node in root.List("plans"))
        {
            if (!node.IsObjectOf("id", "name", "price", "features", "limits"))
                continue;

            var id = node.RequiredText("id");
            if (plans.Any(plan => plan.Id == id))
                node.Wrong("id", $"'{id}' stands here twice.");
            foreach (var feature in node.List("features").Where(feature => feature.AsText() is { } name && features.All(known => known.Id != name)))
                feature.Wrong($"'{feature.AsText()}' is not one of the features of this manifest.");

            plans.Add(new ModulePlan(id, node.RequiredText("name"), Price(node), node.Texts("features"), PlanLimits(node, limits)));
        }

        return plans;
    }

    private static Dictionary<string, long> PlanLimits(ManifestNode plan, List<ManifestEntry> limits)
    {
        var values = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, node) in plan.Map("limits"))
        {
            if (limits.All(known => known.Id != name))
                node.Wrong($"'{name}' is not one of the limits of this manifest.");
            else if (node.Json.ValueKind != JsonValueKind.Number || !node.Json.TryGetInt64(out var value) || value < 0)
                node.Wrong("Must be a whole number, 0 or more.");
            else
                values[name] = value;
        }

        return values;
    }

    private static Money? Price(ManifestNode plan)
    {
        if (plan.Member("price") is not { } node || !node.IsObjectOf("amount", "currency"))
            return null;

        var currency = node.RequiredText("currency");
        if (!Money.IsCurrency(currency))
            node.Wrong("currency", "Must be an ISO 4217 code such as EUR.");
        else if (decimal.TryParse(node.RequiredText("amount"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
            return new Money(amount, currency);
        else
            node.Wrong("amount", "Must be a decimal number in quotes, such as \"12.50\".");
        return null;
    }

    private static List<ModuleRoute> Routes(ManifestNode root, string module)
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

    private static List<MenuItem> Menu(ManifestNode root, string module)
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
        else if (Reserved.Contains(first) || path.StartsWith("/api/", StringComparison.Ordinal))
            node.Wrong("path", $"'{path}' is reserved for the platform.");
        else if (path.Length > 0 && first != module)
            node.Wrong("path", $"Must lie under /{module}.");
        return path;
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,39}$")]
    private static partial Regex IdPattern();

    [GeneratedRegex("^[1-9][0-9]{0,8}/(second|minute|hour|day)$")]
    private static partial Regex RatePattern();
}
