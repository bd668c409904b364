using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Ashlar.Core.Access;
using Ashlar.System.Tests.Attacks.Surface;
using Ashlar.TestKit;

namespace Ashlar.System.Tests.Attacks;

/// <summary>The administrator of one organisation tries every route with the real ids of another: in addresses, in bodies, in filters.</summary>
[Trait("feature", "TEN-01")]
public sealed class OtherTenantTests(AttackWorld world) : IClassFixture<AttackWorld>
{
    /// <summary>What stands in the address but belongs to nobody: names of apps, settings and secrets, and tokens that are what they open.</summary>
    private static readonly HashSet<string> _nobodys = new(StringComparer.Ordinal) { "/api/v1/catalogue", "/api/v1/settings", "/api/v1/auth/invitations", "/api/v1/files/links", "/hooks", "/hooks/{source}", "/api/v1/crm/records", "/api/v1/files/rows", "/api/v1/files/rows/{module}" };

    [Fact]
    public async Task The_id_of_another_organisations_row_does_not_exist_on_any_route()
    {
        var operations = world.Map.Operations.Where(operation => operation.In("path").Any(parameter => !_nobodys.Contains(operation.KindOf(parameter.Name))) && operation.Access is not (AnonymousAccess or ModuleAccess) && !Makes(operation)).ToList();
        var wrong = new List<string>();
        var requests = new List<(Operation Operation, string Path, JsonNode? Body)>();
        foreach (var operation in operations)
            requests.Add((operation, operation.Filled(await AttackWorld.Ids(operation, world.Theirs)), await world.Ours.Bodies.Of(operation)));

        await Unchanged(async () =>
        {
            foreach (var (operation, path, body) in requests)
            {
                // Reading comes first and removing last, so that nothing is not there because it was removed.
                var (status, text) = await AttackWorld.Send(world.Attacker.Admin, operation, path, body is null ? null : JsonContent.Create(body));
                var expected = operation.Access is PermissionAccess { Module: "platform" } ? 403 : 404;
                if ((status != expected && !Asks(operation, status)) || Leaks(text, path))
                    wrong.Add($"{operation.Name} answered {status}: {text[..Math.Min(300, text.Length)]}");
            }
        });
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task The_id_of_another_organisations_row_is_no_value_in_any_body()
    {
        var wrong = new List<string>();
        var requests = new List<(Operation Operation, string Path, JsonObject Body, string Field)>();
        foreach (var operation in world.Map.Operations.Where(operation => operation.IsWrite && operation.Access is PermissionAccess { Module: not "platform" }))
        {
            foreach (var (field, schema) in operation.Fields)
            {
                if (Bodies.Target(field, schema) is not { } kind || await world.Ours.Bodies.Of(operation) is not JsonObject body)
                    continue;
                body[field] = await world.Theirs.Of(kind);
                requests.Add((operation, operation.Filled(await AttackWorld.Ids(operation, world.Ours)), body, field));
            }
        }

        await Unchanged(async () =>
        {
            foreach (var (operation, path, body, field) in requests)
            {
                var (status, text) = await AttackWorld.Send(world.Attacker.Admin, operation, path, JsonContent.Create(body));
                if (status is < 400 or >= 500 || Leaks(text, body.ToJsonString()))
                    wrong.Add($"{operation.Name} with another organisation's {field} answered {status}: {text[..Math.Min(300, text.Length)]}");
            }
        });
        Assert.True(requests.Count > 50, $"Only {requests.Count} fields that point at rows were found.");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Bulk_work_on_another_organisations_rows_finds_none_of_them()
    {
        var wrong = new List<string>();
        var requests = new List<(Operation Operation, JsonObject Body)>();
        foreach (var operation in world.Map.Operations.Where(operation => operation.Path.EndsWith("/bulk", StringComparison.Ordinal) && operation.Access is PermissionAccess { Module: not "platform" }))
        {
            var id = await world.Theirs.Of(operation.Path[..^5]);
            foreach (var op in (string[])["delete", "update", "restore"])
                requests.Add((operation, new JsonObject { ["op"] = op, ["ids"] = new JsonArray(id), ["values"] = op == "update" ? new JsonObject { ["name"] = "Taken" } : null }));
        }

        await Unchanged(async () =>
        {
            foreach (var (operation, body) in requests)
            {
                if (body["values"] is null)
                    body.Remove("values");
                var (status, text) = await AttackWorld.Send(world.Attacker.Admin, operation, operation.Path, JsonContent.Create(body));
                if (status >= 500 || (status < 400 && (int)JsonNode.Parse(text)!["data"]!["succeeded"]! != 0) || Leaks(text, body.ToJsonString()))
                    wrong.Add($"{operation.Name} {body["op"]} answered {status}: {text[..Math.Min(300, text.Length)]}");
            }
        });
        Assert.NotEmpty(requests);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task No_list_search_aggregate_or_export_holds_a_byte_of_another_organisation()
    {
        // One of everything is there to be found.
        foreach (var operation in world.Map.Operations.Where(operation => operation.In("path").Any()))
            await AttackWorld.Ids(operation, world.Theirs);
        var ids = world.Theirs.Known.Values.Where(id => Guid.TryParse(id, out _)).ToList();

        var wrong = new List<string>();
        // The log first: what is asked of exports after it is in it.
        foreach (var operation in world.Map.Operations.OrderByDescending(operation => operation.Path.StartsWith("/api/v1/audit/entries", StringComparison.Ordinal)).Where(operation => operation is { Method: "GET" } && !operation.In("path").Any() && operation.Access is PermissionAccess { Module: not "platform" } or SignedInAccess))
        {
            var queries = new List<string> { "", "?deleted=with&limit=200&meta=total", "?q=victim" };
            foreach (var parameter in operation.In("query").Where(parameter => parameter.Name.EndsWith("_id", StringComparison.Ordinal) || parameter.Name == "log"))
                queries.AddRange(ids.Take(5).Append(world.Victim.Id.ToString()).Select(id => $"?{parameter.Name}={id}"));
            if (operation.In("query").FirstOrDefault(parameter => parameter.Name == "filter") is { } filter)
                queries.AddRange((filter.Schema["properties"]?.AsObject() ?? []).Select(field => field.Key).Where(field => field == "id" || field.EndsWith("_id", StringComparison.Ordinal)).Select(field => $"?filter[{field}][in]={string.Join(',', ids)}"));
            foreach (var query in queries)
            {
                // Of one that never sent such an id, or its own log would tell it of them.
                var (status, text) = await AttackWorld.Send(world.Spare.Admin, operation, operation.Path + query, null);
                if (status >= 500 || Leaks(text, query))
                    wrong.Add($"{operation.Name}{query} answered {status}: {text[..Math.Min(300, text.Length)]}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>The challenge, not the factor, says what is confirmed, and this one is none.</summary>
    private static bool Asks(Operation operation, int status) => operation.Path == "/api/v1/auth/factors/{id}/confirm" && status is 401 or 422;

    /// <summary>Names are everybody's own: to put a secret of the same name makes one.</summary>
    private static bool Makes(Operation operation) => operation is { Method: "PUT", Path: "/api/v1/security/secrets/{name}" };

    /// <summary>Whether an answer tells anything of the victim that the request did not say itself.</summary>
    private bool Leaks(string text, string sent) =>
        (text.Contains(world.Victim.Code, StringComparison.Ordinal) && !sent.Contains(world.Victim.Code, StringComparison.Ordinal))
        || new[] { world.Victim.Id.ToString() }.Concat(world.Theirs.Known.Values.Where(id => Guid.TryParse(id, out _))).Any(id => text.Contains(id, StringComparison.OrdinalIgnoreCase) && !sent.Contains(id, StringComparison.OrdinalIgnoreCase));

    private async Task Unchanged(Func<Task> attack)
    {
        await using var owner = await world.OpenOwner();
        var before = await Prints.Of(owner, world.Victim.Id);
        await attack();
        Assert.Equal(Prints.Show(before), Prints.Show(await Prints.Of(owner, world.Victim.Id)));
    }
}
