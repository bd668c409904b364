using System.Text.Json;
using System.Text.RegularExpressions;
using Ashlar.Core.Access;
using NuGet.Versioning;

namespace Ashlar.Core.Modules.Manifests;

/// <summary>Reads a manifest from JSON or YAML and lists everything that is wrong with it.</summary>
internal static partial class ManifestReader
{
    /// <summary>Names the platform keeps for itself: no module may carry them or put routes under them.</summary>
    public static readonly IReadOnlyList<string> Reserved = ["auth", "keys", "rbac", "org", "menu", "settings", "core", "platform", "meta", "audit", "catalogue", "flags", "jobs", "search", "events", "setup", "version", "webhooks", "hooks", "phi", "security", "ui", "files"];

    /// <summary>What a manifest may say; docs/schemas/module-v2.json says it to editors.</summary>
    public static readonly string[] Members =
    [
        "$schema", "schema_version", "id", "name", "version", "description", "icon", "category", "core_version_required", "security_level", "dependencies", "canonical_models",
        "audit_events", "rate_limits", "permissions", "features", "limits", "plans", "settings", "routes", "menu",
    ];

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
        if (!root.IsObjectOf(Members))
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
            Plans = ManifestPlans.Read(root, features, limits),
            Settings = root.Map("settings").ToDictionary(entry => entry.Name, entry => ManifestText.WithEnvironment(entry.Value, environment), StringComparer.Ordinal),
            Routes = ManifestScreens.Routes(root, id),
            Menu = ManifestScreens.Menu(root, id),
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

    [GeneratedRegex("^[a-z][a-z0-9_]{0,39}$")]
    private static partial Regex IdPattern();

    [GeneratedRegex("^[1-9][0-9]{0,8}/(second|minute|hour|day)$")]
    private static partial Regex RatePattern();
}
