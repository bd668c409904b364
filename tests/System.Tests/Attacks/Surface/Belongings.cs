using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Core.Audit.Alerts;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Ashlar.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.System.Tests.Attacks.Surface;

/// <summary>
/// One row of every kind that an organisation can have, made when it is first asked for. A kind is the address before an id; one that neither
/// its own create route nor a maker below can make is an error that names it.
/// </summary>
internal sealed class Belongings
{
    private readonly TestHost _host;
    private readonly ApiMap _map;
    private readonly Organisation _owner;
    private readonly HttpClient _operator;
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Func<Task<string>>> _makers;

    /// <param name="host">Where.</param>
    /// <param name="map">All routes.</param>
    /// <param name="owner">Whose rows.</param>
    /// <param name="oper">Makes what only the operator makes.</param>
    /// <param name="tenant">The organisation that stands for a row of the operator's list.</param>
    /// <param name="issuer">A provider of sign-in that answers.</param>
    public Belongings(TestHost host, ApiMap map, Organisation owner, HttpClient oper, Organisation tenant, string issuer)
    {
        (_host, _map, _owner, _operator) = (host, map, owner, oper);
        Bodies = new Bodies(async kind => await Of(kind), issuer);
        _makers = new(StringComparer.Ordinal)
        {
            ["/api/v1/audit/alerts"] = Alert,
            ["/api/v1/audit/entries"] = () => First("/api/v1/audit/entries"),
            ["/api/v1/audit/erasures"] = Erasure,
            ["/api/v1/audit/requests"] = () => Later("/api/v1/audit/requests"),
            ["/api/v1/auth/devices"] = Device,
            ["/api/v1/auth/factors"] = () => Made("/api/v1/auth/factors", new { kind = "totp", name = "Telephone" }),
            ["/api/v1/auth/identities"] = Identity,
            ["/api/v1/auth/providers"] = () => Of("/api/v1/security/providers"),
            ["/api/v1/auth/sessions"] = () => First("/api/v1/auth/sessions"),
            ["/api/v1/auth/invitations"] = () => Task.FromResult("no-such-token"),
            ["/api/v1/catalogue"] = () => Task.FromResult("crm"),
            ["/api/v1/core/rbac/users"] = () => Of("/api/v1/org/users"),
            ["/api/v1/core/tenants"] = () => Task.FromResult(owner.Id.ToString()),
            ["/api/v1/core/tenants/{tenant_id}/modules"] = () => Task.FromResult("crm"),
            ["/api/v1/crm/records"] = () => Task.FromResult("accounts"),
            ["/api/v1/crm/records/{resource}"] = () => Of("/api/v1/crm/accounts"),
            ["/api/v1/crm/stage_moves"] = StageMove,
            ["/api/v1/customers"] = () => Of("/api/v1/crm/accounts"),
            ["/api/v1/files/files"] = StoredFile,
            ["/api/v1/files/links"] = () => Task.FromResult("no-such-token"),
            ["/api/v1/files/rows"] = () => Task.FromResult("crm"),
            ["/api/v1/files/rows/{module}"] = () => Task.FromResult("documents"),
            ["/api/v1/files/rows/{module}/{resource}"] = () => Of("/api/v1/crm/documents"),
            ["/api/v1/files/rows/{module}/{resource}/{id}"] = () => Task.FromResult("file"),
            ["/api/v1/hooks/requests"] = HookRequest,
            ["/api/v1/hooks/accounts"] = HookAccount,
            ["/api/v1/hooks/sources"] = () => Made("/api/v1/hooks/sources/create"),
            ["/api/v1/jobs"] = Job,
            ["/api/v1/org/users"] = () => Made("/api/v1/org/users/invite"),
            ["/api/v1/phi/findings"] = PhiFinding,
            // Only operators get as far as asking whether there is one.
            ["/api/v1/platform/backups"] = () => Task.FromResult(Contract.Values.Ids.New().ToString()),
            ["/api/v1/platform/limits"] = () => Made("/api/v1/platform/limits", new { policy = "search", for_tenant = _owner.Code, amount = 100_000 }),
            ["/api/v1/platform/tenants"] = () => Task.FromResult(tenant.Id.ToString()),
            ["/api/v1/platform/tenants/{id}/settings"] = () => Task.FromResult("sla.availability"),
            ["/api/v1/security/break_glass"] = () => Made("/api/v1/security/break_glass", new { reason = "An emergency for the tests", minutes = 5 }),
            ["/api/v1/security/secrets"] = Secret,
            ["/api/v1/settings"] = Setting,
            ["/api/v1/webhooks/deliveries"] = Delivery,
            ["/api/v1/webhooks/endpoints"] = () => Made("/api/v1/webhooks/endpoints/create"),
            ["/hooks"] = () => Task.FromResult("no-such-source"),
            ["/hooks/{source}"] = () => Task.FromResult("no-such-token"),
        };
    }

    public Bodies Bodies { get; }

    /// <summary>The ids of all that was made so far, by kind.</summary>
    public IReadOnlyDictionary<string, string> Known => _rows.Where(row => row.Value.IsValueCreated && row.Value.Value.IsCompletedSuccessfully).ToDictionary(row => row.Key, row => row.Value.Value.Result, StringComparer.Ordinal);

    /// <summary>The id of the one row of a kind.</summary>
    public Task<string> Of(string kind) => _rows.GetOrAdd(kind, name => new Lazy<Task<string>>(() => Make(name))).Value;

    /// <summary>Forgets a row, so that the next question makes another.</summary>
    public void Forget(string kind) => _rows.TryRemove(kind, out _);

    private async Task<string> Make(string kind)
    {
        try
        {
            return await (_makers.TryGetValue(kind, out var maker) ? maker() : Made(kind));
        }
        catch (Exception failure) when (failure is not InvalidOperationException { InnerException: not null })
        {
            throw new InvalidOperationException($"There is no row of {kind} to attack: give Belongings a maker, or Bodies a body that its create route accepts. {failure.Message}", failure);
        }
    }

    private async Task<string> Made(string path, object? body = null)
    {
        var operation = _map.Find("POST", path) ?? throw new InvalidOperationException($"{path} has no create route.");
        var answer = await (path.StartsWith("/api/v1/platform", StringComparison.Ordinal) ? _operator : _owner.Admin).PostAsJsonAsync(path, body ?? await Bodies.Of(operation));
        return (await Organisation.Data(answer)).GetProperty("id").GetString()!;
    }

    private async Task<string> First(string path) => (await Organisation.Rows(_owner.Admin, path))[0].GetProperty("id").GetString()!;

    /// <summary>The first row of a list that the host fills behind the answers.</summary>
    private async Task<string> Later(string path)
    {
        for (var attempt = 0; attempt < 300; attempt++)
        {
            if (await Organisation.Rows(_owner.Admin, path) is [var row, ..])
                return row.GetProperty("id").GetString()!;
            await Task.Delay(100);
        }

        throw new InvalidOperationException($"{path} stays empty.");
    }

    private async Task<string> Alert()
    {
        var tenant = await _host.Services.GetRequiredService<TenantDirectory>().ById(_owner.Id, CancellationToken.None);
        await _host.Services.GetRequiredService<AlertDesk>().Raise(tenant!, "test", $"for {_owner.Code}", $"Alert of {_owner.Code}", new JsonObject { ["belongs_to"] = _owner.Code }, CancellationToken.None);
        return await First("/api/v1/audit/alerts");
    }

    private async Task<string> Erasure()
    {
        var row = await Made("/api/v1/crm/contacts");
        // What was written of the row a moment ago is sealed a moment later.
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await Made("/api/v1/audit/erasures/erase", new { reason = "Somebody asked for it", row = $"crm.contacts/{row}" });
            }
            catch (InvalidOperationException early) when (attempt < 300 && early.Message.Contains("audit_nothing_to_erase", StringComparison.Ordinal))
            {
                await Task.Delay(100);
            }
        }
    }

    private async Task<string> Device()
    {
        var id = Contract.Values.Ids.New();
        await _host.Services.GetRequiredService<Databases>().System.Execute(
            "INSERT INTO public.identity_devices (id, user_id, hash, user_agent, created_at, last_used_at, expires_at) SELECT $1, id, decode(md5($3), 'hex'), 'Test', now(), now(), now() + interval '9 days' FROM public.identity_users WHERE email = $2",
            CancellationToken.None, id, $"admin@{_owner.Code}.test", id.ToString());
        return id.ToString();
    }

    private async Task<string> Identity()
    {
        var id = Contract.Values.Ids.New();
        await _host.Services.GetRequiredService<Databases>().System.Execute(
            "INSERT INTO public.identity_external (id, user_id, realm_id, issuer, subject, created_at) SELECT $1, id, $3, 'https://login.example.com', $4, now() FROM public.identity_users WHERE email = $2",
            CancellationToken.None, id, $"admin@{_owner.Code}.test", TenantInfo.PlatformId, id.ToString());
        return id.ToString();
    }

    private async Task<string> StageMove()
    {
        var deal = await Of("/api/v1/crm/deals");
        await Organisation.Data(await _owner.Admin.PostAsJsonAsync($"/api/v1/crm/deals/{deal}/lose", new { reason = "price" }));
        return await First("/api/v1/crm/stage_moves");
    }

    private async Task<string> StoredFile()
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes($"Contents of {_owner.Code}")), "file", $"{_owner.Code}.txt" } };
        return (await Organisation.Data(await _owner.Admin.PostAsync("/api/v1/files/upload", form))).GetProperty("id").GetString()!;
    }

    private async Task<string> HookRequest()
    {
        var source = await Of("/api/v1/hooks/sources");
        await _host.Services.GetRequiredService<Databases>().System.Execute("SELECT 1", CancellationToken.None);
        var address = (await Organisation.Data(await _owner.Admin.GetAsync($"/api/v1/hooks/sources/{source}/address"))).GetProperty("attributes");
        using var body = new StringContent($$"""{"belongs_to":"{{_owner.Code}}"}""", Encoding.UTF8, "application/json");
        var sent = await _host.Client.PostAsync(new Uri(address.GetProperty("url").GetString()!).AbsolutePath, body);
        if (!sent.IsSuccessStatusCode)
            throw new InvalidOperationException($"{(int)sent.StatusCode}: {await sent.Content.ReadAsStringAsync()}");
        return await Later("/api/v1/hooks/requests");
    }

    private Task<string> HookAccount() => Made("/api/v1/hooks/accounts");

    private async Task<string> Job()
    {
        await Organisation.Data(await _owner.Admin.PostAsJsonAsync($"/api/v1/jobs/schedules/{await Of("/api/v1/jobs/schedules")}/run", new { }));
        return await Later("/api/v1/jobs");
    }

    private async Task<string> PhiFinding()
    {
        await Organisation.Data(await _owner.Admin.PutAsJsonAsync("/api/v1/settings/phi.detection", new { value = "flag" }));
        await Organisation.Data(await _owner.Admin.PostAsJsonAsync("/api/v1/crm/leads", new { name = $"Lead of {_owner.Code}", notes = "Patient John Smith, born 01/02/1980, SSN 123-45-6789, MRN 1234567, was diagnosed with diabetes." }));
        await _owner.Admin.DeleteAsync("/api/v1/settings/phi.detection");
        return await First("/api/v1/phi/findings");
    }

    private async Task<string> Secret()
    {
        var name = $"secret-of-{_owner.Code}";
        await Organisation.Data(await _owner.Admin.PutAsJsonAsync($"/api/v1/security/secrets/{name}", new { value = $"value of {_owner.Code}" }));
        return name;
    }

    private async Task<string> Setting()
    {
        await Organisation.Data(await _owner.Admin.PutAsJsonAsync("/api/v1/settings/mail.from_name", new { value = $"Mail of {_owner.Code}" }));
        return "mail.from_name";
    }

    private async Task<string> Delivery()
    {
        await Of("/api/v1/webhooks/endpoints");
        await Organisation.Data(await _owner.Admin.PostAsJsonAsync("/api/v1/crm/leads", new { name = $"Lead of {_owner.Code}" }));
        return await Later("/api/v1/webhooks/deliveries");
    }
}
