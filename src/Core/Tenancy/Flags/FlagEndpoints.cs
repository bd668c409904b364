using Ashlar.Core.Access;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;

namespace Ashlar.Core.Tenancy.Flags;

internal static class FlagEndpoints
{
    public static void MapFlags(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/flags", async (HttpContext context, FlagEvaluation flags, CancellationToken cancel) =>
            Envelope.One("flags", "platform.flag_values", await flags.For(context.Caller(), cancel))).SignedIn(keys: true).Describes(TenancyDocs.Flags);
}
