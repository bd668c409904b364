using System.Text.Json.Nodes;
using Ashlar.Core.Modules;
using Ashlar.Core.Tenancy;
using Ashlar.Core.Tenancy.Settings;
using Microsoft.Extensions.Configuration;

namespace Ashlar.Core.Backup.Taking;

/// <summary>
/// What this installation is told from outside and by its operator, in one order, so that two of them can be compared by text. Of secrets it says
/// only that they are set. Where a machine keeps things is left out: that may differ.
/// </summary>
internal sealed class EffectiveConfiguration(IConfiguration configuration, SettingCatalogue catalogue, SettingValues values, ModuleRegistry modules, TenantDirectory tenants)
{
    private const string Set = "(set)";

    private static readonly HashSet<string> _places = new(StringComparer.OrdinalIgnoreCase)
    {
        "ASHLAR_DATA", "ASHLAR_DATABASE", "ASHLAR_DATABASE_APP", "ASHLAR_DATABASE_SYSTEM", "ASHLAR_POSTGRES_BIN", "ASHLAR_CONSOLE", "ASHLAR_FILES", "ASHLAR_BACKUPS", "ASHLAR_ROOT_KEY", "ASHLAR_ROOT_KEY_VAULT",
        "ASHLAR_TEST_FAST_PG", "ASHLAR_LOG", "ASHLAR_OPERATOR_PASSWORD", "ASHLAR_URL", "ASHLAR_TOKEN", "ASHLAR_PASSWORD", "ASHLAR_CONFIG", "ASHLAR_VECTORS", "ASHLAR_DEMO",
    };

    private static readonly string[] _secret = ["SECRET", "PASSWORD", "TOKEN", "_KEY"];

    public async Task<JsonObject> Read(CancellationToken cancel)
    {
        var platform = await tenants.ById(TenantInfo.PlatformId, cancel);
        var settings = new JsonObject();
        foreach (var setting in catalogue.All.OrderBy(setting => setting.Key, StringComparer.Ordinal))
            settings[setting.Key] = setting.Secret ? values.Effective(setting, platform, null).Layer == "default" ? null : Set : JsonNode.Parse(values.Effective(setting, platform, null).Value!.Value.GetRawText());
        var environment = new JsonObject();
        foreach (var (key, value) in configuration.AsEnumerable().Where(IsTold).OrderBy(pair => pair.Key, StringComparer.Ordinal))
            environment[key] = Array.Exists(_secret, part => key.Contains(part, StringComparison.OrdinalIgnoreCase)) ? Set : value;
        var parts = new JsonObject();
        foreach (var module in modules.Modules.Where(module => !module.Core).OrderBy(module => module.Id, StringComparer.Ordinal))
            parts[module.Id] = module.Manifest.Version.ToString();
        return new JsonObject { ["environment"] = environment, ["modules"] = parts, ["settings"] = settings };
    }

    /// <summary>What differs, one line each: <c>settings.mail.from: "a" → "b"</c>.</summary>
    public static IReadOnlyList<string> Differences(JsonObject before, JsonObject now)
    {
        var (left, right) = (Flat(before), Flat(now));
        return [.. left.Keys.Union(right.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).Where(key => left.GetValueOrDefault(key) != right.GetValueOrDefault(key))
            .Select(key => $"{key}: {left.GetValueOrDefault(key) ?? "not set"} → {right.GetValueOrDefault(key) ?? "not set"}")];
    }

    private static bool IsTold(KeyValuePair<string, string?> pair) =>
        pair.Value is { Length: > 0 } && pair.Key.StartsWith("ASHLAR_", StringComparison.OrdinalIgnoreCase) && !_places.Contains(pair.Key);

    private static Dictionary<string, string> Flat(JsonObject document) => document
        .SelectMany(part => part.Value!.AsObject().Select(one => ($"{part.Key}.{one.Key}", one.Value?.ToJsonString() ?? "null"))).ToDictionary(StringComparer.Ordinal);
}
