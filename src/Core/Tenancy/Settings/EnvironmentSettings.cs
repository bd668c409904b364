using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Settings;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Modules;
using Ashlar.Core.Modules.Manifests;
using Microsoft.Extensions.Configuration;

namespace Ashlar.Core.Tenancy.Settings;

/// <summary>
/// Values the operator sets outside the database, strongest first: <c>ASHLAR_SETTING_MAIL_FROM_NAME</c>, <c>ASHLAR__mail__from_name</c> (or the section in
/// appsettings.json), the YAML file <c>ASHLAR_MANIFEST</c> names, and <c>settings</c> of a module's own manifest. A value that cannot be one stops the start.
/// </summary>
internal sealed class EnvironmentSettings
{
    private readonly Dictionary<string, (JsonElement Value, string Source)> _values = new(StringComparer.Ordinal);

    public EnvironmentSettings(SettingCatalogue catalogue, ModuleRegistry modules, IConfiguration configuration, ILogger<EnvironmentSettings> log)
    {
        var file = File(configuration, log);
        foreach (var setting in catalogue.All)
        {
            var variable = $"ASHLAR_SETTING_{setting.Key.ToUpperInvariant().Replace('.', '_')}";
            if (configuration[variable] is { Length: > 0 } text)
                Add(setting, SettingCatalogue.Parse(setting, text), variable);
            else if (configuration[$"Ashlar:{setting.Key.Replace('.', ':')}"] is { Length: > 0 } section)
                Add(setting, SettingCatalogue.Parse(setting, section), $"ASHLAR__{setting.Key.Replace(".", "__", StringComparison.Ordinal)}");
            else if (file.TryGetValue(setting.Key, out var written))
                Add(setting, SettingCatalogue.Check(setting, written), configuration["ASHLAR_MANIFEST"]!);
            else if (OfModule(setting.Key, modules) is { } own)
                Add(setting, SettingCatalogue.Check(setting, own), "module.json");
        }

        foreach (var key in file.Keys.Where(key => catalogue.Find(key) is null))
            log.LogWarning("{Key} in {File} is no setting of any module here", key, configuration["ASHLAR_MANIFEST"]);
    }

    public (JsonElement Value, string Source)? Find(string key) => _values.TryGetValue(key, out var value) ? value : null;

    private void Add(SettingDefinition setting, Result<JsonElement> value, string source) => _values[setting.Key] = value.Succeeded
        ? (value.Value, source)
        : throw new StartException($"{source} sets {setting.Key} wrongly: {value.Error.Message}");

    private static JsonElement? OfModule(string key, ModuleRegistry modules)
    {
        var dot = key.IndexOf('.');
        return modules.Find(key[..dot])?.Manifest.Settings.TryGetValue(key[(dot + 1)..], out var value) == true ? value : null;
    }

    private static Dictionary<string, JsonElement> File(IConfiguration configuration, ILogger log)
    {
        if (configuration["ASHLAR_MANIFEST"] is not { Length: > 0 } path)
            return [];

        var (values, errors) = PlatformManifest.Read(System.IO.File.ReadAllText(path), name => configuration[name]);
        if (errors.Count > 0)
            throw new StartException($"{path} cannot be read:{Environment.NewLine}{string.Join(Environment.NewLine, errors.Select(error => $"  - {error.Path}: {error.Message}"))}");

        log.LogInformation("{Count} settings come from {Path}", values.Count, path);
        return values;
    }
}
