using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.Core.Storage;
using Ashlar.TestKit;

namespace Ashlar.Modules.Tests.Jobs;

/// <summary>Schedules that administrators make for a job of a module.</summary>
public sealed class ScheduleTests(TestHost host) : IClassFixture<TestHost>, IAsyncLifetime
{
    private const string Path = "/api/v1/jobs/schedules";

    private Organisation _ours = null!;

    public async ValueTask InitializeAsync() => _ours = await Organisation.Make(host, $"t{Guid.CreateVersion7():n}"[..20], "shared", "crm");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact, Trait("feature", "COR-06")]
    public async Task A_job_that_somebody_starts_runs_in_steps_says_what_it_did_and_stays_visible()
    {
        await StaleLeads(120);
        var schedule = await Make("Tidy up", "0 4 * * 1");

        var job = await Run(schedule);
        var ended = await Ended(job);

        Assert.Equal("succeeded", ended.GetProperty("state").GetString());
        Assert.Equal(3, ended.GetProperty("result").GetProperty("steps").GetInt32());
        Assert.Equal(120, await Count("SELECT count(*) FROM shared.crm_leads WHERE tenant_id = $1 AND status = 'disqualified' AND version = 2"));
        var lines = await Organisation.Rows(_ours.Admin, $"/api/v1/jobs/{job}/log");
        Assert.Contains(lines, line => Said(line) == "120 leads were disqualified.");
        Assert.Contains(await Organisation.Rows(_ours.Admin, $"/api/v1/jobs?schedule_id={schedule}"), row => row.GetProperty("id").GetString() == job);
    }

    [Fact, Trait("feature", "COR-06")]
    public async Task A_cron_line_is_read_aloud_with_its_next_dates_in_the_time_zone_of_the_organisation()
    {
        await Organisation.Data(await _ours.Admin.PutAsJsonAsync("/api/v1/settings/core.time_zone", new { value = "Asia/Tokyo" }));

        var preview = (await Organisation.Data(await _ours.Admin.GetAsync("/api/v1/jobs/cron?expression=0%206%20*%20*%201-5"))).GetProperty("attributes");
        var own = (await Organisation.Data(await _ours.Admin.GetAsync("/api/v1/jobs/cron?expression=0%206%20*%20*%201-5&time_zone=UTC&count=2"))).GetProperty("attributes");

        Assert.Equal("At 06:00, on working days", preview.GetProperty("reading").GetString());
        Assert.Equal(5, preview.GetProperty("next").GetArrayLength());
        Assert.All(preview.GetProperty("next").EnumerateArray(), at => Assert.Equal(21, at.GetDateTimeOffset().UtcDateTime.Hour));
        Assert.All(own.GetProperty("next").EnumerateArray(), at => Assert.Equal(6, at.GetDateTimeOffset().UtcDateTime.Hour));
        Assert.Equal(2, own.GetProperty("next").GetArrayLength());
    }

    [Fact]
    public async Task What_is_no_schedule_is_refused_with_the_field_that_is_wrong()
    {
        Assert.Equal("validation", await Organisation.Refused(await _ours.Admin.PostAsJsonAsync(Path, new { name = "a", job = "crm.retire_stale_leads", cron = "every day" }), HttpStatusCode.UnprocessableEntity));
        Assert.Equal("validation", await Organisation.Refused(await _ours.Admin.PostAsJsonAsync(Path, new { name = "a", job = "crm.retire_stale_leads", cron = "0 4 * * *", time_zone = "Nowhere" }), HttpStatusCode.UnprocessableEntity));
        Assert.Equal("validation", await Organisation.Refused(await _ours.Admin.PostAsJsonAsync(Path, new { name = "a", job = "identity.clean", cron = "0 4 * * *" }), HttpStatusCode.UnprocessableEntity));
        Assert.Equal("validation", await Organisation.Refused(await _ours.Admin.GetAsync("/api/v1/jobs/cron?expression=nonsense"), HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task A_schedule_is_seen_and_run_by_its_own_organisation_only()
    {
        var schedule = await Make("Ours", "0 4 * * *");
        var theirs = await Organisation.Make(host, $"o{Guid.CreateVersion7():n}"[..20], "shared", "crm");
        var job = await Run(schedule);

        Assert.Equal(HttpStatusCode.NotFound, (await theirs.Admin.GetAsync($"{Path}/{schedule}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await theirs.Admin.PostAsJsonAsync($"{Path}/{schedule}/run", new { })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await theirs.Admin.GetAsync($"/api/v1/jobs/{job}/log")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await theirs.Admin.PostAsJsonAsync($"/api/v1/jobs/{job}/retry", new { })).StatusCode);
        Assert.Empty(await Organisation.Rows(theirs.Admin, Path));
    }

    [Fact]
    public async Task A_paused_schedule_has_no_next_date_until_it_is_resumed()
    {
        var schedule = await Make("Now and then", "0 4 * * *");

        var paused = (await Organisation.Data(await _ours.Admin.PostAsJsonAsync($"{Path}/{schedule}/pause", new { }))).GetProperty("attributes");
        var resumed = (await Organisation.Data(await _ours.Admin.PostAsJsonAsync($"{Path}/{schedule}/resume", new { }))).GetProperty("attributes");

        Assert.True(paused.GetProperty("paused").GetBoolean());
        Assert.Equal(JsonValueKind.Null, paused.GetProperty("next_due_at").ValueKind);
        Assert.False(resumed.GetProperty("paused").GetBoolean());
        Assert.Equal(4, resumed.GetProperty("next_due_at").GetDateTimeOffset().UtcDateTime.Hour);
    }

    [Fact]
    public async Task A_job_that_failed_says_why_and_can_be_tried_again()
    {
        var schedule = await Make("Wrong", "0 4 * * *", new { days = 0 });
        var job = await Run(schedule);
        var failed = await Ended(job);
        Assert.Equal("crm.stale_days_invalid", failed.GetProperty("error").GetProperty("code").GetString());
        Assert.Contains(await Organisation.Rows(_ours.Admin, $"/api/v1/jobs/{job}/log"), line => Said(line).Contains("must be 1 or more", StringComparison.Ordinal));

        await Execute("UPDATE public.jobs SET payload = '{\"days\": 5}' WHERE id = $1", Guid.Parse(job));
        await Organisation.Data(await _ours.Admin.PostAsJsonAsync($"/api/v1/jobs/{job}/retry", new { }));

        Assert.Equal("succeeded", (await Ended(job)).GetProperty("state").GetString());
        Assert.Equal("job_not_retryable", await Organisation.Refused(await _ours.Admin.PostAsJsonAsync($"/api/v1/jobs/{job}/retry", new { }), HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task The_operator_may_pause_a_schedule_of_the_core_and_not_move_or_delete_it()
    {
        using var oper = await Organisation.Operator(host);
        var core = (await Organisation.Rows(oper, Path)).Single(row => row.GetProperty("attributes").GetProperty("name").GetString() == "identity.clean").GetProperty("id").GetString();

        Assert.Equal("schedule_fixed", await Organisation.Refused(await oper.DeleteAsync($"{Path}/{core}"), HttpStatusCode.Conflict));
        Assert.Equal("schedule_fixed", await Organisation.Refused(await oper.PatchAsJsonAsync($"{Path}/{core}", new { cron = "0 0 1 1 *" }), HttpStatusCode.Conflict));
        await Organisation.Data(await oper.PostAsJsonAsync($"{Path}/{core}/pause", new { }));
        await Organisation.Data(await oper.PostAsJsonAsync($"{Path}/{core}/resume", new { }));
        var job = (await Organisation.Data(await oper.PostAsJsonAsync($"{Path}/{core}/run", new { }))).GetProperty("job_id").GetString()!;
        Assert.Equal("succeeded", (await Ended(job, oper)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_member_without_the_permission_neither_sees_nor_runs_schedules()
    {
        var schedule = await Make("Closed", "0 4 * * *");
        using var member = await _ours.Person("plain");

        Assert.Equal(HttpStatusCode.Forbidden, (await member.GetAsync(Path)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await member.PostAsJsonAsync($"{Path}/{schedule}/run", new { })).StatusCode);
    }

    private async Task<string> Make(string name, string cron, object? input = null) =>
        (await Organisation.Data(await _ours.Admin.PostAsJsonAsync(Path, new { name, job = "crm.retire_stale_leads", cron, input }))).GetProperty("id").GetString()!;

    private async Task<string> Run(string schedule) => (await Organisation.Data(await _ours.Admin.PostAsJsonAsync($"{Path}/{schedule}/run", new { }))).GetProperty("job_id").GetString()!;

    private async Task<JsonElement> Ended(string job, HttpClient? by = null)
    {
        for (var attempt = 0; attempt < 400; attempt++)
        {
            var now = (await Organisation.Data(await (by ?? _ours.Admin).GetAsync($"/api/v1/jobs/{job}"))).GetProperty("attributes");
            if (now.GetProperty("state").GetString() is not ("queued" or "running"))
                return now;
            await Task.Delay(25);
        }

        throw new InvalidOperationException("The job did not end.");
    }

    private async Task StaleLeads(int count) => await Execute(
        """
        INSERT INTO shared.crm_leads (tenant_id, id, name, status, tags, created_at, updated_at, version)
        SELECT $1, gen_random_uuid(), 'Lead ' || n, 'new', '{}', now() - interval '200 days', now() - interval '200 days', 1 FROM generate_series(1, $2) n
        """, _ours.Id, count);

    private async Task<long> Count(string sql)
    {
        await using var owner = await host.Connections.OpenOwner("", CancellationToken.None);
        return await owner.Scalar<long>(sql, CancellationToken.None, _ours.Id);
    }

    private async Task Execute(string sql, params object[] arguments)
    {
        await using var owner = await host.Connections.OpenOwner("", CancellationToken.None);
        await owner.Execute(sql, CancellationToken.None, arguments);
    }

    private static string Said(JsonElement line) => line.GetProperty("attributes").GetProperty("message").GetString()!;
}
