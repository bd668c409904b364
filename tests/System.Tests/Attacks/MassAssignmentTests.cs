using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Ashlar.Core.Access;
using Ashlar.System.Tests.Attacks.Surface;
using Ashlar.TestKit;

namespace Ashlar.System.Tests.Attacks;

/// <summary>What the host decides by itself is no member of any body: whoever sends it is refused by name.</summary>
[Trait("feature", "SEC-09")]
public sealed class MassAssignmentTests(AttackWorld world) : IClassFixture<AttackWorld>
{
    private static readonly Dictionary<string, string> _owned = new(StringComparer.Ordinal)
    {
        ["tenant_id"] = "\"00000000-0000-0000-0000-000000000001\"", ["id"] = "\"01980a3c-5d10-7c44-9f2e-6f1d2b3c4d5e\"", ["created_at"] = "\"2020-01-01T00:00:00Z\"", ["created_by"] = "\"01980a3c-5d10-7c44-9f2e-6f1d2b3c4d5e\"",
        ["updated_at"] = "\"2020-01-01T00:00:00Z\"", ["updated_by"] = "null", ["version"] = "99", ["deleted_at"] = "null", ["is_operator"] = "true", ["is_admin"] = "true", ["role"] = "\"admin\"", ["roles"] = "[\"admin\"]", ["permissions"] = "[\"*:*:*\"]",
        ["builtin"] = "true", ["verified_at"] = "\"2020-01-01T00:00:00Z\"", ["password_hash"] = "\"x\"", ["password"] = "\"Quartz-Meadow-78\"", ["status"] = "\"active\"", ["owner_id"] = "\"01980a3c-5d10-7c44-9f2e-6f1d2b3c4d5e\"", ["user_id"] = "\"01980a3c-5d10-7c44-9f2e-6f1d2b3c4d5e\"",
        ["email"] = "\"taken@evil.test\"", ["hash"] = "\"x\"", ["secret"] = "\"x\"", ["traits"] = "[\"phi_authorized\"]", ["legacy_id"] = "1", ["kind"] = "\"module\"", ["__proto__"] = "{\"x\":1}", ["Tenant_Id"] = "\"x\"", ["tenantId"] = "\"x\"", ["state"] = "\"ready\"", ["key_id"] = "\"x\"",
    };

    [Fact]
    public async Task What_the_host_sets_is_refused_by_name_in_the_body_of_every_route()
    {
        using var actors = await Actors.Of(world);
        var (names, turn, sent) = (_owned.Keys.ToList(), 0, 0);
        var wrong = new List<string>();
        foreach (var operation in world.Map.Operations.Where(IsClosed).OrderBy(operation => operation.Method == "DELETE"))
        {
            var ids = await AttackWorld.Ids(operation, world.Ours);
            var foreign = names.Where(name => !operation.Fields.Any(field => field.Key == name)).ToList();
            // The tenant always, the others in turn.
            foreach (var name in foreign.Take(1).Concat(Enumerable.Range(0, 4).Select(_ => foreign[1 + (turn++ % (foreign.Count - 1))])).Distinct())
            {
                var body = await world.Ours.Bodies.Of(operation) as JsonObject ?? [];
                body[name] = JsonNode.Parse(_owned[name]);
                using var answer = await actors.For(operation).Send(() => new HttpRequestMessage(new HttpMethod(operation.Method), operation.Filled(ids)) { Content = JsonContent.Create(body) });
                var text = await answer.Content.ReadAsStringAsync();
                sent++;
                if ((int)answer.StatusCode is not (400 or 422) || !text.Contains(name, StringComparison.OrdinalIgnoreCase))
                    wrong.Add($"{operation.Name} with {name} answered {(int)answer.StatusCode}: {text[..Math.Min(250, text.Length)]}");
            }
        }

        Assert.True(sent > 500, $"Only {sent} were sent.");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>Bodies of the earlier system's routes stay open, as they were; what is not known there is not looked at.</summary>
    private static bool IsClosed(Operation operation) => operation.Body is { } body && (string?)body["type"] == "object" && operation.Access is not ModuleAccess && !operation.Path.EndsWith("/import", StringComparison.Ordinal) && !operation.Path.EndsWith("/preview", StringComparison.Ordinal);
}
