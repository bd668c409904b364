using System.Text.Json.Nodes;
using System.Web;
using Ashlar.Core.Access.Roles;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Tests.Identity.Providers;

/// <summary>A browser on its way to a provider.</summary>
internal sealed record Way(string Url, string Cookie)
{
    public string State => HttpUtility.ParseQueryString(new Uri(Url).Query)["state"]!;
}

/// <summary>What tests of providers do again and again.</summary>
internal static class ProviderSteps
{
    /// <summary>An administrator of the operator's organisation, signed in.</summary>
    public static async Task<string> Operator(this IdentityHost host)
    {
        var platform = new TestTenant(TenantInfo.PlatformId, TenantInfo.PlatformCode);
        return (await host.Tokens(await host.Admin(platform))).Access;
    }

    /// <summary>A provider of whoever sets it up, with its id.</summary>
    public static async Task<Guid> Provider(this IdentityHost host, string admin, string issuer, object? more = null, string clientId = FakeProvider.ClientId, string? secret = FakeProvider.Secret)
    {
        var body = new JsonObject { ["name"] = "Test provider", ["issuer"] = issuer, ["client_id"] = clientId, ["client_secret"] = secret };
        foreach (var (name, value) in System.Text.Json.JsonSerializer.SerializeToNode(more ?? new { })!.AsObject())
            body[name] = value?.DeepClone();
        var made = await host.Post("/api/v1/security/providers", body, admin);
        Assert.True(made.Status == 201, made.Json?.ToJsonString());
        return (Guid)made.Json!["data"]!["id"]!;
    }

    public static async Task<Way> Begin(this IdentityHost host, Guid provider, object? more = null) => Gone(await host.Post($"/api/v1/auth/providers/{provider}/begin", more ?? new { }));

    public static Way Gone(Reply reply)
    {
        Assert.True(reply.Status == 200, reply.Json?.ToJsonString());
        return new Way((string)reply.Attributes["url"]!, Assert.Single(reply.Cookies, cookie => cookie.StartsWith("ashlar_visit_", StringComparison.Ordinal)).Split(';')[0]);
    }

    public static Task<Reply> Complete(this IdentityHost host, Way way, string? code, string? bearer = null, string? state = null, string? iss = null) =>
        host.Post("/api/v1/auth/providers/complete", new { state = state ?? way.State, code, iss }, bearer, ("Cookie", way.Cookie));

    /// <summary>A whole sign-in of somebody at a provider that lies only as asked.</summary>
    public static async Task<Reply> SignIn(this IdentityHost host, FakeProvider fake, Guid provider, JsonObject claims, Func<JsonObject, string>? sign = null)
    {
        var way = await host.Begin(provider);
        return await host.Complete(way, fake.Code(way.Url, claims, sign));
    }

    public static JsonObject Person(string subject, string? email = null, bool verified = true) => email is null
        ? new JsonObject { ["sub"] = subject }
        : new JsonObject { ["sub"] = subject, ["email"] = email, ["email_verified"] = verified, ["name"] = "Vouched For" };

    /// <summary>What was refused lately without an account, newest last.</summary>
    public static Task<List<string>> Refusals(this IdentityHost host, string containing) => host.Database.Query(
        "SELECT action || ' ' || result || ': ' || reason FROM public.audit_logs WHERE reason LIKE '%' || $1 || '%' AND result = 'denied' ORDER BY id", row => row.GetString(0), CancellationToken.None, containing);

    public static async Task<Guid> RoleId(this IdentityHost host, TestTenant tenant, string code = BuiltinRoles.Admin) =>
        await host.Database.Scalar<Guid>("SELECT id FROM public.rbac_roles WHERE tenant_id = $1 AND code = $2", CancellationToken.None, tenant.Id, code);
}
