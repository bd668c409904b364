using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Contract.Values;
using Ashlar.Core.Access;
using Ashlar.Core.Audit;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Resources;
using Ashlar.Core.Resources.Verbs;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Ashlar.System.Tests.Attacks.Surface;
using Ashlar.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Ashlar.System.Tests.Attacks;

/// <summary>A host built with one of its fences down, in which the others still stand.</summary>
[Trait("feature", "SEC-12")]
public sealed class DefenceTests(TestServer server)
{
    private const string Open = "/api/v1/test/open";

    /// <summary>The door lets everybody through: copies of all routes of the CRM's accounts that ask for nothing but a sign-in.</summary>
    [Fact]
    [Trait("feature", "RBC-08")]
    public async Task Where_the_door_stands_open_the_work_behind_it_asks_again()
    {
        await using var host = new TestHost(server);
        await host.Start(map: app =>
        {
            foreach (var endpoint in Endpoints(app).Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api/v1/crm/accounts", StringComparison.Ordinal)))
            {
                app.MapMethods(Open + endpoint.RoutePattern.RawText!["/api/v1/crm/accounts".Length..], endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods, endpoint.RequestDelegate!)
                    .SignedIn(keys: true).WithMetadata([.. endpoint.Metadata.Where(item => item is ResourceRoute or CommandRoute or QueryRoute)]);
            }
        });
        var acme = await Organisation.Make(host, "acme", "shared", "crm");
        using var oper = await Organisation.Operator(host);
        await Organisation.Data(await oper.PostAsJsonAsync($"/api/v1/platform/tenants/{acme.Id}/subscribe", new { module = "crm", plan = "enterprise" }));
        using var nobody = await acme.Person("nobody");
        var row = (await Organisation.Data(await acme.Admin.PostAsJsonAsync("/api/v1/crm/accounts", new { name = "Behind the door" }))).GetProperty("id").GetString()!;

        var tried = 0;
        foreach (var endpoint in Endpoints(host.Services).Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith(Open, StringComparison.Ordinal)))
        {
            var (method, pattern) = (endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods[0], endpoint.RoutePattern.RawText!);
            // A definition tells what fields there are, which the member may know, and nothing of the rows.
            if (pattern.EndsWith("/schema", StringComparison.Ordinal))
                continue;
            using var request = new HttpRequestMessage(new HttpMethod(method), pattern.Replace("{id}", row, StringComparison.Ordinal)) { Content = method == "GET" ? null : JsonContent.Create(Body(pattern, row)) };
            using var answer = await nobody.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode == HttpStatusCode.Forbidden && text.Contains("permission_denied", StringComparison.Ordinal), $"{method} {pattern} answered {(int)answer.StatusCode}: {text}");
            tried++;
        }

        Assert.True(tried >= 14, $"Only {tried} routes were tried.");
        Assert.Equal("Behind the door", (await Organisation.Data(await acme.Admin.GetAsync($"/api/v1/crm/accounts/{row}"))).GetProperty("attributes").GetProperty("name").GetString());
    }

    [Fact]
    [Trait("feature", "RBC-08")]
    public async Task A_service_that_is_called_without_any_request_refuses_as_well()
    {
        await using var host = new TestHost(server);
        await host.InitializeAsync();
        var acme = await Organisation.Make(host, "acme", "shared", "crm");
        var tenant = await host.Services.GetRequiredService<TenantDirectory>().ById(acme.Id, CancellationToken.None);
        var caller = new Core.Identity.Caller { UserId = Ids.New(), Name = "Intruder", Tenant = tenant, Permissions = PermissionSet.Nothing };
        var ran = false;
        var result = await host.Services.GetRequiredService<CommandPipeline>().Run(
            new Call(caller, RequestInfo.None, new PermissionAccess("crm:accounts:create")) { Self = "/" },
            (_, _) =>
            {
                ran = true;
                return Task.FromResult<Contract.Errors.Result<Answer>>(Answer.NoContent);
            }, CancellationToken.None);
        Assert.Equal("permission_denied", result.Error?.Code);
        Assert.False(ran);
    }

    /// <summary>Policies are lifted from every table: the statements themselves still name the tenant.</summary>
    [Fact]
    [Trait("feature", "TEN-01")]
    public async Task Without_row_level_security_the_statements_still_keep_organisations_apart()
    {
        var world = new AttackWorld(server);
        await using var host = world.Host;
        await world.InitializeAsync();
        var operations = world.Map.Operations.Where(operation => operation.Path.StartsWith("/api/v1/crm/", StringComparison.Ordinal) && operation.In("path").Any(parameter => parameter.Name == "id")).ToList();
        foreach (var operation in operations)
            await AttackWorld.Ids(operation, world.Theirs);
        await using (var owner = await world.OpenOwner())
        {
            foreach (var table in await TenantTables(owner))
                await owner.Execute($"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY", CancellationToken.None);
            Assert.True(await world.AppSource().Scalar<long>("SELECT count(*) FROM shared.crm_accounts WHERE tenant_id = $1", CancellationToken.None, world.Victim.Id) > 0, "The policies are still there.");
        }

        foreach (var operation in operations)
        {
            var (status, text) = await AttackWorld.Send(world.Attacker.Admin, operation, operation.Filled(await AttackWorld.Ids(operation, world.Theirs)), await world.Ours.Bodies.Of(operation) is { } body ? JsonContent.Create(body) : null);
            Assert.True(status == 404, $"{operation.Name} answered {status}: {text}");
        }

        foreach (var list in operations.Select(operation => operation.KindOf("id")).Distinct())
            Assert.DoesNotContain(await world.Theirs.Of(list), await world.Attacker.Admin.GetStringAsync($"{list}?deleted=with&limit=200"), StringComparison.Ordinal);
    }

    /// <summary>The statements forget the tenant: the policies under them do not, on any table there is.</summary>
    [Fact]
    [Trait("feature", "TEN-01")]
    public async Task Statements_that_forget_the_tenant_see_and_change_nothing_of_another_one()
    {
        var world = new AttackWorld(server);
        await using var host = world.Host;
        await world.InitializeAsync();
        foreach (var operation in world.Map.Operations)
            await AttackWorld.Ids(operation, world.Theirs);

        await using var owner = await world.OpenOwner();
        var tables = await TenantTables(owner);
        var (tried, wrong) = (0, new List<string>());
        foreach (var table in tables)
        {
            if (await owner.Scalar<long>($"SELECT count(*) FROM {table} WHERE tenant_id = $1", CancellationToken.None, world.Victim.Id) == 0)
                continue;
            tried++;
            foreach (var statement in (string[])[$"SELECT tenant_id FROM {table}", $"UPDATE {table} SET tenant_id = tenant_id RETURNING tenant_id", $"DELETE FROM {table} RETURNING tenant_id"])
            {
                if (await Seen(world, statement, world.Victim.Id) is > 0 and var rows)
                    wrong.Add($"{statement} reached {rows} rows of another organisation");
            }
        }

        Assert.True(tried > 20, $"Only {tried} of {tables.Count} tables hold rows.");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static JsonNode Body(string pattern, string row) => pattern switch
    {
        _ when pattern.EndsWith("/bulk", StringComparison.Ordinal) => new JsonObject { ["op"] = "delete", ["ids"] = new JsonArray(row) },
        _ when pattern.EndsWith("/import", StringComparison.Ordinal) || pattern.EndsWith("/preview", StringComparison.Ordinal) => new JsonArray(new JsonObject { ["name"] = "Imported" }),
        _ when pattern.EndsWith("/revert", StringComparison.Ordinal) => new JsonObject { ["version"] = 1 },
        _ when pattern.EndsWith("/merge", StringComparison.Ordinal) || pattern.EndsWith("/assign", StringComparison.Ordinal) => new JsonObject(),
        _ => new JsonObject { ["name"] = "Changed" },
    };

    /// <summary>How many rows of a tenant a statement reaches in a session of the attacker; a right that is missing reaches none.</summary>
    private static async Task<int> Seen(AttackWorld world, string statement, Guid victim)
    {
        await using var connection = await world.AppSource().OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.Execute("SELECT set_config('app.tenant', $1, true)", CancellationToken.None, world.Attacker.Id.ToString());
        try
        {
            return (await connection.Query(statement, row => row.GetGuid(0), CancellationToken.None)).Count(tenant => tenant == victim);
        }
        catch (PostgresException refused) when (refused.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.RaiseException)
        {
            return 0;
        }
    }

    private static Task<List<string>> TenantTables(NpgsqlConnection owner) => owner.Query(
        """
        SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relrowsecurity AND n.nspname IN ('public', 'shared') ORDER BY 1
        """, row => row.GetString(0), CancellationToken.None);

    private static List<RouteEndpoint> Endpoints(IEndpointRouteBuilder app) => [.. app.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()];

    private static List<RouteEndpoint> Endpoints(IServiceProvider services) => [.. services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()];
}
