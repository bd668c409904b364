using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.Core.Access;
using Ashlar.System.Tests.Attacks.Surface;
using Ashlar.TestKit;

namespace Ashlar.System.Tests.Attacks;

/// <summary>Every operation of the host, tried by those it is not for. A route that is added is tried without anybody writing a test.</summary>
[Trait("feature", "RBC-10")]
public sealed class DoorTests(AttackWorld world) : IClassFixture<AttackWorld>
{
    /// <summary>First of all: whoever adds a kind of row adds one to attack.</summary>
    [Fact]
    public async Task There_is_a_row_of_every_kind_to_attack()
    {
        var missing = new List<string>();
        foreach (var kind in world.Map.Operations.SelectMany(operation => operation.In("path").Select(parameter => operation.KindOf(parameter.Name))).Distinct())
        {
            try
            {
                Assert.NotEmpty(await world.Theirs.Of(kind));
            }
            catch (InvalidOperationException failure)
            {
                missing.Add(failure.Message);
            }
        }

        Assert.True(missing.Count == 0, string.Join('\n', missing));
    }

    [Fact]
    public async Task Nobody_who_has_not_signed_in_gets_through_a_door_that_is_not_on_the_open_list()
    {
        using var anonymous = world.Host.NewClient();
        await Each(operation => operation.Access is not AnonymousAccess, anonymous, operation => [401], "unauthenticated");
    }

    [Fact]
    public async Task A_member_without_a_role_is_refused_by_every_permission()
    {
        // Without any named the role of every member would be given.
        await Organisation.Data(await world.Victim.Admin.PostAsJsonAsync("/api/v1/rbac/roles", new { code = "empty", name = "Empty" }));
        using var member = await world.Victim.Person("nobody", "empty");
        await Each(operation => operation.Access is PermissionAccess, member, operation => [403], "permission_denied");
    }

    [Fact]
    public async Task A_key_opens_nothing_beyond_its_scopes()
    {
        using var key = await Key("/api/v1/keys/mine", world.Victim.Admin, new { name = "Narrow", environment = "dev", scopes = new[] { "crm:leads:read" } });
        await Each(operation => operation.Access is PermissionAccess access && access.Permission != "crm:leads:read", key, operation => [403], null);
    }

    [Fact]
    public async Task A_key_does_nothing_that_only_a_person_does()
    {
        using var key = await Key("/api/v1/keys/mine", world.Victim.Admin, new { name = "Wide", environment = "dev", scopes = new[] { "*:*:*" } });
        await Each(operation => operation.Access is SignedInAccess { Keys: false } or ModuleAccess, key, operation => [401, 403], null);
    }

    [Fact]
    public async Task A_key_is_no_way_around_a_fresh_proof()
    {
        using var key = await Key("/api/v1/keys/mine", world.Operator, new { name = "Wide", environment = "dev", scopes = new[] { "*:*:*" } });
        await Each(operation => operation.StepUp, key, operation => [403], "api_key_not_allowed");
    }

    [Fact]
    public async Task The_key_of_a_module_opens_the_core_api_and_nothing_else()
    {
        using var module = await Key("/api/v1/keys/api_keys", world.Operator, new { name = "Module", kind = "module", module_name = "financial", environment = "dev" });
        await Each(operation => operation.Access is PermissionAccess or SignedInAccess, module, operation => [403], null);
    }

    [Fact]
    public async Task An_administrator_of_an_organisation_is_no_operator() =>
        await Each(operation => operation.Access is PermissionAccess { Module: "platform" }, world.Victim.Admin, operation => [403], "permission_denied");

    private async Task<HttpClient> Key(string path, HttpClient person, object wanted) =>
        world.With((await Organisation.Data(await person.PostAsJsonAsync(path, wanted))).GetProperty("attributes").GetProperty("key").GetString()!);

    private async Task Each(Func<Operation, bool> chosen, HttpClient client, Func<Operation, int[]> expected, string? code)
    {
        var wrong = new List<string>();
        await using var owner = await world.OpenOwner();
        var operations = world.Map.Operations.Where(chosen).ToList();
        var requests = new List<(Operation Operation, string Path, JsonContent? Body)>();
        foreach (var operation in operations)
        {
            var body = await world.Theirs.Bodies.Of(operation);
            requests.Add((operation, operation.Filled(await AttackWorld.Ids(operation, world.Theirs)), body is null ? null : JsonContent.Create(body)));
        }

        var before = await Prints.Of(owner, world.Victim.Id);
        foreach (var (operation, path, body) in requests)
        {
            var (status, text) = await AttackWorld.Send(client, operation, path, body);
            if (!expected(operation).Contains(status) || (code is not null && !text.Contains(code, StringComparison.Ordinal) && !text.Contains("\"detail\"", StringComparison.Ordinal)))
                wrong.Add($"{operation.Name} answered {status}: {text[..Math.Min(200, text.Length)]}");
        }

        Assert.NotEmpty(operations);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(Prints.Show(before), Prints.Show(await Prints.Of(owner, world.Victim.Id)));
    }
}
