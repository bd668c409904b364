using System.Text.Json.Nodes;
using Ashlar.TestKit;

namespace Ashlar.System.Tests.Cli;

[Trait("feature", "DRB-06")]
public sealed class BackupCommandTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task An_operator_takes_proves_and_uses_a_backup_from_the_command_line()
    {
        var acme = await Organisation.Make(host, "cli-acme", "shared", "crm");
        using var cli = await new CommandLine(host.Address).SignIn("operator@localhost", Organisation.OperatorPassword);
        Assert.Equal(3, (await cli.Run("backup", "verify", "latest")).Exit);

        var taken = (await cli.Run("backup", "create", "--full", "--wait", "--json")).Ok().Json["attributes"]!;
        Assert.Equal("succeeded", (string)taken["state"]!);
        var listed = Assert.Single((await cli.Run("backup", "list", "--json")).Ok().Json.AsArray())!;
        Assert.Equal((string)taken["result"]!["backup_id"]!, (string)listed["id"]!);
        Assert.Contains("wal_mode", (await cli.Run("backup", "status")).Ok().Output, StringComparison.Ordinal);
        (await cli.Run("backup", "verify", "latest", "--wait")).Ok();

        Assert.Equal(2, (await cli.Run("backup", "restore", "latest", "cli-acme", "--reason", "A wrong import")).Exit);
        var restored = (await cli.Run("backup", "restore", "latest", "cli-acme", "--reason", "A wrong import", "--yes", "--wait", "--json")).Ok().Json["attributes"]!;
        Assert.True((long)restored["result"]!["rows"]! > 0);
        Assert.Equal(global::System.Net.HttpStatusCode.Unauthorized, (await acme.Admin.GetAsync("/api/v1/crm/accounts")).StatusCode);

        var configuration = (await cli.Run("backup", "configuration")).Ok().Output;
        Assert.NotNull(JsonNode.Parse(configuration)!["settings"]!["core.time_zone"]);
        (await cli.Run("backup", "configuration", "--then", "latest")).Ok();
    }
}
