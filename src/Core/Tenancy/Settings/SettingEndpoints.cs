using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Settings;
using Ashlar.Core.Access;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Identity.Factors;
using Ashlar.Core.Identity.Factors.StepUp;

namespace Ashlar.Core.Tenancy.Settings;

/// <summary>An organisation's own settings over HTTP: what holds, why, since when, and setting it.</summary>
internal static class SettingEndpoints
{
    private const string Path = "/api/v1/settings";

    public static void MapSettings(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, List).Requires(SettingsModule.Read).Describes(TenancyDocs.Settings);
        routes.MapGet(Path + "/{key}", Get).Requires(SettingsModule.Read).Describes(TenancyDocs.GetSetting);
        routes.MapGet(Path + "/{key}/explain", Explain).Requires(SettingsModule.Read).Describes(TenancyDocs.ExplainSetting);
        routes.MapGet(Path + "/{key}/history", History).Requires(SettingsModule.Read).Describes(TenancyDocs.SettingHistory);
        routes.MapPut(Path + "/{key}", Put).Requires(SettingsModule.Update).Describes(TenancyDocs.PutSetting);
        routes.MapDelete(Path + "/{key}", Clear).Requires(SettingsModule.Update).Describes(TenancyDocs.ClearSetting);
    }

    private static IResult List(HttpContext context, SettingDesk desk) => desk.List(desk.Of(context.Caller().Tenant!), context.Caller().Tenant!, context.Caller().ClientId);

    private static IResult Get(HttpContext context, string key, SettingDesk desk) =>
        desk.Find(key, context.Caller().Tenant!) is { } setting ? desk.Show(setting, context.Caller().Tenant!, context.Caller().ClientId) : Envelope.Failure(CoreErrors.NotFound);

    private static IResult Explain(HttpContext context, string key, Guid? client_id, SettingDesk desk) =>
        desk.Find(key, context.Caller().Tenant!) is { } setting ? desk.Explain(setting, context.Caller().Tenant!, context.Caller().ClientId ?? client_id) : Envelope.Failure(CoreErrors.NotFound);

    private static async Task<IResult> History(HttpContext context, string key, SettingDesk desk, CancellationToken cancel) =>
        desk.Find(key, context.Caller().Tenant!) is { } setting ? await desk.History(setting, context.Caller().Tenant!, context.Caller().ClientId, cancel) : Envelope.Failure(CoreErrors.NotFound);

    private static async Task<IResult> Put(HttpContext context, string key, SettingDesk desk, CancellationToken cancel)
    {
        if (desk.Find(key, context.Caller().Tenant!) is not { } setting)
            return Envelope.Failure(CoreErrors.NotFound);
        var wanted = await SettingDesk.Wanted(context, setting);
        return wanted.Succeeded ? await Write(context, setting, wanted.Value.Client, wanted.Value.Value, desk, cancel) : Envelope.Failure(wanted.Error);
    }

    private static async Task<IResult> Clear(HttpContext context, string key, Guid? client_id, SettingDesk desk, CancellationToken cancel) =>
        desk.Find(key, context.Caller().Tenant!) is { } setting ? await Write(context, setting, client_id, null, desk, cancel) : Envelope.Failure(CoreErrors.NotFound);

    private static async Task<IResult> Write(HttpContext context, SettingDefinition setting, Guid? client, JsonElement? value, SettingDesk desk, CancellationToken cancel)
    {
        if (setting.Owner != SettingOwner.Organisation)
            return Envelope.Failure(setting.Owner == SettingOwner.Operator ? SettingErrors.OfOperator : SettingErrors.NotHere);
        if (Delicate(context, setting, value) is { } refused)
            return Envelope.Failure(refused);
        // Who is confined to a client sets its values and no others.
        return await desk.Write(context, setting, context.Caller().Tenant!, context.Caller().ClientId ?? client, value, SettingsModule.Read, cancel);
    }

    /// <summary>How people sign in is changed only by somebody who has just proven to be the one, and never below what the installation asks for.</summary>
    private static Error? Delicate(HttpContext context, SettingDefinition setting, JsonElement? value)
    {
        if (!setting.Key.StartsWith("auth.", StringComparison.Ordinal))
            return null;
        if (setting.Key == MfaPolicy.Setting && value is { } asked && context.RequestServices.GetRequiredService<MfaPolicy>().IsTooLax(asked.GetString()))
            return FactorErrors.Floor;
        return context.RequestServices.GetRequiredService<StepUpWindow>().Check(context.Caller());
    }
}
