using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Contract.Values;
using Ashlar.Core.Jobs;
using Ashlar.Core.Resources.Batches;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Access;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Tests.Resources;

[Trait("feature", "ADM-05")]
public sealed class JobTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_job_whose_worker_died_goes_on_behind_its_last_chunk()
    {
        var http = await world.Seller("job-resume");
        var tenant = (await world.Tenants.ByCode("job-resume", CancellationToken.None))!.Id;
        var job = Ids.New();
        // As a killed worker leaves it: 100 of 600 rows done and committed, the heartbeat long silent.
        await http.Import(Sales.Csv(100));
        foreach (var start in new[] { 0, 50 })
        {
            await world.Databases.System.Execute(
                "INSERT INTO public.job_chunks (tenant_id, job_id, start, count, outcome) VALUES ($1, $2, $3, 50, '{\"counts\":{\"created\":50},\"details\":[],\"omitted\":0}')", CancellationToken.None, tenant, job, start);
        }

        await Insert(job, tenant, World.IdOf(http), "running", attempts: 1, Encoding.UTF8.GetBytes(Sales.Csv(600)));
        world.Services.GetRequiredService<JobSignal>().Wake();

        var ended = await http.Ended(job);

        Assert.Equal("succeeded", ended.GetProperty("state").GetString());
        Assert.Equal(600, ended.GetProperty("result").GetProperty("created").GetInt32());
        Assert.Equal(0, ended.GetProperty("result").GetProperty("failed").GetInt32());
        Assert.Equal(600, await http.Total());
        Assert.Equal(0, await world.Databases.System.Scalar<long>("SELECT count(*) FROM public.job_chunks WHERE job_id = $1", CancellationToken.None, job));
        Assert.True(await world.Databases.System.Scalar<bool>("SELECT payload IS NULL AND file IS NULL FROM public.jobs WHERE id = $1", CancellationToken.None, job));
    }

    [Fact]
    public async Task A_job_that_died_again_and_again_is_given_up()
    {
        var http = await world.Seller("job-dead");
        var tenant = (await world.Tenants.ByCode("job-dead", CancellationToken.None))!.Id;
        var job = Ids.New();
        await Insert(job, tenant, World.IdOf(http), "running", attempts: 5, Encoding.UTF8.GetBytes(Sales.Csv(600)));
        world.Services.GetRequiredService<JobSignal>().Wake();

        var ended = await http.Ended(job);

        Assert.Equal("failed", ended.GetProperty("state").GetString());
        Assert.Equal("job_stopped", ended.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_job_stops_when_asked_and_keeps_what_it_did()
    {
        var http = await world.Seller("job-cancel");
        var job = await Sales.JobOf(http.Send($"{Sales.Accounts}/import", Encoding.UTF8.GetBytes(Sales.Csv(20_000))));
        await World.Ok(http.PostAsync($"/api/v1/jobs/{job}/cancel", null));

        var ended = await http.Ended(job);

        Assert.Equal("cancelled", ended.GetProperty("state").GetString());
        var created = ended.GetProperty("result") is { ValueKind: JsonValueKind.Object } result ? result.GetProperty("created").GetInt32() : 0;
        Assert.InRange(created, 0, 19_999);
        Assert.Equal(created, await http.Total());
        Assert.Equal(1, await world.Audited("core.jobs.cancel", job));
    }

    [Fact]
    public async Task A_job_acts_with_the_permissions_its_user_has_now()
    {
        var http = await world.Seller("job-rights");
        var tenant = (await world.Tenants.ByCode("job-rights", CancellationToken.None))!.Id;
        var job = Ids.New();
        await world.Databases.System.Execute("UPDATE public.rbac_grants SET deleted_at = now() WHERE tenant_id = $1 AND user_id = $2", CancellationToken.None, tenant, World.IdOf(http));
        await Insert(job, tenant, World.IdOf(http), "queued", attempts: 0, Encoding.UTF8.GetBytes(Sales.Csv(600)));
        world.Services.GetRequiredService<JobSignal>().Wake();

        var ended = await http.Ended(job);

        Assert.Equal("failed", ended.GetProperty("state").GetString());
        Assert.Equal("permission_denied", ended.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task People_see_their_own_jobs_and_administrators_see_all()
    {
        var (one, two) = (await world.Seller("job-list"), await world.Seller("job-list"));
        var admin = await world.Seller("job-list", "admin");
        var stranger = await world.Seller("job-other", "admin");
        var job = await Sales.JobOf(one.Send($"{Sales.Accounts}/import", Encoding.UTF8.GetBytes(Sales.Csv(501))));

        Assert.Equal(job, (await World.Ok(one.GetAsync("/api/v1/jobs")))[0].GetProperty("id").GetGuid());
        Assert.Equal(0, (await World.Ok(two.GetAsync("/api/v1/jobs"))).GetArrayLength());
        Assert.Equal(1, (await World.Ok(admin.GetAsync("/api/v1/jobs"))).GetArrayLength());
        await World.Error(await two.GetAsync($"/api/v1/jobs/{job}"), HttpStatusCode.NotFound);
        await World.Error(await two.PostAsync($"/api/v1/jobs/{job}/cancel", null), HttpStatusCode.NotFound);
        await World.Error(await stranger.GetAsync($"/api/v1/jobs/{job}"), HttpStatusCode.NotFound);
        await World.Error(await world.Anonymous.GetAsync("/api/v1/jobs"), HttpStatusCode.Unauthorized);
        Assert.Equal("succeeded", (await one.Ended(job)).GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("schema")]
    [InlineData("database")]
    public async Task Jobs_work_where_the_tenant_lives(string isolation)
    {
        var code = $"job-in-{isolation}";
        var id = (await World.Ok(world.Operator.PostAsJsonAsync("/api/v1/platform/tenants", new { code, name = code, isolation, admin_email = $"a@{code}.test", admin_name = "A" }))).GetProperty("id").GetGuid();
        for (var attempt = 0; attempt < 600 && (await world.Tenants.ById(id, CancellationToken.None))?.Status != Ashlar.Core.Tenancy.TenantStatus.Active; attempt++)
            await Task.Delay(100);
        await World.Ok(world.Operator.PostAsJsonAsync($"/api/v1/platform/tenants/{id}/subscribe", new { module = "crm", plan = "enterprise" }));
        var http = await world.Seller(code);

        var imported = await http.Ended(await Sales.JobOf(http.Send($"{Sales.Accounts}/import", Encoding.UTF8.GetBytes(Sales.Csv(600)))));
        var changed = await http.Ended(await Sales.JobOf(http.PostAsJsonAsync($"{Sales.Accounts}/bulk", new { op = "update", filter = new { }, set = new { city = "Kiel" } })));

        Assert.Equal(600, imported.GetProperty("result").GetProperty("created").GetInt32());
        Assert.Equal(600, changed.GetProperty("result").GetProperty("succeeded").GetInt32());
        Assert.Equal(600, await http.Total("filter[city]=Kiel"));
    }

    private Task Insert(Guid job, Guid tenant, Guid user, string state, int attempts, byte[] file)
    {
        var payload = new JsonObject { ["mapping"] = new JsonObject { ["name"] = "name", ["number"] = "number", ["city"] = "city" }, ["dry_run"] = false, ["upsert"] = null, ["nulls"] = new JsonArray("NULL") };
        return world.Databases.System.Execute(
            """
            INSERT INTO public.jobs (tenant_id, id, kind, resource, state, payload, file, created_at, created_by, created_by_name, run_at, attempts, heartbeat_at)
            VALUES ($1, $2, 'import', 'crm.accounts', $3, $4, $5, now(), $6, 'Somebody', now(), $7, now() - interval '2 minutes')
            """, CancellationToken.None, tenant, job, state, new NpgsqlParameter<string> { TypedValue = payload.ToJsonString(), NpgsqlDbType = NpgsqlDbType.Jsonb }, file, user, attempts);
    }
}
