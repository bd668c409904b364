using System.Net;
using Ashlar.TestKit;

namespace Ashlar.System.Tests.Cli;

[Trait("feature", "KEY-09")]
public sealed class KeyCommandTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task A_key_is_made_used_rotated_and_revoked()
    {
        await Organisation.Make(host, "acme");
        using var cli = await new CommandLine(host.Address).SignIn("admin@acme.test", "Quartz-Meadow-77");
        var made = (await cli.Run("key", "create", "Export", "--scope", "org:users:read", "--expires", "90d", "--json")).Ok();
        var secret = (string)made.Json["attributes"]!["key"]!;
        Assert.Contains("not shown again", made.Errors, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await Status(secret));

        // The program itself runs with a key in place of a sign-in.
        var asKey = new Dictionary<string, string>(StringComparer.Ordinal) { ["ASHLAR_TOKEN"] = secret };
        (await cli.Run(asKey, "list", "org.users", "--json")).Ok();
        Assert.Equal(4, (await cli.Run(asKey, "list", "rbac.roles")).Exit);

        var listed = (await cli.Run("key", "list", "--output", "csv")).Ok();
        Assert.Contains("Export,person,,dev,active,ashk_dev_", listed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, listed.Output, StringComparison.Ordinal);

        var renewed = (string)(await cli.Run("key", "rotate", "Export", "--overlap-hours", "0", "--json")).Ok().Json["attributes"]!["key"]!;
        Assert.Equal(HttpStatusCode.Unauthorized, await Status(secret));
        Assert.Equal(HttpStatusCode.OK, await Status(renewed));
        Assert.Equal(2, (await cli.Run("key", "revoke", "Export")).Exit);
        (await cli.Run("key", "revoke", "Export", "--yes")).Ok();
        Assert.Equal(HttpStatusCode.Unauthorized, await Status(renewed));
        Assert.Equal(3, (await cli.Run("key", "rotate", "Nothing")).Exit);
        Assert.Equal(2, (await cli.Run("key", "create", "Odd", "--scope", "org:users:read", "--expires", "soon")).Exit);
    }

    [Fact]
    public async Task A_key_for_production_waits_for_an_administrator()
    {
        var globex = await Organisation.Make(host, "globex");
        using var member = await globex.Person("ann", "member");
        using var annsCli = await new CommandLine(host.Address).SignIn("ann@globex.test", "Quartz-Meadow-77");
        var asked = (await annsCli.Run("key", "create", "Live", "--scope", "org:users:read", "--env", "prod", "--json")).Ok();
        Assert.Equal("pending", (string)asked.Json["attributes"]!["status"]!);
        Assert.Contains("approved", asked.Errors, StringComparison.Ordinal);
        Assert.Equal(4, (await annsCli.Run("key", "approve", (string)asked.Json["id"]!)).Exit);

        using var cli = await new CommandLine(host.Address).SignIn("admin@globex.test", "Quartz-Meadow-77");
        (await cli.Run("key", "approve", "Live")).Ok();
        Assert.Equal(HttpStatusCode.OK, await Status((string)asked.Json["attributes"]!["key"]!));
        Assert.Equal(5, (await cli.Run("key", "refuse", "Live")).Exit);
        Assert.Single((await cli.Run("key", "list", "--all", "--json")).Ok().Json.AsArray());
    }

    [Fact]
    public async Task The_operator_makes_keys_of_modules()
    {
        using var cli = await new CommandLine(host.Address).SignIn("operator@localhost", Organisation.OperatorPassword);
        var made = (await cli.Run("key", "create", "Ledger", "--module", "financial", "--env", "prod", "--allow-ip", "127.0.0.0/8", "--allow-ip", "::1", "--json")).Ok().Json["attributes"]!;
        Assert.Equal(("module", "active", "financial"), ((string)made["kind"]!, (string)made["status"]!, (string)made["module_name"]!));
        using var client = host.NewClient();
        client.DefaultRequestHeaders.Add("X-API-Key", (string)made["key"]!);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/v1/core/tenants/1")).StatusCode);
    }

    private async Task<HttpStatusCode> Status(string key)
    {
        using var client = host.NewClient();
        client.DefaultRequestHeaders.Add("X-API-Key", key);
        return (await client.GetAsync("/api/v1/org/users")).StatusCode;
    }
}
