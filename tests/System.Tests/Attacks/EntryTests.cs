using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Ashlar.Core.Access;
using Ashlar.Core.Storage;
using Ashlar.System.Tests.Attacks.Surface;
using Ashlar.TestKit;

namespace Ashlar.System.Tests.Attacks;

/// <summary>Every write of the running host, asked for by somebody who may and with a body that it accepts: each is in the log with who, where and by which request.</summary>
[Trait("feature", "AUD-01")]
public sealed class EntryTests(AttackWorld world) : IClassFixture<AttackWorld>
{
    /// <summary>What a generated body cannot say, because it must agree with a row, a secret or an earlier answer.</summary>
    private static readonly Dictionary<string, string> _bodies = new(StringComparer.Ordinal)
    {
        ["POST /api/v1/auth/password"] = """{"current_password":"Quartz-Meadow-77","new_password":"Quartz-Meadow-78"}""",
        ["POST /api/v1/auth/step_up"] = """{"password":"Quartz-Meadow-77"}""",
        ["POST /api/v1/auth/switch"] = $$"""{"tenant":"attacker-org"}""",
        ["POST /api/v1/platform/tenants/{id}/suspend"] = """{"reason":"For the test"}""",
        ["PATCH /api/v1/platform/tenants/{id}"] = """{"name":"Another name"}""",
        ["PUT /api/v1/platform/tenants/{id}/settings/{key}"] = """{"value":"98.5"}""",
        ["PUT /api/v1/settings/{key}"] = """{"value":"Another name"}""",
    };

    /// <summary>Writes that no request of this test gets done, each with the reason.</summary>
    private static readonly Dictionary<string, string> _unproven = new(StringComparer.Ordinal)
    {
        ["POST /api/v1/auth/challenge/send"] = "Codes are sent by a gateway for mail or SMS, which this host has not.",
        ["POST /api/v1/auth/step_up/send"] = "Codes are sent by a gateway for mail or SMS, which this host has not.",
        ["POST /api/v1/auth/verify_email"] = "The link goes by mail alone, which this host cannot send.",
        ["POST /api/v1/auth/passkey"] = "Nobody here has an authenticator; the browser of the console's tests does.",
        ["POST /api/v1/auth/identities"] = "The issuer of this host signs nobody in.",
        ["POST /api/v1/auth/step_up/provider"] = "The issuer of this host signs nobody in.",
        ["POST /api/v1/auth/providers/complete"] = "The issuer of this host signs nobody in.",
        ["POST /api/v1/files/files/{id}/restore"] = "A deleted file never comes back: its key was destroyed.",
        ["POST /api/v1/org/users/bulk"] = "No field of a member can be set directly, and bulk knows nothing else of them.",
    };

    private readonly EntrySteps _steps = new(world);

    /// <param name="Operation">What was asked for.</param>
    /// <param name="Request">Its id.</param>
    /// <param name="Actor">Who asked.</param>
    /// <param name="Idle">It seems to have changed nothing; that an entry came of it says otherwise.</param>
    private sealed record Sent(Operation Operation, string Request, string Actor, bool Idle);

    [Fact]
    public async Task Every_write_that_succeeds_is_in_the_log_with_its_actor_its_organisation_and_its_request()
    {
        var (sent, refused) = (new List<Sent>(), new List<string>());
        // Setting up pipelines a second time does nothing.
        foreach (var operation in world.Map.Operations.Where(operation => operation is { IsWrite: true, NoEntry: null, Path: not "/api/v1/crm/pipelines/setup" }).OrderBy(Ends))
        {
            var (one, refusal) = await Try(operation);
            // What works on by itself, such as a queue, may have been faster or slower than the request.
            for (var again = 0; again < 2 && one is not { Idle: false } && !_unproven.ContainsKey(operation.Name); again++)
            {
                await Task.Delay(500);
                (one, refusal) = await Try(operation);
            }

            if (one is not null)
                sent.Add(one);
            else
                refused.Add($"{operation.Name}: {refusal}");
        }

        var silent = await Silent(sent);
        var broken = silent.Where(one => !one.Idle).Select(one => $"{one.Operation.Name} by {one.Actor}").ToList();
        Assert.True(broken.Count == 0, $"{broken.Count} of {sent.Count} writes left no whole entry:\n{string.Join('\n', broken)}");
        string[] unproven = [.. refused, .. silent.Select(one => $"{one.Operation.Name}: changed nothing")];
        var unexpected = unproven.Where(line => !_unproven.ContainsKey(line[..line.IndexOf(": ", StringComparison.Ordinal)])).ToList();
        Assert.True(unexpected.Count == 0, $"Of {sent.Count + refused.Count} writes these are not proven and have no reason not to be:\n{string.Join('\n', unexpected)}");
        // A reason that is none any more must not hide what comes later.
        Assert.Empty(_unproven.Keys.Except(unproven.Select(line => line[..line.IndexOf(": ", StringComparison.Ordinal)])));
    }

    private async Task<(Sent? Sent, string? Refusal)> Try(Operation operation)
    {
        try
        {
            using var actor = await Actor(operation);
            using var answer = await Send(actor, operation);
            return answer.IsSuccessStatusCode
                ? (new Sent(operation, answer.Headers.GetValues("X-Request-Id").Single(), actor.DefaultRequestHeaders.GetValues("X-Test-Actor").Single(), await ChangedNothing(answer)), null)
                : (null, $"{(int)answer.StatusCode} {await Start(answer)}");
        }
        catch (Exception failure) when (failure is InvalidOperationException or Npgsql.PostgresException or KeyNotFoundException)
        {
            return (null, $"its step fails: {failure.Message}");
        }
    }

    private async Task<List<Sent>> Silent(List<Sent> sent)
    {
        var silent = sent;
        // Entries of sign-ins and of work behind the answers come a moment later.
        for (var attempt = 0; attempt < 50 && silent.Exists(one => attempt < 10 || !one.Idle); attempt++)
        {
            if (attempt > 0)
                await Task.Delay(100);
            await using var owner = await world.OpenOwner();
            var entries = (await owner.Query(
                "SELECT request_id, actor_kind, actor_id IS NOT NULL, tenant_id IS NOT NULL FROM public.audit_logs WHERE request_id = ANY($1)",
                row => (Request: row.GetString(0), Kind: row.GetString(1), Actor: row.GetBoolean(2), Tenant: row.GetBoolean(3)), CancellationToken.None, (object)silent.Select(one => one.Request).ToArray())).ToLookup(entry => entry.Request);
            silent = [.. silent.Where(one => !entries[one.Request].Any(entry => IsWhole(one, entry.Kind, entry.Actor, entry.Tenant)))];
        }

        return silent;
    }

    /// <summary>Nobody is signed in where no sign-in is asked for, and a module's key belongs to nobody.</summary>
    private static bool IsWhole(Sent sent, string kind, bool actor, bool tenant) => sent.Operation.Access switch
    {
        AnonymousAccess => sent.Actor == "nobody" || actor,
        ModuleAccess => kind == "module",
        _ => actor && tenant,
    };

    /// <summary>What ends sessions and people comes last.</summary>
    private static int Ends(Operation operation) =>
        operation.Path.EndsWith("subscribe", StringComparison.Ordinal) ? 3 : operation.Path.StartsWith("/api/v1/auth/", StringComparison.Ordinal) ? 2 : operation.Method == "DELETE" ? 1 : 0;

    private async Task<HttpResponseMessage> Send(HttpClient actor, Operation operation)
    {
        // Each write has a row of its own, which no write before it has brought into another state.
        // Of limits there is one for each class and organisation.
        foreach (var kind in operation.In("path").Select(parameter => operation.KindOf(parameter.Name)).Append("/api/v1/org/groups").Where(kind => kind != "/api/v1/platform/limits"))
            world.Ours.Forget(kind);
        var ids = await AttackWorld.Ids(operation, world.Ours);
        var path = operation.Filled(ids);
        if (operation.Path.EndsWith("/restore", StringComparison.Ordinal))
            (await actor.DeleteAsync(path[..^8])).Dispose();
        var step = await _steps.Of(operation, actor, path);
        using var request = new HttpRequestMessage(new HttpMethod(operation.Method), operation.Path == "/api/v1/files/upload" ? $"{path}?name=entry.bin" : step?.Path ?? path);
        if (operation.Path == "/api/v1/files/upload")
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes("For the log"));
        else if (step is not null)
            request.Content = step.Body switch { null => null, byte[] bytes => new ByteArrayContent(bytes), var body => JsonContent.Create(body, body.GetType()) };
        else if (_bodies.TryGetValue(operation.Name, out var own))
            request.Content = new StringContent(own, Encoding.UTF8, "application/json");
        else if (operation.Path.EndsWith("/bulk", StringComparison.Ordinal))
            request.Content = JsonContent.Create(new JsonObject { ["op"] = "delete", ["ids"] = new JsonArray(await Fresh(operation.Path[..^5])) });
        else if (operation.Path.EndsWith("/revert", StringComparison.Ordinal))
            request.Content = JsonContent.Create(await Changed(actor, operation, path[..^7]));
        else if (await world.Ours.Bodies.Of(Making(operation) ?? operation) is { } body)
            request.Content = JsonContent.Create(body);
        var answer = await actor.SendAsync(request);
        // What is gone must not be pointed at.
        if (operation.Method == "DELETE")
            world.Ours.Forget(operation.Path[..operation.Path.LastIndexOf('/')]);
        return answer;
    }

    private static async Task<string> Start(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return text[..Math.Min(160, text.Length)];
    }

    /// <summary>A body that makes a row changes another one too.</summary>
    private Operation? Making(Operation operation) =>
        operation.Method is "PUT" or "PATCH" && operation.Path.EndsWith("/{id}", StringComparison.Ordinal) && operation.Body is not null ? world.Map.Find("POST", operation.Path[..^5]) : null;

    /// <summary>A fresh row that is still in its first version, and work on many rows that did none of it: there is nothing to be on record.</summary>
    private static async Task<bool> ChangedNothing(HttpResponseMessage answer)
    {
        if (answer.StatusCode != HttpStatusCode.OK || JsonNode.Parse(await answer.Content.ReadAsStringAsync()) is not JsonObject whole || whole["data"] is not JsonObject data)
            return false;
        // A job that ended before it could be cancelled stays as it is.
        if ((string?)data["type"] == "core.job")
            return (string?)data["attributes"]!["state"] == "succeeded";
        return data["attributes"] is JsonObject attributes ? Count(attributes, "version") == 1 : Count(data, "created") + Count(data, "updated") + Count(data, "succeeded") == 0 && (data.ContainsKey("created") || data.ContainsKey("succeeded"));
    }

    private static int Count(JsonObject data, string name) => data[name] is JsonValue value && value.TryGetValue<int>(out var count) ? count : 0;

    private async Task<string> Fresh(string kind)
    {
        world.Ours.Forget(kind);
        return await world.Ours.Of(kind);
    }

    /// <summary>Changes the row, so that there is a version to go back to.</summary>
    private async Task<JsonObject> Changed(HttpClient actor, Operation operation, string path)
    {
        var patch = world.Map.Find("PATCH", operation.Path[..^7])!;
        (await actor.PatchAsJsonAsync(path, await world.Ours.Bodies.Of(Making(patch) ?? patch))).Dispose();
        return new JsonObject { ["version"] = 1 };
    }

    /// <summary>Whoever may, in a session of his own where the write is about sessions.</summary>
    private async Task<HttpClient> Actor(Operation operation)
    {
        var (name, client) = operation.Access switch
        {
            AnonymousAccess when operation.Path != "/api/v1/auth/logout" => ("nobody", world.Host.NewClient()),
            ModuleAccess => ("a module", world.With(await Key())),
            PermissionAccess { Module: "platform" } => ("the operator", await Organisation.Operator(world.Host)),
            _ when operation.Path.StartsWith("/api/v1/auth/", StringComparison.Ordinal) => ("a member", await Member()),
            _ => ("the administrator", Copy(world.Attacker.Admin)),
        };
        client.DefaultRequestHeaders.Add("X-Test-Actor", name);
        return client;
    }

    /// <summary>Somebody new who is signed in twice and trusts a device.</summary>
    private async Task<HttpClient> Member()
    {
        var name = $"member{Guid.CreateVersion7():n}";
        var member = await world.Attacker.Person(name, "admin");
        (await world.Host.Client.PostAsJsonAsync("/api/v1/auth/login", new { email = $"{name}@{world.Attacker.Code}.test", password = "Quartz-Meadow-77" })).EnsureSuccessStatusCode();
        await using var owner = await world.OpenOwner();
        await owner.Execute(
            "INSERT INTO public.identity_devices (id, user_id, hash, user_agent, created_at, last_used_at, expires_at) SELECT gen_random_uuid(), id, decode(md5(email), 'hex'), 'Test', now(), now(), now() + interval '9 days' FROM public.identity_users WHERE email = $1",
            CancellationToken.None, $"{name}@{world.Attacker.Code}.test");
        return member;
    }

    private HttpClient Copy(HttpClient person)
    {
        var client = world.Host.NewClient();
        client.DefaultRequestHeaders.Authorization = person.DefaultRequestHeaders.Authorization;
        return client;
    }

    private async Task<string> Key() => (await Organisation.Data(await world.Operator.PostAsJsonAsync("/api/v1/keys/api_keys", new { name = "Entries", kind = "module", module_name = "entries", environment = "dev" }))).GetProperty("attributes").GetProperty("key").GetString()!;
}
