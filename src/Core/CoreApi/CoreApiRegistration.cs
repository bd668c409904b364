using Ashlar.Core.Access;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Keys;

namespace Ashlar.Core.CoreApi;

internal static class CoreApiRegistration
{
    public static IServiceCollection AddCoreApi(this IServiceCollection services) => services
        .AddSingleton<CoreUsers>()
        .AddSingleton<CorePeople>()
        .AddSingleton<CallLog>()
        .AddSingleton<CoreCalls>();

    public static void MapCore(this IEndpointRouteBuilder routes)
    {
        routes.MapCoreApi();
        routes.MapPost("/api/v1/platform/legacy_ids", LegacyIds.Import).Requires(KeyModule.ImportLegacyIds).Describes(LegacyIds.Docs);
    }
}
