using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Settings;
using Ashlar.Core.Http;
using Ashlar.Core.Modules;

namespace Ashlar.Core.Tenancy.Settings;

/// <summary>Answers what holds in an organisation and writes what changes there; the same for the organisation itself and for the operator.</summary>
internal sealed class SettingDesk(SettingCatalogue catalogue, SettingValues values, SettingStore store, TenantDirectory tenants, Entitlements entitlements)
{
    private static readonly HashSet<string> _sections = new(StringComparer.Ordinal) { "core", "auth", "mail", "sms", "audit", "files", "sla" };

    /// <summary>Settings of apps that are not subscribed to do not exist, and those of the installation are for the operator's organisation to see.</summary>
    public IEnumerable<SettingDefinition> Of(TenantInfo tenant) => catalogue.All.Where(setting => setting.Owner == SettingOwner.Installation
        ? tenant.IsPlatform
        : _sections.Contains(ModuleOf(setting)) || entitlements.IsOn(tenant, ModuleOf(setting)));

    public SettingDefinition? Find(string key, TenantInfo tenant) => Of(tenant).FirstOrDefault(setting => setting.Key == key);

    public IResult List(IEnumerable<SettingDefinition> settings, TenantInfo tenant, Guid? client) =>
        Envelope.Many("settings.setting", settings.Select(setting => (setting.Key, View(setting, tenant, client))));

    public IResult Show(SettingDefinition setting, TenantInfo tenant, Guid? client) => Envelope.One(setting.Key, "settings.setting", View(setting, tenant, client));

    public IResult Explain(SettingDefinition setting, TenantInfo tenant, Guid? client) => Envelope.One(setting.Key, "settings.explanation", new
    {
        setting.Key,
        Value = Shown(setting, values.Effective(setting, tenant, client).Value),
        Layers = values.Layers(setting, tenant, client).Select(layer => new { layer.Layer, Value = Shown(setting, layer.Value), Set = layer.Value is not null, layer.By, layer.At }),
    });

    /// <param name="setting">Whose changes.</param>
    /// <param name="tenant">Where.</param>
    /// <param name="client">Only what was set for this client.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<IResult> History(SettingDefinition setting, TenantInfo tenant, Guid? client, CancellationToken cancel) =>
        Envelope.Many("settings.change", (await store.History(tenant.Id, setting.Key, cancel)).Where(change => client is null || change.ClientId == client)
            .Select(change => (change.Id.ToString(), (object)new { change.Value, change.ClientId, change.At, change.By })));

    /// <summary>The value a body asks for in its stored form, and the client it is for.</summary>
    public static async Task<Result<(JsonElement Value, Guid? Client)>> Wanted(HttpContext context, SettingDefinition setting)
    {
        var body = await TypedBody.Read<SettingBody>(context);
        if (!body.Succeeded)
            return body.Error;
        var value = SettingCatalogue.Check(setting, body.Value.Value);
        return value.Succeeded ? (value.Value, body.Value.ClientId) : value.Error;
    }

    /// <summary>Sets the value, or clears it when null.</summary>
    /// <remarks>The answer tells what holds now to those who may read it.</remarks>
    public async Task<IResult> Write(HttpContext context, SettingDefinition setting, TenantInfo tenant, Guid? client, JsonElement? value, string reading, CancellationToken cancel)
    {
        if (client is not null && !setting.PerClient)
            return Envelope.Failure(SettingErrors.NotHere);
        if (client is not null && !await store.ClientExists(tenant.Id, client.Value, cancel))
            return Envelope.Failure(CoreErrors.Validation("client_id", "There is no such client."));

        var before = tenant.Settings.GetValueOrDefault((setting.Key, client ?? Guid.Empty))?.Value;
        await store.Write(context.Caller(), tenant, context.Request().Info, setting, client, value, before, cancel);
        var now = (await tenants.ById(tenant.Id, cancel))!;
        return Envelope.One(setting.Key, "settings.setting", View(setting, now, client, context.Caller().Can(reading)));
    }

    private static string ModuleOf(SettingDefinition setting) => setting.Key[..setting.Key.IndexOf('.')];

    private object View(SettingDefinition setting, TenantInfo tenant, Guid? client, bool readable = true)
    {
        var effective = values.Effective(setting, tenant, client);
        return new
        {
            setting.Key,
            setting.Label,
            setting.Hint,
            setting.Kind,
            Module = ModuleOf(setting),
            Options = setting.Options.Count > 0 ? setting.Options : null,
            setting.Min,
            setting.Max,
            Value = readable ? Shown(setting, effective.Value) : null,
            Source = effective.Layer,
            setting.Owner,
            Scopes = setting.Owner == SettingOwner.Installation ? [] : setting.PerClient ? (string[])["tenant", "client"] : ["tenant"],
            setting.Secret,
        };
    }

    private static object? Shown(SettingDefinition setting, JsonElement? value) =>
        value is null or { ValueKind: JsonValueKind.Null } ? null : setting.Secret ? SettingStore.Masked : value;

    private sealed record SettingBody(JsonElement Value, Guid? ClientId = null);
}

internal static class SettingErrors
{
    public static readonly Error NotHere = new("setting_not_here", ErrorKind.Forbidden, "This setting cannot be changed for this organisation or client.");
    public static readonly Error OfOperator = new("setting_of_operator", ErrorKind.Forbidden, "The operator of the installation gives this to your organisation; it cannot be changed here.");
}
