using System.Buffers.Text;
using System.Text.Json.Nodes;
using Ashlar.Core.Access;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Identity.Tokens;

namespace Ashlar.Core.Identity.Endpoints;

/// <summary>The public halves of the signing keys, as RFC 7517 lists them.</summary>
internal static class KeyEndpoints
{
    public static void MapKeys(this IEndpointRouteBuilder routes) => routes.MapGet("/.well-known/jwks.json", Keys).Anonymous("Public keys are public; whoever checks our tokens needs them.").Describes(AuthDocs.Keys);

    private static async Task<IResult> Keys(HttpContext context, SigningKeys keys, CancellationToken cancel)
    {
        var list = new JsonArray([.. (await keys.All(cancel)).Select(key =>
        {
            var point = key.PublicPoint();
            return new JsonObject
            {
                ["kty"] = "EC",
                ["crv"] = "P-256",
                ["use"] = "sig",
                ["alg"] = "ES256",
                ["kid"] = key.Id,
                ["x"] = Base64Url.EncodeToString(point.X),
                ["y"] = Base64Url.EncodeToString(point.Y),
            };
        })]);
        context.Response.Headers.CacheControl = "public, max-age=300";
        return Results.Text(new JsonObject { ["keys"] = list }.ToJsonString(), "application/jwk-set+json");
    }
}
