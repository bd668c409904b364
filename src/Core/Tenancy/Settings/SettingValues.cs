using System.Text.Json;
using Ashlar.Contract.Settings;
using Ashlar.Core.Protection.Secrets;
using Ashlar.Core.Resources;

namespace Ashlar.Core.Tenancy.Settings;

/// <summary>One layer of a setting and what it says.</summary>
internal sealed record SettingLayer(string Layer, JsonElement? Value, string? By = null, DateTimeOffset? At = null);

/// <summary>Settings as they hold: client over tenant over environment over default. All layers are in memory.</summary>
internal sealed class SettingValues(SettingCatalogue catalogue, EnvironmentSettings environment, SecretReferences secrets)
{
    /// <summary>Every layer from the weakest to the strongest, those that say nothing included.</summary>
    public IReadOnlyList<SettingLayer> Layers(SettingDefinition setting, TenantInfo? tenant, Guid? client)
    {
        var outside = environment.Find(setting.Key);
        var layers = new List<SettingLayer>
        {
            new("default", catalogue.Default(setting.Key)),
            new("environment", outside?.Value, outside?.Source),
        };
        if (setting.Owner == SettingOwner.Installation)
            return layers;

        layers.Add(Stored("tenant", Guid.Empty));
        if (client is not null && setting.PerClient)
            layers.Add(Stored("client", client.Value));
        return layers;

        SettingLayer Stored(string layer, Guid of) => tenant?.Settings.TryGetValue((setting.Key, of), out var value) == true ? new(layer, value.Value, value.By, value.At) : new(layer, null);
    }

    /// <summary>The layer that decides.</summary>
    public SettingLayer Effective(SettingDefinition setting, TenantInfo? tenant, Guid? client) => Layers(setting, tenant, client).Last(layer => layer.Value is not null);

    /// <exception cref="KeyNotFoundException">Nothing declares the key.</exception>
    public T Get<T>(string key, TenantInfo? tenant, Guid? client)
    {
        var setting = catalogue.Find(key) ?? throw new KeyNotFoundException($"No module declares the setting '{key}'.");
        return Effective(setting, tenant, client).Value!.Value.Deserialize<T>(JsonSettings.Options)!;
    }

    /// <summary>The same with references to secrets replaced by their values, for the moment of use. The installation's own settings refer to secrets of the operator's organisation.</summary>
    /// <exception cref="SecretMissingException">It refers to a secret that does not exist.</exception>
    public T Resolved<T>(string key, TenantInfo? tenant, Guid? client)
    {
        var setting = catalogue.Find(key) ?? throw new KeyNotFoundException($"No module declares the setting '{key}'.");
        var layer = Effective(setting, tenant, client);
        if (layer.Value!.Value is not { ValueKind: JsonValueKind.String } text || !SecretReferences.Occur(text.GetString()))
            return layer.Value.Value.Deserialize<T>(JsonSettings.Options)!;
        var owner = layer.Layer is "tenant" or "client" ? tenant!.Id : TenantInfo.PlatformId;
        return (T)(object)secrets.Resolve(owner, text.GetString()!);
    }

    /// <summary>What a module sees for its caller.</summary>
    public ISettings For(TenantInfo? tenant, Guid? client) => new Bound(this, tenant, client);

    private sealed class Bound(SettingValues values, TenantInfo? tenant, Guid? client) : ISettings
    {
        public T Get<T>(string key) => values.Resolved<T>(key, tenant, client);
    }
}
