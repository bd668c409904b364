using Ashlar.Contract.Settings;
using Ashlar.Core.Access;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;

namespace Ashlar.Core.Tenancy.Settings;

/// <summary>What the operator gives to one organisation: settings it sees and cannot change, such as what it is promised.</summary>
internal static class GivenSettingEndpoints
{
    private const string Path = "/api/v1/platform/tenants/{id:guid}/settings";
    private const string Read = "platform:tenants:read";
    private const string Update = "platform:tenants:update";

    public static void MapGivenSettings(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, List).Requires(Read).Describes(TenancyDocs.GivenSettings);
        routes.MapGet(Path + "/{key}/explain", Explain).Requires(Read).Describes(TenancyDocs.ExplainGivenSetting);
        routes.MapGet(Path + "/{key}/history", History).Requires(Read).Describes(TenancyDocs.GivenSettingHistory);
        routes.MapPut(Path + "/{key}", Put).Requires(Update).Describes(TenancyDocs.GiveSetting);
        routes.MapDelete(Path + "/{key}", Clear).Requires(Update).Describes(TenancyDocs.TakeSetting);
    }

    private static async Task<IResult> List(Guid id, SettingDesk desk, TenantDirectory tenants, CancellationToken cancel) =>
        await tenants.ById(id, cancel) is { } tenant ? desk.List(desk.Of(tenant).Where(IsGiven), tenant, null) : Envelope.Failure(CoreErrors.NotFound);

    private static async Task<IResult> Explain(Guid id, string key, SettingDesk desk, TenantDirectory tenants, CancellationToken cancel) =>
        await Find(id, key, desk, tenants, cancel) is { } found ? desk.Explain(found.Setting, found.Tenant, null) : Envelope.Failure(CoreErrors.NotFound);

    private static async Task<IResult> History(Guid id, string key, SettingDesk desk, TenantDirectory tenants, CancellationToken cancel) =>
        await Find(id, key, desk, tenants, cancel) is { } found ? await desk.History(found.Setting, found.Tenant, null, cancel) : Envelope.Failure(CoreErrors.NotFound);

    private static async Task<IResult> Put(HttpContext context, Guid id, string key, SettingDesk desk, TenantDirectory tenants, CancellationToken cancel)
    {
        if (await Find(id, key, desk, tenants, cancel) is not { } found)
            return Envelope.Failure(CoreErrors.NotFound);
        var wanted = await SettingDesk.Wanted(context, found.Setting);
        return wanted.Succeeded ? await desk.Write(context, found.Setting, found.Tenant, wanted.Value.Client, wanted.Value.Value, Read, cancel) : Envelope.Failure(wanted.Error);
    }

    private static async Task<IResult> Clear(HttpContext context, Guid id, string key, Guid? client_id, SettingDesk desk, TenantDirectory tenants, CancellationToken cancel) =>
        await Find(id, key, desk, tenants, cancel) is { } found ? await desk.Write(context, found.Setting, found.Tenant, client_id, null, Read, cancel) : Envelope.Failure(CoreErrors.NotFound);

    private static async Task<(SettingDefinition Setting, TenantInfo Tenant)?> Find(Guid id, string key, SettingDesk desk, TenantDirectory tenants, CancellationToken cancel) =>
        await tenants.ById(id, cancel) is { } tenant && desk.Find(key, tenant) is { } setting && IsGiven(setting) ? (setting, tenant) : null;

    private static bool IsGiven(SettingDefinition setting) => setting.Owner == SettingOwner.Operator;
}
