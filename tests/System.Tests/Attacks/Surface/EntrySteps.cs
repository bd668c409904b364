using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Ashlar.Core.Audit.Sealing;
using Ashlar.Core.Storage;
using Ashlar.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.System.Tests.Attacks.Surface;

/// <summary>What a write is sent with where a generated request does not do: another address, another body, or another row.</summary>
internal sealed record Step(object? Body = null, string? Path = null);

/// <summary>
/// Brings rows into the state that a write asks for, and says what to send then. Each step gets the client that writes and the address with a
/// fresh row in it.
/// </summary>
internal sealed class EntrySteps
{
    private readonly AttackWorld _world;
    private readonly PersonSteps _people;
    private readonly Dictionary<string, Func<HttpClient, string, Task<Step>>> _steps;
    private int _next;

    public EntrySteps(AttackWorld world)
    {
        (_world, _people) = (world, new PersonSteps(world));
        _steps = new(_people.Steps, StringComparer.Ordinal)
        {
            ["POST /api/v1/audit/erasures/erase"] = (actor, _) => Erase(actor),
            ["POST /api/v1/crm/accounts/{id}/merge"] = async (_, _) => new(new { source_ids = new[] { await Fresh("/api/v1/crm/accounts") } }),
            ["PUT /api/v1/crm/deals/{id}"] = (actor, path) => Renamed(actor, path, "name", "account_id", "pipeline_id", "stage_id", "value"),
            ["POST /api/v1/crm/deals/{id}/move"] = Move,
            ["POST /api/v1/crm/deals/{id}/reopen"] = (actor, path) => After(actor, path, "lose", new { reason = "price" }),
            ["PUT /api/v1/customers/{id}"] = (_, path) => Customer(path, new { name = "Another" }),
            ["PATCH /api/v1/customers/{id}"] = (_, path) => Customer(path, new { name = "Another" }),
            ["DELETE /api/v1/customers/{id}"] = (_, path) => Customer(path, null),
            ["PUT /api/v1/files/files/{id}"] = (actor, path) => Renamed(actor, path, "name"),
            ["POST /api/v1/files/files/{id}/release"] = async (actor, path) => (await After(actor, path, "hold", new { reason = "For the test" })) with { Body = new { reason = "Over" } },
            ["POST /api/v1/files/rows/{module}/{resource}/{field}"] = (_, _) => Task.FromResult(new Step(new byte[] { 1, 2, 3 }, "/api/v1/files/rows/crm/documents/file?name=entry.bin")),
            ["POST /api/v1/crm/activities/{id}/complete"] = async (actor, path) => await Patched(actor, path, new { done_at = (string?)null }) with { Body = new { } },
            ["POST /api/v1/jobs/schedules/{id}/resume"] = (actor, path) => After(actor, path, "pause", new { }),
            ["POST /api/v1/jobs/{id}/cancel"] = (_, path) => Waiting(path),
            ["POST /api/v1/jobs/{id}/retry"] = (_, path) => As(path, 2, "UPDATE public.jobs SET state = 'failed', finished_at = now() WHERE id = $1"),
            ["POST /api/v1/keys/api_keys/{id}/approve"] = (_, path) => As(path, 2, "UPDATE public.keys_api_keys SET status = 'pending', is_active = false WHERE id = $1"),
            ["POST /api/v1/keys/api_keys/{id}/refuse"] = (_, path) => As(path, 2, "UPDATE public.keys_api_keys SET status = 'pending', is_active = false WHERE id = $1"),
            ["PUT /api/v1/meta/custom_fields/{id}"] = (actor, path) => Renamed(actor, path, "label", "resource", "name", "kind"),
            ["PATCH /api/v1/meta/custom_fields/{id}"] = (_, _) => Task.FromResult(new Step(new { label = "Another" })),
            ["POST /api/v1/meta/custom_fields/{id}/revert"] = (actor, path) => Patched(actor, path, new { label = "Another" }),
            ["PUT /api/v1/org/group_members/{id}"] = async (_, _) => new(new { group_id = await Fresh("/api/v1/org/groups"), user_id = await Fresh("/api/v1/org/users") }),
            ["PATCH /api/v1/org/group_members/{id}"] = async (_, _) => new(new { user_id = await Fresh("/api/v1/org/users") }),
            ["POST /api/v1/org/group_members/{id}/revert"] = async (actor, path) => await Patched(actor, path, new { user_id = await Fresh("/api/v1/org/users") }),
            ["PUT /api/v1/rbac/grants/{id}"] = async (_, _) => new(new { user_id = await Fresh("/api/v1/org/users"), permission = "crm:leads:read", effect = "deny" }),
            ["PATCH /api/v1/rbac/grants/{id}"] = (_, _) => Task.FromResult(new Step(new { effect = "deny" })),
            ["POST /api/v1/rbac/grants/{id}/revert"] = (actor, path) => Patched(actor, path, new { effect = "deny" }),
            ["POST /api/v1/platform/legacy_ids"] = (_, _) => Task.FromResult(new Step(new { tenants = new[] { new { code = "spare-org", legacy_id = 4711 } } })),
            ["POST /api/v1/platform/limits/import"] = (_, _) => Task.FromResult(new Step(new[] { new { policy = "admin", amount = 5000 } })),
            ["PUT /api/v1/platform/limits/{id}"] = (_, _) => Limit(new { policy = "search", amount = 99 }),
            ["PATCH /api/v1/platform/limits/{id}"] = (_, _) => Limit(new { amount = 98 }),
            ["PUT /api/v1/webhooks/endpoints/{id}"] = (_, _) => Task.FromResult(new Step(new { url = "https://hooks.example.com/another", events = new[] { "*" } })),
            ["PUT /api/v1/platform/tenants/{id}"] = (_, path) => Tenant(path, async (_, at) =>
            {
                var body = (JsonObject)(await Renamed(_world.Operator, at, "name", "code", "isolation", "admin_email", "admin_name", "apps")).Body!;
                body["limits"] = new JsonObject { ["users"] = 50 };
                return body;
            }),
            ["POST /api/v1/platform/tenants/bulk"] = async (_, _) => new(new { op = "update", ids = new[] { (await Organisation()).Id }, set = new { name = "Another" } }),
            ["POST /api/v1/platform/backups/{id}/verify"] = async (_, _) => new(new { restore = false }, $"/api/v1/platform/backups/{await Backup()}/verify"),
            ["POST /api/v1/platform/backups/{id}/restore"] = async (_, _) => await Organisation() is var lost ? new(new { tenant = lost.Code, confirm = lost.Code, reason = "For the test" }, $"/api/v1/platform/backups/{await Backup()}/restore") : null!,
            ["POST /api/v1/platform/tenants/{id}/keys/destroy"] = (_, path) => Tenant(path, async (tenant, at) => await Suspended(at, new { code = tenant.Code, reason = "For the test" })),
            ["POST /api/v1/platform/tenants/{id}/reactivate"] = (_, path) => Tenant(path, (_, at) => Suspended(at, new { })),
            ["POST /api/v1/platform/tenants/{id}/retry"] = (_, path) => Tenant(path, async (tenant, _) => await Tampered("UPDATE public.tenants SET status = 'failed' WHERE id = $1", tenant.Id)),
            ["POST /api/v1/platform/tenants/{id}/revert"] = (_, path) => Tenant(path, async (_, at) =>
            {
                await Patched(_world.Operator, at, new { name = "Another" });
                await Patched(_world.Operator, at, new { name = "A third" });
                return new { version = (await TestKit.Organisation.Rows(_world.Operator, $"{Row(at)}/revisions")).Min(row => row.GetProperty("attributes").GetProperty("version").GetInt32()) };
            }),
            ["POST /api/v1/platform/tenants/{id}/subscribe"] = (_, path) => Tenant(path, (_, _) => Task.FromResult<object?>(Crm())),
            ["POST /api/v1/platform/tenants/{id}/unsubscribe"] = (_, path) => Tenant(path, async (_, at) =>
            {
                await TestKit.Organisation.Data(await _world.Operator.PostAsJsonAsync($"{Row(at)}/subscribe", Crm()));
                return new { module = "crm" };
            }),
        };
    }

    /// <summary>Null where a generated request does.</summary>
    public async Task<Step?> Of(Operation operation, HttpClient actor, string path)
    {
        if (_steps.TryGetValue(operation.Name, out var step))
            return await step(actor, path);
        // Rows are brought in as they are made.
        var making = operation.Path.EndsWith("/import", StringComparison.Ordinal) ? _world.Map.Find("POST", operation.Path[..^7]) ?? _world.Map.Find("POST", $"{operation.Path[..^7]}/create") : null;
        return making is null || await _world.Ours.Bodies.Of(making) is not { } row ? null : new Step(new JsonArray(row));
    }

    private async Task<string> Fresh(string kind)
    {
        _world.Ours.Forget(kind);
        return await _world.Ours.Of(kind);
    }

    private async Task<Step> Erase(HttpClient actor)
    {
        var row = await Fresh("/api/v1/crm/contacts");
        var (sealer, proofs) = (_world.Host.Services.GetRequiredService<Sealer>(), _world.Host.Services.GetRequiredService<AuditProofs>());
        while (await proofs.Waiting(_world.Attacker.Id, CancellationToken.None) > 0)
            await sealer.SealAll(CancellationToken.None);
        return new(new { reason = "Somebody asked for it", row = $"crm.contacts/{row}" });
    }

    private static async Task<Step> Move(HttpClient actor, string path)
    {
        var deal = (await TestKit.Organisation.Data(await actor.GetAsync(Row(path)))).GetProperty("attributes");
        var stages = await TestKit.Organisation.Rows(actor, $"/api/v1/crm/stages?filter[pipeline_id][eq]={deal.GetProperty("pipeline_id").GetString()}&filter[kind][eq]=open");
        return new(new { stage_id = stages.Select(stage => stage.GetProperty("id").GetString()).First(id => id != deal.GetProperty("stage_id").GetString()) });
    }

    /// <summary>The row as it is, in the members named, the first of them changed.</summary>
    private static async Task<Step> Renamed(HttpClient actor, string path, string name, params string[] more)
    {
        var row = (await TestKit.Organisation.Data(await actor.GetAsync(path))).GetProperty("attributes");
        var body = new JsonObject { [name] = "Another" };
        foreach (var kept in more.Where(kept => row.TryGetProperty(kept, out _)))
            body[kept] = JsonNode.Parse(row.GetProperty(kept).GetRawText());
        return new(body);
    }

    /// <summary>After another verb on the row.</summary>
    private static async Task<Step> After(HttpClient actor, string path, string verb, object body)
    {
        await TestKit.Organisation.Data(await actor.PostAsJsonAsync($"{Row(path)}/{verb}", body));
        return new(new { });
    }

    private static async Task<Step> Patched(HttpClient actor, string path, object change)
    {
        await TestKit.Organisation.Data(await actor.PatchAsJsonAsync(Row(path), change));
        return new(new { version = 1 });
    }

    private async Task<Step> As(string path, int fromEnd, string sql)
    {
        await Tampered(sql, Guid.Parse(path.Split('/')[^fromEnd]));
        return new(new { });
    }

    /// <summary>Lets the job wait until tomorrow, so that no worker ends it before it is cancelled.</summary>
    private async Task<Step> Waiting(string path)
    {
        await using var owner = await _world.OpenOwner();
        for (var left = 600; await owner.Execute("UPDATE public.jobs SET state = 'queued', finished_at = NULL, run_at = now() + interval '1 day' WHERE id = $1 AND finished_at IS NOT NULL", CancellationToken.None, Guid.Parse(path.Split('/')[^2])) == 0; left--)
        {
            Assert.True(left > 0, "The job does not end.");
            await Task.Delay(50);
        }

        return new(new { });
    }

    private async Task<object?> Tampered(string sql, Guid id)
    {
        await using var owner = await _world.OpenOwner();
        if (await owner.Execute(sql, CancellationToken.None, id) != 1)
            throw new InvalidOperationException($"{sql} changed nothing.");
        return new { };
    }

    private async Task<Step> Customer(string path, object? body)
    {
        var made = await TestKit.Organisation.Data(await _world.Attacker.Admin.PostAsJsonAsync("/api/v1/customers", new { name = $"Customer {++_next}", status = "active" }));
        return new(body, $"{Row(path)[..path.LastIndexOf('/')]}/{made.GetProperty("id").GetString()}");
    }

    private async Task<Step> Limit(object body)
    {
        foreach (var limit in await TestKit.Organisation.Rows(_world.Operator, "/api/v1/platform/limits"))
            (await _world.Operator.DeleteAsync($"/api/v1/platform/limits/{limit.GetProperty("id").GetString()}")).Dispose();
        return new(body, $"/api/v1/platform/limits/{await Fresh("/api/v1/platform/limits")}");
    }

    private async Task<string> Backup()
    {
        await TestKit.Organisation.Data(await _world.Operator.PostAsJsonAsync("/api/v1/platform/backups", new { kind = "full" }));
        for (var attempt = 0; attempt < 600; attempt++, await Task.Delay(100))
        {
            foreach (var backup in await TestKit.Organisation.Rows(_world.Operator, "/api/v1/platform/backups"))
            {
                if (backup.GetProperty("attributes").GetProperty("state").GetString() == "done")
                    return backup.GetProperty("id").GetString()!;
            }
        }

        throw new InvalidOperationException("The backup does not come to its end.");
    }

    private async Task<Organisation> Organisation() => await TestKit.Organisation.Make(_world.Host, _world.Operator, $"entry-org-{++_next}");

    /// <summary>On an organisation of its own.</summary>
    private async Task<Step> Tenant(string path, Func<Organisation, string, Task<object?>> body)
    {
        var tenant = await Organisation();
        var at = path.Replace(_world.Spare.Id.ToString(), tenant.Id.ToString(), StringComparison.Ordinal);
        return new(await body(tenant, at), at);
    }

    private async Task<object?> Suspended(string path, object body)
    {
        await TestKit.Organisation.Data(await _world.Operator.PostAsJsonAsync($"{Row(path)}/suspend", new { reason = "For the test" }));
        return body;
    }

    private object Crm() => new { module = "crm", plan = _world.Host.Services.GetRequiredService<Core.Modules.ModuleRegistry>().Find("crm")!.Manifest.Plans[^1].Id };

    /// <summary>The address up to the id in it.</summary>
    private static string Row(string path)
    {
        var parts = path.Split('/');
        return string.Join('/', parts[..(Array.FindLastIndex(parts, part => Guid.TryParse(part, out _)) + 1)]);
    }
}
