using System.Text.Json.Nodes;
using Ashlar.Core.Access;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Modules;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Http;

/// <summary>An account anybody may try, of an organisation made for looking around.</summary>
internal sealed record DemoAccount(string Tenant, string Label, string Email, string Password);

/// <summary>What a page may know before anybody has signed in.</summary>
internal static class SetupEndpoints
{
    public static void MapSetup(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/setup", Setup).Anonymous("The sign-in page shows the product, the organisation the address names, and demo accounts.").Describes(OwnDocs.Setup);
        routes.MapGet("/api/v1/version", () => Envelope.One("version", "core.version", new JsonObject { ["product"] = "Ashlar", ["version"] = ModuleRegistry.CoreVersion, ["api"] = Envelope.Version }))
            .Anonymous("Clients ask which version they speak to before they sign in.").Describes(OwnDocs.Version);
    }

    private static async Task<IResult> Setup(HttpContext context, TenantDirectory tenants, IEnumerable<DemoAccount> accounts)
    {
        var cancel = context.RequestAborted;
        var named = await tenants.ByHost(context.Request.Host.Host, cancel);
        var demo = new JsonArray();
        foreach (var account in accounts)
        {
            if (await tenants.ByCode(account.Tenant, cancel) is not null)
                demo.Add((JsonNode)new JsonObject { ["label"] = account.Label, ["email"] = account.Email, ["password"] = account.Password });
        }

        return Envelope.One("setup", "core.setup", new JsonObject
        {
            ["product"] = "Ashlar",
            ["version"] = ModuleRegistry.CoreVersion,
            ["demo"] = demo.Count > 0,
            ["tenant"] = named is null ? null : new JsonObject { ["code"] = named.Code, ["name"] = named.Name },
            ["demo_accounts"] = demo,
        });
    }
}
