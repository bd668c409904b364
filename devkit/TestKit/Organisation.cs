using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Ashlar.TestKit;

/// <summary>An organisation made through the product's own routes, with its administrator signed in.</summary>
public sealed class Organisation
{
    public const string OperatorPassword = "Operator-For-Tests-1";
    private const string Password = "Quartz-Meadow-77";

    private readonly TestHost _host;

    private Organisation(TestHost host, string code, Guid id, HttpClient admin) => (_host, Code, Id, Admin) = (host, code, id, admin);

    public string Code { get; }

    public Guid Id { get; }

    /// <summary>Speaks as the administrator.</summary>
    public HttpClient Admin { get; }

    /// <summary>Makes one; isolation is shared, schema or database.</summary>
    public static async Task<Organisation> Make(TestHost host, string code, string isolation = "shared", params string[] apps)
    {
        using var oper = await Operator(host);
        return await Make(host, oper, code, isolation, apps);
    }

    /// <summary>The same by an operator who is signed in already, perhaps with a second factor.</summary>
    public static async Task<Organisation> Make(TestHost host, HttpClient oper, string code, string isolation = "shared", params string[] apps)
    {
        var email = $"admin@{code}.test";
        var made = await oper.PostAsJsonAsync("/api/v1/platform/tenants", new { code, name = code, isolation, admin_email = email, admin_name = "Admin", apps });
        var attributes = (await Data(made)).GetProperty("attributes");
        Require(attributes.GetProperty("status").GetString() == "active", attributes.ToString());
        var admin = await Accept(host, attributes.GetProperty("provisioning").GetProperty("invite_link").GetString()!);
        return new Organisation(host, code, (await Data(made)).GetProperty("id").GetGuid(), admin);
    }

    /// <summary>Another person of the organisation, with the roles named by code and no others.</summary>
    public async Task<HttpClient> Person(string name, params string[] roles)
    {
        var known = await Rows(Admin, "/api/v1/rbac/roles?limit=200");
        var ids = known.Where(role => roles.Contains(role.GetProperty("attributes").GetProperty("code").GetString())).Select(role => role.GetProperty("id").GetGuid()).ToArray();
        Require(roles.Length == ids.Length, $"{Code} lacks one of the roles {string.Join(", ", roles)}.");
        var invited = await Data(await Admin.PostAsJsonAsync("/api/v1/org/users/invite", new { email = $"{name}@{Code}.test", name, role_ids = ids }));
        return await Accept(_host, invited.GetProperty("attributes").GetProperty("link").GetString()!);
    }

    /// <summary>Signs in as the operator of the installation.</summary>
    public static async Task<HttpClient> Operator(TestHost host)
    {
        var client = host.NewClient();
        var session = await Data(await client.PostAsJsonAsync("/api/v1/auth/login", new { email = "operator@localhost", password = OperatorPassword }));
        return WithToken(client, session);
    }

    /// <summary>The rows of a list.</summary>
    public static async Task<IReadOnlyList<JsonElement>> Rows(HttpClient client, string path) => [.. (await Data(await client.GetAsync(path))).EnumerateArray()];

    /// <summary>What an answer carries; fails the test with the whole answer when it is an error.</summary>
    public static async Task<JsonElement> Data(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Require(response.IsSuccessStatusCode, $"{(int)response.StatusCode} {response.RequestMessage?.Method} {response.RequestMessage?.RequestUri}: {text}");
        return JsonElement.Parse(text).GetProperty("data");
    }

    /// <summary>The code of a refusal.</summary>
    public static async Task<string?> Refused(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Require(response.StatusCode == status, $"expected {(int)status}, got {(int)response.StatusCode} for {response.RequestMessage?.Method} {response.RequestMessage?.RequestUri}: {text}");
        return JsonElement.Parse(text).GetProperty("error").GetProperty("code").GetString();
    }

    private static async Task<HttpClient> Accept(TestHost host, string link)
    {
        var client = host.NewClient();
        var token = link[(link.IndexOf("token=", StringComparison.Ordinal) + 6)..];
        var session = await Data(await client.PostAsJsonAsync($"/api/v1/auth/invitations/{token}/accept", new { password = Password }));
        return WithToken(client, session);
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new InvalidOperationException(otherwise);
    }

    private static HttpClient WithToken(HttpClient client, JsonElement session)
    {
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("attributes").GetProperty("access_token").GetString());
        return client;
    }
}
