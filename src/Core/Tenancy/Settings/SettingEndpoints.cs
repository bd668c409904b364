using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Settings;
using Ashlar.Core.Access;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Identity;
using Ashlar.Core.Modules;

namespace Ashlar.Core.Tenancy.Settings;

/// <summary>Settings over HTTP: what holds, why, since when, and setting it.</summary>
internal static class SettingEndpoints
{
    private const string Path = "/api/v1/settings";

    private static readonly Error _notHere = new("setting_not_here", ErrorKind.Forbidden, "This setting cannot be changed for this organisation or client.");

    public static void MapSettings(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, List).Requires(SettingsModule.Read).Describes(TenancyDocs.Settings);
        routes.MapGet(Path + "/{key}", Get).Requires(SettingsModule.Read).Describes(TenancyDocs.GetSetting);
        routes.MapGet(Path + "/{key}/explain", Explain).Requires(SettingsModule.Read).Describes(TenancyDocs.ExplainSetting);
        routes.MapGet(Path + "/{key}/history", History).Requires(SettingsModule.Read).Describes(TenancyDocs.SettingHistory);
        routes.MapPut(Path + "/{key}", Put).Requires(SettingsModule.Update).Describes(TenancyDocs.PutSetting);
        routes.MapDelete(Path + "/{key}", Clear).Requires(SettingsModule.Update).Describes(TenancyDocs.ClearSetting);
    }

    private static IResult List(HttpContext context, SettingCatalogue catalogue, SettingValues values, Entitlements entitlements)
    {
        var caller = context.Caller();
        return Envelope.Many("settings.setting", catalogue.All.Where(setting => IsUsable(setting, caller, entitlements)).Select(setting => (setting.Key, View(setting, values, caller, caller.ClientId))));
    }

    private static IResult Get(HttpContext context, string key, SettingCatalogue catalogue, SettingValues values, Entitlements entitlements) =>
        Find(context, key, catalogue, entitlements) is { } setting ? Envelope.One(key, "settings.setting", View(setting, values, context.Caller(), context.Caller().ClientId)) : Envelope.Failure(CoreErrors.NotFound);

    private static IResult Explain(HttpContext context, string key, Guid? client_id, SettingCatalogue catalogue, SettingValues values, Entitlements entitlements)
    {
        if (Find(context, key, catalogue, entitlements) is not { } setting)
            return Envelope.Failure(CoreErrors.NotFound);

        var client = context.Caller().ClientId ?? client_id;
        return Envelope.One(key, "settings.explanation", new
        {
            key,
            Value = Shown(setting, values.Effective(setting, context.Caller().Tenant, client).Value),
            Layers = values.Layers(setting, context.Caller().Tenant, client).Select(layer => new { layer.Layer, Value = Shown(setting, layer.Value), Set = layer.Value is not null, layer.By, layer.At }),
        });
    }

    private static async Task<IResult> History(HttpContext context, string key, SettingCatalogue catalogue, SettingStore store, Entitlements entitlements, CancellationToken cancel) =>
        Find(context, key, catalogue, entitlements) is null
            ? Envelope.Failure(CoreErrors.NotFound)
            : Envelope.Many("settings.change", (await store.History(context.Caller().TenantId, key, cancel)).Where(change => context.Caller().ClientId is null || change.ClientId == context.Caller().ClientId)
                .Select(change => (change.Id.ToString(), (object)new { change.Value, change.ClientId, change.At, change.By })));

    private static async Task<IResult> Put(HttpContext context, string key, SettingCatalogue catalogue, SettingValues values, SettingStore store, TenantDirectory tenants, Entitlements entitlements, CancellationToken cancel)
    {
        if (Find(context, key, catalogue, entitlements) is not { } setting)
            return Envelope.Failure(CoreErrors.NotFound);

        var body = await TypedBody.Read<SettingBody>(context);
        if (!body.Succeeded)
            return Envelope.Failure(body.Error);

        var value = SettingCatalogue.Check(setting, body.Value.Value);
        return value.Succeeded ? await Write(context, setting, body.Value.ClientId, value.Value, values, store, tenants, cancel) : Envelope.Failure(value.Error);
    }

    private static async Task<IResult> Clear(HttpContext context, string key, Guid? client_id, SettingCatalogue catalogue, SettingValues values, SettingStore store, TenantDirectory tenants, Entitlements entitlements, CancellationToken cancel) =>
        Find(context, key, catalogue, entitlements) is { } setting ? await Write(context, setting, client_id, null, values, store, tenants, cancel) : Envelope.Failure(CoreErrors.NotFound);

    private static async Task<IResult> Write(HttpContext context, SettingDefinition setting, Guid? client, JsonElement? value, SettingValues values, SettingStore store, TenantDirectory tenants, CancellationToken cancel)
    {
        var caller = context.Caller();
        // Who is confined to a client sets its values and no others.
        client = caller.ClientId ?? client;
        if (SettingsModule.OperatorOnly.Contains(setting.Key) || (client is not null && !setting.PerClient))
            return Envelope.Failure(_notHere);
        if (client is not null && !await store.ClientExists(caller.TenantId, client.Value, cancel))
            return Envelope.Failure(CoreErrors.Validation("client_id", "There is no such client."));

        var before = caller.Tenant!.Settings.GetValueOrDefault((setting.Key, client ?? Guid.Empty))?.Value;
        await store.Write(caller, context.Request().Info, setting, client, value, before, cancel);
        var now = caller with { Tenant = await tenants.ById(caller.TenantId, cancel) };
        return Envelope.One(setting.Key, "settings.setting", View(setting, values, now, client));
    }

    private static SettingDefinition? Find(HttpContext context, string key, SettingCatalogue catalogue, Entitlements entitlements) =>
        catalogue.Find(key) is { } setting && IsUsable(setting, context.Caller(), entitlements) ? setting : null;

    /// <summary>Settings of apps that are not subscribed to do not exist, and the operator's are the operator's.</summary>
    private static bool IsUsable(SettingDefinition setting, Caller caller, Entitlements entitlements) => SettingsModule.OperatorOnly.Contains(setting.Key)
        ? caller.Tenant!.IsPlatform
        : SettingSections.Contains(ModuleOf(setting)) || entitlements.IsOn(caller.Tenant!, ModuleOf(setting));

    private static readonly HashSet<string> SettingSections = new(StringComparer.Ordinal) { "core", "auth", "mail" };

    private static string ModuleOf(SettingDefinition setting) => setting.Key[..setting.Key.IndexOf('.')];

    private static object View(SettingDefinition setting, SettingValues values, Caller caller, Guid? client)
    {
        var effective = values.Effective(setting, caller.Tenant, client);
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
            Value = Shown(setting, effective.Value),
            Source = effective.Layer,
            Scopes = SettingsModule.OperatorOnly.Contains(setting.Key) ? [] : setting.PerClient ? (string[])["tenant", "client"] : ["tenant"],
            setting.Secret,
        };
    }

    private static object? Shown(SettingDefinition setting, JsonElement? value) =>
        value is null or { ValueKind: JsonValueKind.Null } ? null : setting.Secret ? SettingStore.Masked : value;

    private sealed record SettingBody(JsonElement Value, Guid? ClientId = null);
}
