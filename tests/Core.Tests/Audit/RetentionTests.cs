using System.Net;
using System.Net.Http.Json;
using Ashlar.Contract.Values;
using Ashlar.Core.Audit.Retention;
using Ashlar.Core.Audit.Sealing;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Access;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.Core.Tests.Audit;

public sealed class RetentionTests(World world) : IClassFixture<World>
{
    private const string Insert = "INSERT INTO public.audit_logs (tenant_id, id, at, actor_name, actor_kind, action, result) VALUES ($1, $2, $3, 'Old', 'user', 'test.old', 'ok')";

    private Task Maintain(string policy) => ActivatorUtilities.CreateInstance<AuditMaintenance>(world.Services, new ConfigurationBuilder().AddInMemoryCollection([new(AuditMaintenance.Variable, policy)]).Build()).Run(CancellationToken.None);

    private Task<long> Old(Guid tenant) => world.Databases.System.Scalar<long>("SELECT count(*) FROM public.audit_logs WHERE tenant_id = $1 AND action = 'test.old'", CancellationToken.None, tenant);

    [Theory]
    [Trait("feature", "AUD-08")]
    [InlineData("archive")]
    [InlineData("drop")]
    public async Task Entries_stay_seven_years_and_leave_by_month_after_that_while_the_rest_stays_proven(string policy)
    {
        var tenant = await world.Tenant($"ret-{policy}");
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        await using (var owner = await world.Get<DatabaseConnections>().OpenOwner("", CancellationToken.None))
            await owner.Execute("SELECT public.audit_make_months($1, $2)", CancellationToken.None, DateOnly.FromDateTime(now.AddYears(-9)), DateOnly.FromDateTime(now));
        foreach (var at in new[] { now.AddYears(-8), now.AddYears(-7).AddDays(1), now })
            await world.Databases.System.Execute(Insert, CancellationToken.None, tenant, Ids.New(), at);
        await world.Seal(tenant);
        await Maintain("");
        Assert.Equal(3, await Old(tenant));

        await Maintain(policy);
        Assert.Equal(2, await Old(tenant));
        await world.Seal(Core.Tenancy.TenantInfo.PlatformId);
        var report = await world.Verify(tenant);
        Assert.DoesNotContain(report.Findings, finding => finding.Kind != "backdated");
        Assert.Equal(1, report.Archived);
        Assert.True(await world.Databases.System.Scalar<bool>("SELECT EXISTS (SELECT FROM public.audit_logs WHERE action = 'audit.month_archived' AND details->>'policy' = $1)", CancellationToken.None, policy));

        // A row that calls a month archived without the entry that says so excuses nothing.
        var id = await world.Databases.System.Scalar<Guid>("SELECT id FROM public.audit_logs WHERE tenant_id = $1 AND at < now() - interval '6 years'", CancellationToken.None, tenant);
        await world.Tamper("DELETE FROM public.audit_logs WHERE id = $1", id);
        await world.Tamper("INSERT INTO public.audit_archives SELECT '', date_trunc('month', at)::date, 1, entry_id, now() FROM public.audit_leaves WHERE entry_id = $1 ON CONFLICT DO NOTHING", id);
        Assert.Contains((await world.Verify(tenant)).Findings, finding => finding.Kind == "deleted" && finding.EntryId == id);
    }

    [Fact]
    [Trait("feature", "AUD-08")]
    public async Task A_month_that_somebody_reads_for_long_leaves_afterwards_and_meanwhile_nobody_waits_behind_it()
    {
        var tenant = await world.Tenant("ret-busy");
        await using var owner = await world.Get<DatabaseConnections>().OpenOwner("", CancellationToken.None);
        await owner.Execute("SELECT public.audit_make_months('2011-03-01', '2011-03-01')", CancellationToken.None);
        Task maintaining;
        await using (var reading = await owner.BeginTransactionAsync())
        {
            await owner.Scalar<long>("SELECT count(*) FROM public.audit_logs", CancellationToken.None);
            maintaining = Maintain("drop");
            while (!await world.Databases.System.Scalar<bool>("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = 'public.audit_logs'::regclass)", CancellationToken.None))
                await Task.Delay(20);

            await world.Databases.System.Execute(Insert, CancellationToken.None, tenant, Ids.New(), TimeProvider.System.GetUtcNow().UtcDateTime);
            Assert.False(maintaining.IsCompleted);
        }

        await maintaining;
        Assert.True(await owner.Scalar<bool>("SELECT to_regclass('public.audit_logs_2011_03') IS NULL", CancellationToken.None));
    }

    [Fact]
    [Trait("feature", "AUD-08")]
    public async Task Nobody_shortens_the_retention_below_seven_years()
    {
        await world.Tenant("ret-short");
        var admin = await world.Person("ret-short", "a@ret-short.test", "admin");
        await World.Error(await admin.PutAsJsonAsync("/api/v1/settings/audit.retention_years", new { value = 6 }), HttpStatusCode.UnprocessableEntity);
        await World.Ok(admin.PutAsJsonAsync("/api/v1/settings/audit.retention_years", new { value = 10 }));
        // The longest retention decides for a whole month, so it would for the other tests here.
        await World.Ok(admin.PutAsJsonAsync("/api/v1/settings/audit.retention_years", new { value = 7 }));
    }

    [Fact]
    [Trait("feature", "AUD-14")]
    public async Task A_month_leaves_without_touching_the_others_and_a_question_about_a_time_reads_its_months_only()
    {
        var tenant = await world.Tenant("ret-parts");
        await using var owner = await world.Get<DatabaseConnections>().OpenOwner("", CancellationToken.None);
        await owner.Execute("SELECT public.audit_make_months('2031-01-01', '2031-12-01')", CancellationToken.None);
        for (var month = 1; month <= 12; month++)
        {
            for (var i = 0; i < month; i++)
                await world.Databases.System.Execute(Insert, CancellationToken.None, tenant, Ids.New(), new DateTime(2031, month, 10, 0, 0, i, DateTimeKind.Utc));
        }

        var plan = string.Concat(await owner.Query("EXPLAIN SELECT * FROM public.audit_entries WHERE tenant_id = $1 AND at >= '2031-05-01Z' AND at < '2031-07-01Z'", row => row.GetString(0), CancellationToken.None, tenant));
        Assert.Contains("audit_logs_2031_05", plan, StringComparison.Ordinal);
        Assert.Contains("audit_logs_2031_06", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("audit_logs_2031_04", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("audit_logs_2031_07", plan, StringComparison.Ordinal);

        await owner.Execute("ALTER TABLE public.audit_logs DETACH PARTITION public.audit_logs_2031_04; DROP TABLE public.audit_logs_2031_04", CancellationToken.None);
        var left = await world.Databases.System.Query("SELECT extract(month FROM at AT TIME ZONE 'UTC')::int, count(*) FROM public.audit_logs WHERE tenant_id = $1 AND action = 'test.old' GROUP BY 1 ORDER BY 1", row => (row.GetInt32(0), row.GetInt64(1)), CancellationToken.None, tenant);
        Assert.Equal(Enumerable.Range(1, 12).Where(month => month != 4).Select(month => (month, (long)month)), left);
    }

    [Fact]
    public async Task An_entry_without_a_month_waits_and_moves_when_its_month_is_made()
    {
        var tenant = await world.Tenant("ret-wait");
        await world.Databases.System.Execute(Insert, CancellationToken.None, tenant, Ids.New(), new DateTime(2041, 3, 5, 0, 0, 0, DateTimeKind.Utc));
        await using var owner = await world.Get<DatabaseConnections>().OpenOwner("", CancellationToken.None);
        Assert.Equal(1, await owner.Scalar<long>("SELECT count(*) FROM public.audit_logs_default WHERE tenant_id = $1", CancellationToken.None, tenant));
        await owner.Execute("SELECT public.audit_make_months('2041-03-01', '2041-03-01')", CancellationToken.None);
        Assert.Equal(0, await owner.Scalar<long>("SELECT count(*) FROM public.audit_logs_default WHERE tenant_id = $1", CancellationToken.None, tenant));
        Assert.Equal(1, await Old(tenant));
    }
    [Fact]
    [Trait("feature", "OBS-05")]
    public async Task Entries_that_are_written_while_their_months_are_made_are_all_kept()
    {
        var tenant = await world.Tenant("ret-jump");
        var (month, done) = (1, false);
        var writers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var written = 0;
            for (; !Volatile.Read(ref done); written++)
                await world.Databases.System.Execute(Insert, CancellationToken.None, tenant, Ids.New(), new DateTime(2051, Volatile.Read(ref month), 5, 0, 0, 0, DateTimeKind.Utc));
            return written;
        })).ToList();

        await using var owner = await world.Get<DatabaseConnections>().OpenOwner("", CancellationToken.None);
        while (true)
        {
            await Task.Delay(20);
            await owner.Execute("SELECT public.audit_make_months($1, $1)", CancellationToken.None, new DateOnly(2051, month, 1));
            if (month == 12)
                break;
            Interlocked.Increment(ref month);
        }

        Volatile.Write(ref done, true);
        var kept = (await Task.WhenAll(writers)).Sum();
        Assert.Equal(kept, await Old(tenant));
        Assert.Equal(0, await owner.Scalar<long>("SELECT count(*) FROM public.audit_logs_default WHERE tenant_id = $1", CancellationToken.None, tenant));
    }
}
