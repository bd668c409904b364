using System.Collections.Frozen;
using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Contract.Settings;
using Ashlar.Core.Http;
using Ashlar.Core.Modules;
using Ashlar.Core.Resources;
using Ashlar.Core.Resources.Fields;

namespace Ashlar.Core.Tenancy.Settings;

/// <summary>Every setting that the core and the modules declare.</summary>
internal sealed class SettingCatalogue
{
    private readonly FrozenDictionary<string, SettingDefinition> _byKey;
    private readonly FrozenDictionary<string, JsonElement> _defaults;

    public SettingCatalogue(ModuleRegistry modules)
    {
        All = [.. modules.Modules.SelectMany(module => module.Definition.Settings)];
        _byKey = All.ToFrozenDictionary(setting => setting.Key, StringComparer.Ordinal);
        _defaults = All.ToFrozenDictionary(setting => setting.Key, setting => JsonSerializer.SerializeToElement(setting.Default, JsonSettings.Options), StringComparer.Ordinal);
    }

    public IReadOnlyList<SettingDefinition> All { get; }

    public SettingDefinition? Find(string key) => _byKey.GetValueOrDefault(key);

    public JsonElement Default(string key) => _defaults[key];

    /// <summary>The value in its stored form, or why it cannot be one.</summary>
    public static Result<JsonElement> Check(SettingDefinition setting, JsonElement value)
    {
        var type = FieldTypes.Of(setting.Kind);
        var read = type.Read(value, AsField(setting), out var error);
        return read is null || error is not null ? CoreErrors.Validation("value", error ?? "Must not be empty.") : Stored(type, read);
    }

    /// <summary>The same for text of the environment.</summary>
    public static Result<JsonElement> Parse(SettingDefinition setting, string text)
    {
        var type = FieldTypes.Of(setting.Kind);
        var read = type.Parse(text, AsField(setting), out var error);
        return read is null || error is not null ? CoreErrors.Validation(setting.Key, error ?? "Must not be empty.") : Stored(type, read);
    }

    private static JsonElement Stored(FieldType type, object value)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
            type.Write(json, value);
        return JsonElement.Parse(buffer.ToArray());
    }

    private static FieldDefinition AsField(SettingDefinition setting) => new()
    {
        Name = "value",
        Kind = setting.Kind,
        Label = setting.Label,
        Options = setting.Options,
        Min = setting.Min,
        Max = setting.Max,
        MaxLength = setting.Kind == FieldKind.LongText ? 20_000 : 2_000,
    };
}
