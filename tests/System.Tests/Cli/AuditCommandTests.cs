using Ashlar.Core.Audit;
using Ashlar.Core.Audit.Sealing;
using Ashlar.Core.Storage;
using Ashlar.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.System.Tests.Cli;

[Trait("feature", "AUD-11")]
public sealed class AuditCommandTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task A_log_is_verified_with_and_without_the_host_and_a_rolled_back_one_is_found_by_the_head_kept_here()
    {
        using var cli = await new CommandLine(host.Address).SignIn("operator@localhost", Organisation.OperatorPassword);
        await Write(5);
        var first = (await cli.Run("audit", "verify", "--json")).Ok().Json;
        Assert.True((bool)first["ok"]!);

        await Write(20);
        var file = Path.Combine(cli.Folder, "log.ndjson");
        (await cli.Run("audit", "export", "--file", file)).Ok();
        var offline = await cli.Run("audit", "verify", "--file", file, "--json", "--url", "http://127.0.0.1:1");
        Assert.True((bool)offline.Ok().Json["ok"]!, offline.Output);
        Assert.True((long)offline.Json["size"]! > (long)first["size"]!);
        Assert.Equal((long)first["size"]!, (long)offline.Json["follows_from"]!);

        // A person is counted and erased, and the log holds.
        await host.Services.GetRequiredService<AuditLog>().Write(new AuditEntry { TenantId = Core.Tenancy.TenantInfo.PlatformId, ActorName = "Grace Hopper", ActorKind = "anonymous", Action = "test.cli" }, CancellationToken.None);
        await Write(1);
        string[] order = ["audit", "erase", "--text", "Grace Hopper", "--reason", "Request 21 of last week", "--json"];
        Assert.Equal(1, (long)(await cli.Run([.. order, "--rehearse"])).Ok().Json["entries"]!);
        Assert.Equal("ordered", (string?)(await cli.Run(order)).Ok().Json["status"]);
        Assert.True((bool)(await cli.Run("audit", "verify", "--json")).Ok().Json["ok"]!);
        Assert.Contains("ASHLAR_AUDIT_SYSLOG", (await cli.Run("audit", "syslog")).Errors, StringComparison.Ordinal);

        var lines = await File.ReadAllLinesAsync(file);
        lines[8] = lines[8].Replace("\"result\":\"ok\"", "\"result\":\"no\"", StringComparison.Ordinal);
        await File.WriteAllLinesAsync(file, lines);
        Assert.Equal(1, (await cli.Run("audit", "verify", "--file", file)).Exit);

        // The whole database is put back to a shorter, consistent log.
        var log = Guid.Parse((string)first["log"]!);
        await using (var owner = await host.Services.GetRequiredService<DatabaseConnections>().OpenOwner("", CancellationToken.None))
        {
            await owner.Execute("SET session_replication_role = replica", CancellationToken.None);
            var size = (long)first["size"]!;
            await owner.Execute("DELETE FROM public.audit_logs a USING public.audit_leaves l WHERE a.id = l.entry_id AND l.log = $1 AND l.position >= $2", CancellationToken.None, log, size);
            await owner.Execute("DELETE FROM public.audit_leaves WHERE log = $1 AND position >= $2", CancellationToken.None, log, size);
            await owner.Execute("DELETE FROM public.audit_heads WHERE log = $1 AND size > $2", CancellationToken.None, log, size);
        }

        var cut = await cli.Run("audit", "verify", "--json");
        Assert.Equal(1, cut.Exit);
        Assert.Contains("rolled_back", cut.Output, StringComparison.Ordinal);
        var alerts = (await cli.Run("audit", "alerts", "--json")).Ok().Json;
        (await cli.Run("audit", "acknowledge", (string)alerts.AsArray()[0]!["id"]!, "--note", "It was this test")).Ok();
        Assert.True((await cli.Run("audit", "alerts", "--json")).Ok().Json.AsArray().Count < alerts.AsArray().Count);
        Assert.Contains("rolled_back", (await cli.Run("audit", "head")).Errors, StringComparison.Ordinal);
    }

    private async Task Write(int entries)
    {
        for (var i = 0; i < entries; i++)
            await host.Services.GetRequiredService<AuditLog>().Write(new AuditEntry { TenantId = Core.Tenancy.TenantInfo.PlatformId, ActorName = "Ada", Action = "test.cli" }, CancellationToken.None);
        for (var i = 0; i < 50 && (i == 0 || await host.Services.GetRequiredService<AuditProofs>().Waiting(Core.Tenancy.TenantInfo.PlatformId, CancellationToken.None) > 0); i++)
            await host.Services.GetRequiredService<Sealer>().SealAll(CancellationToken.None);
    }
}
