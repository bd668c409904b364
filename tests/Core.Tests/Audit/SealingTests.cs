using System.Net;
using System.Net.Http.Json;
using Ashlar.Core.Audit;
using Ashlar.Core.Audit.Sealing;
using Ashlar.Core.Audit.Proofs;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Access;
using System.Buffers.Text;
using System.Text.Json;
using Ashlar.Contract.Values;

namespace Ashlar.Core.Tests.Audit;

[Trait("feature", "AUD-11")]
public sealed class SealingTests(World world) : IClassFixture<World>
{
    private const string Insert = "INSERT INTO public.audit_logs (tenant_id, id, at, actor_name, actor_kind, action, result) VALUES ($1, $2, now(), 'Slow', 'user', 'test.slow', 'ok')";

    [Fact]
    public async Task An_entry_that_commits_after_later_ones_is_sealed_all_the_same()
    {
        var log = await world.LogOf("s-slow", 2);
        var slow = Ids.New();
        await using (var connection = await world.Databases.System.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await connection.Execute(Insert, CancellationToken.None, log, slow);
            await world.Write(log, 3, "test.after");
            await world.Get<Sealer>().SealAll(CancellationToken.None);
            Assert.Equal(3, await world.Get<AuditProofs>().Waiting(log, CancellationToken.None));
            await transaction.CommitAsync();
        }

        await world.Seal(log);
        Assert.Equal(1L, await world.Databases.System.Scalar<long>("SELECT count(*) FROM public.audit_leaves WHERE log = $1 AND entry_id = $2", CancellationToken.None, log, slow));
        Assert.Empty((await world.Verify(log)).Findings);
    }

    [Fact]
    public async Task Writers_and_sealers_at_once_leave_no_entry_behind_and_seal_none_twice()
    {
        var log = await world.Tenant("s-race");
        using var done = new CancellationTokenSource();
        var sealing = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
                await world.Get<Sealer>().SealAll(CancellationToken.None);
        })).ToList();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(n => Task.Run(async () =>
        {
            for (var i = 0; i < 60; i++)
            {
                await using var connection = await world.Databases.System.OpenConnectionAsync();
                await using var transaction = await connection.BeginTransactionAsync();
                await connection.Execute(Insert, CancellationToken.None, log, Ids.New());
                await Task.Delay((i * 7 + n) % 5);
                if (i % 6 == 0)
                    await transaction.RollbackAsync();
                else
                    await transaction.CommitAsync();
            }
        })));
        await done.CancelAsync();
        await Task.WhenAll(sealing);
        await world.Seal(log);

        var rows = await world.Databases.System.Scalar<long>("SELECT count(*) FROM public.audit_logs WHERE tenant_id = $1", CancellationToken.None, log);
        Assert.Equal(rows, await world.Databases.System.Scalar<long>("SELECT count(*) FROM public.audit_leaves WHERE log = $1", CancellationToken.None, log));
        Assert.True(rows >= 200);
        Assert.Empty((await world.Verify(log)).Findings);
    }

    [Fact]
    public async Task When_transactions_are_numbered_anew_nothing_is_sealed_twice_or_forgotten()
    {
        var log = await world.LogOf("s-restored", 5);
        // As after a dump was restored on a younger server: the mark is ahead of every transaction.
        await world.Tamper("UPDATE public.audit_sources SET xid = 1000000000000");
        await world.Write(log, 5);
        Assert.Empty((await world.Verify(log)).Findings);
        await world.Get<Sealer>().SealAll(CancellationToken.None);
        await AllSealed(log);
    }

    [Fact]
    [Trait("feature", "DRB-05")]
    public async Task Entries_that_waited_for_their_seal_when_a_backup_was_taken_get_it_after_the_restore()
    {
        var log = await world.LogOf("s-waited", 5);
        // As after a backup of a server whose transactions had far higher numbers.
        await world.Tamper("INSERT INTO public.audit_logs (tenant_id, id, at, actor_name, actor_kind, action, result, xid) SELECT $1, gen_random_uuid(), now(), 'Ada', 'user', 'test.waited', 'ok', 1000000000000 + n FROM generate_series(1, 3) n", log);
        await world.Get<Renumbering>().Run([""], CancellationToken.None);
        Assert.Empty((await world.Verify(log)).Findings);
        await AllSealed(log);
    }

    [Theory]
    [Trait("feature", "DRB-05")]
    [InlineData("backup", "DELETE FROM public.audit_sources")]
    [InlineData("dump", "UPDATE public.audit_sources SET xid = 1000000000001")]
    public async Task After_a_restore_those_wait_for_a_seal_that_have_none_and_no_others(string from, string mark)
    {
        var log = await world.LogOf($"s-{from}", 7);
        await world.Tamper("UPDATE public.audit_logs SET xid = 1000000000000, at = now() - interval '2 days' WHERE tenant_id = $1", log);
        await using (var owner = await world.Get<DatabaseConnections>().OpenOwner("", CancellationToken.None))
        {
            await owner.Execute("SELECT pg_advisory_lock($1)", CancellationToken.None, Sealer.Lock);
            await world.Tamper(mark);
            await world.Write(log, 3);
            Assert.Equal(3, await Waiting());
        }

        await world.Seal(log);
        Assert.Equal(0, await Waiting());

        async Task<long> Waiting()
        {
            var proofs = world.Get<AuditProofs>();
            Assert.False(await proofs.OldestWaiting(CancellationToken.None) < TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(1));
            return await proofs.Waiting(log, CancellationToken.None);
        }
    }

    private async Task AllSealed(Guid log)
    {
        await world.Seal(log);
        Assert.True(await world.Databases.System.Scalar<bool>("SELECT (SELECT count(*) FROM public.audit_logs WHERE tenant_id = $1) = (SELECT count(*) FROM public.audit_leaves WHERE log = $1)", CancellationToken.None, log));
        Assert.Empty((await world.Verify(log)).Findings);
    }

    [Fact]
    public async Task An_entry_is_proven_with_nothing_but_the_answer_and_the_public_keys()
    {
        var log = await world.LogOf("s-proof", 700);
        var admin = await world.Person("s-proof", "a@s-proof.test", "admin");
        using var set = JsonDocument.Parse(await world.Anonymous.GetStringAsync("/.well-known/audit-keys.json"));
        var keys = SignedHead.Keys(set.RootElement);
        foreach (var position in new long[] { 0, 255, 256, 511, 600 })
        {
            var id = await world.EntryAt(log, position);
            var proof = (await World.Ok(admin.GetAsync($"/api/v1/audit/entries/{id}/proof"))).GetProperty("attributes");
            var head = SignedHead.Verify(proof.GetProperty("head").GetString()!, keys);
            Assert.NotNull(head);
            var leaf = AuditLeaf.Read(proof.GetProperty("entry"));
            var hash = leaf.Hash(leaf.Commitment(Base64Url.DecodeFromChars(proof.GetProperty("salt").GetString())));
            List<byte[]> path = [.. proof.GetProperty("path").EnumerateArray().Select(one => Base64Url.DecodeFromChars(one.GetString()))];
            Assert.True(Merkle.VerifyInclusion(position, head.Size, hash, path, head.Root));
            Assert.False(Merkle.VerifyInclusion(position, head.Size, (leaf with { Result = "denied" }).Hash(leaf.Commitment(Base64Url.DecodeFromChars(proof.GetProperty("salt").GetString()))), path, head.Root));
        }

        var before = (await World.Ok(admin.GetAsync("/api/v1/audit/head"))).GetProperty("attributes");
        await world.Write(log, 30);
        await world.Seal(log);
        var after = (await World.Ok(admin.GetAsync("/api/v1/audit/head"))).GetProperty("attributes");
        long first = before.GetProperty("size").GetInt64(), second = after.GetProperty("size").GetInt64();
        Assert.True(second > first);
        var consistency = (await World.Ok(admin.GetAsync($"/api/v1/audit/consistency?from={first}&to={second}"))).GetProperty("attributes");
        Assert.True(Merkle.VerifyConsistency(first, second, Base64Url.DecodeFromChars(before.GetProperty("root").GetString()), Base64Url.DecodeFromChars(after.GetProperty("root").GetString()),
            [.. consistency.GetProperty("path").EnumerateArray().Select(one => Base64Url.DecodeFromChars(one.GetString()))]));
    }

    [Fact]
    public async Task Verification_by_API_tells_what_it_found_and_another_organisations_entry_has_no_proof_here()
    {
        var log = await world.LogOf("s-api", 5);
        var other = await world.LogOf("s-other", 5);
        var admin = await world.Person("s-api", "a@s-api.test", "admin");
        var member = await world.Person("s-api", "m@s-api.test", "member");
        var report = (await World.Ok(admin.PostAsJsonAsync("/api/v1/audit/verify", new { }))).GetProperty("attributes");
        Assert.True(report.GetProperty("ok").GetBoolean());

        await world.Tamper("UPDATE public.audit_logs SET reason = 'x' WHERE id = $1", await world.EntryAt(log, 2));
        report = (await World.Ok(admin.PostAsJsonAsync("/api/v1/audit/verify", new { }))).GetProperty("attributes");
        Assert.False(report.GetProperty("ok").GetBoolean());
        Assert.False((await World.Ok(admin.GetAsync("/api/v1/audit/head"))).GetProperty("attributes").GetProperty("last_check").GetProperty("ok").GetBoolean());

        await World.Error(await admin.GetAsync($"/api/v1/audit/entries/{await world.EntryAt(other, 2)}/proof"), HttpStatusCode.NotFound);
        await World.Error(await admin.GetAsync("/api/v1/audit/head?log=installation"), HttpStatusCode.NotFound);
        await World.Error(await member.PostAsJsonAsync("/api/v1/audit/verify", new { }), HttpStatusCode.Forbidden);
        Assert.True((await World.Ok(world.Operator.PostAsJsonAsync("/api/v1/audit/verify?log=installation", new { }))).GetProperty("attributes").GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task Entries_of_a_tenant_with_a_database_of_its_own_are_one_log_from_both_databases()
    {
        await World.Ok(world.Operator.PostAsJsonAsync("/api/v1/platform/tenants", new { code = "s-apart", name = "Apart", isolation = "database", admin_email = "boss@s-apart.test", admin_name = "Boss", apps = new[] { "crm" } }));
        var tenant = (await world.Tenants.ByCode("s-apart", CancellationToken.None))!;
        var admin = await world.Person("s-apart", "x@s-apart.test", "admin");
        await World.Ok(admin.PostAsJsonAsync("/api/v1/crm/accounts", new { name = "Inside" }));
        await World.Ok(admin.PutAsJsonAsync("/api/v1/settings/core.currency", new { value = "CHF" }));
        await world.Seal(tenant.Id);
        await world.Get<EntryCopies>().CopyAll(CancellationToken.None);

        var actions = (await World.Ok(admin.GetAsync("/api/v1/audit/entries?limit=100"))).EnumerateArray().Select(row => row.GetProperty("attributes").GetProperty("action").GetString()).ToList();
        Assert.Contains("crm.accounts.create", actions);
        Assert.Contains("settings.settings.update", actions);
        await world.Get<EntryCopies>().CopyAll(CancellationToken.None);
        await world.Seal(tenant.Id);
        var report = await world.Verify(tenant.Id);
        Assert.Empty(report.Findings);
        Assert.Equal(report.Size, await world.Databases.SystemOf(tenant.Placement.Database).Scalar<long>("SELECT count(*) FROM public.audit_logs WHERE tenant_id = $1", CancellationToken.None, tenant.Id));

        // A copy that says something else is found as well.
        await using var owner = await world.Get<DatabaseConnections>().OpenOwner(tenant.Placement.Database, CancellationToken.None);
        await owner.Execute("SET session_replication_role = replica", CancellationToken.None);
        await owner.Execute("UPDATE public.audit_logs SET reason = 'x' WHERE action = 'settings.settings.update'", CancellationToken.None);
        Assert.Contains((await world.Verify(tenant.Id)).Findings, finding => finding.Kind == "changed");
    }
}
