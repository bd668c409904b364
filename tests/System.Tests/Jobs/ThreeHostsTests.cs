using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Ashlar.Contract.Values;
using Ashlar.Core.Storage;
using Ashlar.TestKit;
using Npgsql;

namespace Ashlar.System.Tests.Jobs;

/// <summary>Three host processes on one database; one of them is killed.</summary>
public sealed class ThreeHostsTests(TestServer server) : IAsyncLifetime
{
    private const int Leads = 6000;
    private static readonly CancellationToken _cancel = CancellationToken.None;

    private readonly string _folder = HostProcess.NewFolder();
    private readonly List<HostProcess> _hosts = [];
    private DatabaseConnections _database = null!;

    public async ValueTask InitializeAsync() => _database = await server.CloneDatabase();

    [Fact, Trait("feature", "COR-06"), Trait("feature", "PRF-12")]
    public async Task Each_due_time_runs_once_and_the_work_of_a_killed_host_is_taken_over_with_its_effects_once()
    {
        _hosts.Add(await Launch().Ready());
        var (beating, working) = (await Tenant("beating"), await Tenant("working"));
        await Execute(
            """
            INSERT INTO public.schedules (tenant_id, id, name, job, every_seconds, missed_runs, missed_limit, last_due_at, created_at, updated_at, version)
            VALUES ($1, $2, 'every second', 'crm.retire_stale_leads', 1, 'all', 100, now(), now(), now(), 1)
            """, beating, Ids.New());
        await Execute(
            """
            INSERT INTO shared.crm_leads (tenant_id, id, name, status, tags, created_at, updated_at, version)
            SELECT $1, gen_random_uuid(), 'Lead ' || n, 'new', '{}', now() - interval '200 days', now() - interval '200 days', 1 FROM generate_series(1, $2) n
            """, working, Leads);
        _hosts.Add(await Launch().Ready());
        _hosts.Add(await Launch().Ready());
        var job = Ids.New();
        await Execute("INSERT INTO public.jobs (tenant_id, id, kind, payload, created_at, created_by_name, run_at) VALUES ($1, $2, 'crm.retire_stale_leads', '{}', now(), 'test', now())", working, job);

        // In the middle of the work, the host that does it dies.
        await Until("the job is under way", async () => await Number("SELECT done FROM public.jobs WHERE id = $1", job) is > 200 and < Leads - 1000);
        var worker = await Text("SELECT message FROM public.job_lines WHERE job_id = $1 ORDER BY number LIMIT 1", job);
        var killed = _hosts.Single(host => worker!.EndsWith($"process {host.Id.ToString(CultureInfo.InvariantCulture)}.", StringComparison.Ordinal));
        killed.Signal("KILL");
        await Until("another host has ended the job", async () => await Text("SELECT state FROM public.jobs WHERE id = $1", job) == "succeeded");

        Assert.Equal(2, await Number("SELECT attempts FROM public.jobs WHERE id = $1", job));
        Assert.Equal((Leads / 50) + 1, await Number("SELECT (result->>'steps')::int FROM public.jobs WHERE id = $1", job));
        Assert.Equal(Leads, await Number("SELECT count(*)::int FROM shared.crm_leads WHERE tenant_id = $1 AND status = 'disqualified' AND version = 2", working));
        Assert.Contains("Goes on behind step", await Text("SELECT string_agg(message, '|') FROM public.job_lines WHERE job_id = $1", job)!, StringComparison.Ordinal);

        // The others ring on: no second is missing, none has run twice.
        var seen = await Number("SELECT count(*)::int FROM public.jobs WHERE tenant_id = $1", beating);
        await Until("the alarms of the killed host ring elsewhere", async () => await Number("SELECT count(*)::int FROM public.jobs WHERE tenant_id = $1", beating) > seen + 20);
        Assert.Equal(0, await Number("SELECT count(*)::int - count(DISTINCT due_at)::int FROM public.jobs WHERE tenant_id = $1", beating));
        Assert.Equal(0, await Number("SELECT (extract(epoch FROM max(due_at) - min(due_at)) + 1 - count(*))::int FROM public.jobs WHERE tenant_id = $1", beating));
        Assert.Equal(0, await Number("SELECT count(*)::int FROM public.jobs WHERE tenant_id = $1 AND state = 'failed'", beating));
    }

    private HostProcess Launch() => HostProcess.Launch($"{_folder}-{_hosts.Count}", HostProcess.FreePort(), new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ASHLAR_DATABASE"] = _database.Owner,
        ["ASHLAR_OPERATOR_PASSWORD"] = Organisation.OperatorPassword,
        ["ASHLAR_KEY"] = Convert.ToBase64String(new byte[32]),
        ["ASHLAR_ROOT_KEY"] = Convert.ToBase64String(Enumerable.Range(1, 32).Select(number => (byte)number).ToArray()),
        ["ASHLAR_JOBS_SILENCE"] = "3",
        ["Logging__LogLevel__Default"] = "Warning",
    });

    private async Task<Guid> Tenant(string code)
    {
        using var client = new HttpClient { BaseAddress = _hosts[0].Address };
        var session = await Organisation.Data(await client.PostAsJsonAsync("/api/v1/auth/login", new { email = "operator@localhost", password = Organisation.OperatorPassword }));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("attributes").GetProperty("access_token").GetString());
        var made = await client.PostAsJsonAsync("/api/v1/platform/tenants", new { code, name = code, isolation = "shared", admin_email = $"a@{code}.test", admin_name = "A", apps = new[] { "crm" } });
        return (await Organisation.Data(made)).GetProperty("id").GetGuid();
    }

    private async Task Until(string what, Func<Task<bool>> holds)
    {
        var waited = Stopwatch.StartNew();
        while (!await holds())
        {
            if (waited.Elapsed > TimeSpan.FromSeconds(90))
                Assert.Fail($"Not so: {what}.\n{await Text("SELECT string_agg(j.id || ' ' || j.state || ' ' || j.attempts || ' ' || j.done || ' ' || coalesce(j.error::text, ''), E'\\n') FROM public.jobs j WHERE due_at IS NULL")}\n{string.Join("\n---\n", _hosts.Select(host => host.Output))}");
            await Task.Delay(20, _cancel);
        }
    }

    private async Task Execute(string sql, params object[] arguments)
    {
        await using var owner = await _database.OpenOwner("", _cancel);
        await owner.Execute(sql, _cancel, arguments);
    }

    private async Task<int> Number(string sql, params object[] arguments)
    {
        await using var owner = await _database.OpenOwner("", _cancel);
        return await owner.Scalar<int>(sql, _cancel, arguments);
    }

    private async Task<string?> Text(string sql, params object[] arguments)
    {
        await using var owner = await _database.OpenOwner("", _cancel);
        return await owner.Scalar<string>(sql, _cancel, arguments);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
            host.Dispose();
        await server.Run($"DROP DATABASE IF EXISTS {_database.MainDatabase} WITH (FORCE)");
        foreach (var number in Enumerable.Range(0, 3).Where(number => Directory.Exists($"{_folder}-{number}")))
            Directory.Delete($"{_folder}-{number}", recursive: true);
    }
}
