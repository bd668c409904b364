using System.Net;
using System.Net.Http.Json;
using Ashlar.Core.Audit;
using Ashlar.Core.Audit.Erasure;
using Ashlar.Core.Audit.Proofs;
using Ashlar.Core.Audit.Requests;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Access;

namespace Ashlar.Core.Tests.Audit;

[Trait("feature", "AUD-11")]
public sealed class ErasureTests(World world) : IClassFixture<World>
{
    private const string Mail = "grace.hopper@navy.test";
    private const string Erase = "/api/v1/audit/erasures/erase";

    /// <summary>A member who did things, whom others wrote about, and who has left.</summary>
    private async Task<(Guid Tenant, HttpClient Admin, Guid Person)> Left(string code)
    {
        var tenant = await world.Tenant(code, "crm:starter");
        var admin = await world.Person(code, $"a@{code}.test", "admin");
        var person = await world.AddMember(tenant, $"{code}.{Mail}");
        await world.GrantRole(tenant, person, "admin");
        await world.Databases.System.Execute("UPDATE public.org_users SET name = 'Grace Hopper' WHERE id = $1", CancellationToken.None, person);
        var hers = world.As(code, person);
        await World.Ok(hers.PostAsJsonAsync("/api/v1/crm/accounts", new { name = "Made by her" }));
        var audit = world.Get<AuditLog>();
        await audit.Write(new AuditEntry { TenantId = tenant, ActorId = person, ActorName = "Grace Hopper", Action = "test.hers", Ip = "203.0.113.77", Reason = "number 1", Changes = """{"price": {"from": 1.50, "to": 2}}""" }, CancellationToken.None);
        await audit.Write(new AuditEntry { TenantId = tenant, ActorId = World.IdOf(admin), ActorName = "Somebody", Action = "org.users.update", Resource = "org.users", ResourceId = person, Ip = "198.51.100.1", Changes = """{"phone": {"to": "+43 1 5550100"}}""" }, CancellationToken.None);
        await audit.Write(new AuditEntry { TenantId = tenant, ActorName = $"{code}.{Mail}".ToUpperInvariant(), ActorKind = "anonymous", Action = "auth.login", Result = "denied", Ip = "203.0.113.78" }, CancellationToken.None);
        await audit.Write(new AuditEntry { TenantId = tenant, ActorId = World.IdOf(admin), ActorName = "Somebody", Action = "test.other", Ip = "198.51.100.1", Reason = "asked by Grace Hopper", Changes = """{"kept": {"to": "yes"}}""" }, CancellationToken.None);
        await World.Ok(admin.PostAsJsonAsync($"/api/v1/org/users/{person}/disable", new { }));
        await world.Get<RequestLog>().Flush(all: true, CancellationToken.None);
        await world.Seal(tenant);
        return (tenant, admin, person);
    }

    private async Task<Guid> Order(Guid tenant, HttpClient admin, object order)
    {
        var id = (await World.Ok(admin.PostAsJsonAsync(Erase, order))).GetProperty("id").GetGuid();
        await world.Seal(tenant);
        await Eventually.True(async () =>
        {
            await world.Get<ErasureWork>().CarryOut(CancellationToken.None);
            return (await World.Ok(admin.GetAsync($"/api/v1/audit/erasures/{id}"))).GetProperty("attributes").GetProperty("status").GetString() == "done";
        }, 60);
        return id;
    }

    private async Task<string> Everything(Guid tenant) => string.Join('\n', await world.Databases.System.Query(
        "SELECT a::text FROM public.audit_logs a WHERE tenant_id = $1 AND action <> 'audit.erasures.erase' UNION ALL SELECT r::text FROM public.audit_requests r WHERE tenant_id = $1", row => row.GetString(0), CancellationToken.None, tenant));

    [Fact]
    public async Task An_erased_person_is_nowhere_in_the_log_and_the_log_still_verifies()
    {
        var (tenant, admin, person) = await Left("e-gone");
        Assert.Contains("203.0.113.77", await Everything(tenant), StringComparison.Ordinal);
        var before = await world.Databases.System.Scalar<long>("SELECT count(*) FROM public.audit_logs WHERE tenant_id = $1", CancellationToken.None, tenant);
        var planned = (await World.Ok(admin.PostAsJsonAsync(Erase, new { reason = "Request 17 of last week", user_id = person, rehearse = true }))).GetProperty("entries").GetInt64();
        Assert.True(planned >= 5);
        Assert.Contains("203.0.113.77", await Everything(tenant), StringComparison.Ordinal);

        await Order(tenant, admin, new { reason = "Request 17 of last week", user_id = person });
        var text = await Everything(tenant);
        foreach (var gone in new[] { "Grace", "Hopper", Mail, "203.0.113.77", "203.0.113.78", "5550100" })
            Assert.DoesNotContain(gone, text, StringComparison.OrdinalIgnoreCase);
        // What others did, what she did to things, and that it was somebody under one pseudonym, stays.
        Assert.Contains("198.51.100.1", text, StringComparison.Ordinal);
        Assert.Contains("Made by her", text, StringComparison.Ordinal);
        Assert.Contains(person.ToString(), text, StringComparison.Ordinal);
        Assert.True(await world.Databases.System.Scalar<long>("SELECT count(*) FROM public.audit_logs WHERE tenant_id = $1", CancellationToken.None, tenant) > before);

        var report = await world.Verify(tenant);
        Assert.Empty(report.Findings);
        Assert.Equal(planned, report.Erased);
        var check = new ExportCheck(null, []);
        foreach (var line in (await admin.GetStringAsync("/api/v1/audit/log")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            check.Line(line);
        check.Finish();
        Assert.Empty(check.Findings);
        Assert.Equal(planned, check.Erased);

        // That an entry is in the log can still be proven.
        var erased = await world.Databases.System.Scalar<Guid>("SELECT id FROM public.audit_logs WHERE tenant_id = $1 AND action = 'test.hers'", CancellationToken.None, tenant);
        var proof = (await World.Ok(admin.GetAsync($"/api/v1/audit/entries/{erased}/proof"))).GetProperty("attributes");
        Assert.Equal(System.Text.Json.JsonValueKind.Null, proof.GetProperty("salt").ValueKind);
        var leaf = AuditLeaf.Read(proof.GetProperty("entry"));
        Assert.Equal(proof.GetProperty("leaf").GetString(), System.Buffers.Text.Base64Url.EncodeToString(leaf.Hash(System.Buffers.Text.Base64Url.DecodeFromChars(proof.GetProperty("personal").GetString()))));
    }

    [Fact]
    public async Task What_an_erasure_leaves_stays_proven_and_nobody_excuses_a_change_with_one()
    {
        var (tenant, admin, person) = await Left("e-rest");
        await Order(tenant, admin, new { reason = "Request 18 of last week", user_id = person });
        var hers = await world.Databases.System.Scalar<Guid>("SELECT id FROM public.audit_logs WHERE tenant_id = $1 AND action = 'test.hers'", CancellationToken.None, tenant);
        async Task Found(string change, Guid id)
        {
            await world.Tamper("CREATE TABLE IF NOT EXISTS public.test_kept AS SELECT * FROM public.audit_logs WHERE false");
            await world.Tamper("INSERT INTO public.test_kept SELECT * FROM public.audit_logs WHERE id = $1", id);
            Assert.Equal(1, await world.Tamper($"UPDATE public.audit_logs SET {change} WHERE id = $1", id));
            Assert.Contains((await world.Verify(tenant)).Findings, finding => finding.EntryId == id && finding.Kind == "changed");
            await world.Tamper("DELETE FROM public.audit_logs WHERE id = $1", id);
            await world.Tamper("INSERT INTO public.audit_logs SELECT * FROM public.test_kept WHERE id = $1", id);
            await world.Tamper("DROP TABLE public.test_kept");
            Assert.Empty((await world.Verify(tenant)).Findings);
        }

        await Found("changes = jsonb_set(changes, '{price,to}', '3')", hers);
        await Found("actor_name = 'Charles Babbage'", hers);
        await Found("action = 'test.his'", hers);

        // A salt that no order destroyed is missed, with or without rows that claim one.
        var other = await world.EntryAt(tenant, 0);
        await world.Tamper("UPDATE public.audit_leaves SET salt = NULL WHERE entry_id = $1", other);
        Assert.Contains((await world.Verify(tenant)).Findings, finding => finding.EntryId == other && finding.Kind == "changed");
        await world.Tamper("INSERT INTO public.audit_erased SELECT $1, erasure, $2, parts, rest FROM public.audit_erased WHERE log = $1 LIMIT 1", tenant, other);
        Assert.Contains((await world.Verify(tenant)).Findings, finding => finding.EntryId == other && finding.Kind == "changed");
    }

    [Fact]
    public async Task What_was_written_about_a_row_goes_with_the_row_and_who_wrote_it_stays()
    {
        var tenant = await world.Tenant("e-row", "crm:starter");
        var admin = await world.Person("e-row", "a@e-row.test", "admin");
        var contact = (await World.Ok(admin.PostAsJsonAsync("/api/v1/crm/contacts", new { first_name = "Ada", last_name = "Lovelace", email = "ada@analytical.test" }))).GetProperty("id").GetGuid();
        await world.Seal(tenant);
        Assert.Contains("analytical", await Everything(tenant), StringComparison.Ordinal);
        await World.Error(await admin.PostAsJsonAsync(Erase, new { reason = "Request 22 of last week", row = "crm.contacts" }), HttpStatusCode.UnprocessableEntity);
        await Order(tenant, admin, new { reason = "Request 22 of last week", row = $"crm.contacts/{contact}" });
        var text = await Everything(tenant);
        Assert.DoesNotContain("analytical", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Somebody", text, StringComparison.Ordinal);
        Assert.Empty((await world.Verify(tenant)).Findings);
    }

    [Fact]
    public async Task An_order_that_a_dead_host_left_half_done_is_finished_by_the_next_and_breaks_nothing_before()
    {
        var (tenant, admin, person) = await Left("e-half");
        var id = (await World.Ok(admin.PostAsJsonAsync(Erase, new { reason = "Request 19 of last week", user_id = person }))).GetProperty("id").GetGuid();
        await world.Seal(tenant);
        // Values gone, salts still there: what a host that was killed between the steps leaves.
        await world.Tamper("UPDATE public.audit_logs a SET actor_name = CASE WHEN parts & 1 > 0 THEN 'erased' ELSE actor_name END, ip = CASE WHEN parts & 2 > 0 THEN NULL ELSE ip END FROM public.audit_erased e WHERE e.erasure = $1 AND e.entry_id = a.id AND a.action = 'test.hers'", id);
        Assert.Empty((await world.Verify(tenant)).Findings);
        await Eventually.True(async () =>
        {
            await world.Get<ErasureWork>().CarryOut(CancellationToken.None);
            return !(await Everything(tenant)).Contains("Hopper", StringComparison.Ordinal);
        }, 60);
        Assert.Empty((await world.Verify(tenant)).Findings);
    }

    [Fact]
    public async Task Only_who_may_erases_only_who_has_left_and_never_with_a_reason_that_names_the_person()
    {
        var (_, admin, person) = await Left("e-rules");
        var member = await world.Person("e-rules", "m@e-rules.test", "member");
        await World.Error(await member.PostAsJsonAsync(Erase, new { reason = "Request 20 of last week", user_id = person }), HttpStatusCode.Forbidden);
        Assert.Equal("audit_subject_active", (await World.Error(await admin.PostAsJsonAsync(Erase, new { reason = "Request 20 of last week", user_id = World.IdOf(member) }), HttpStatusCode.Conflict)).GetProperty("code").GetString());
        await World.Error(await admin.PostAsJsonAsync(Erase, new { reason = "short", user_id = person }), HttpStatusCode.UnprocessableEntity);
        await World.Error(await admin.PostAsJsonAsync(Erase, new { reason = "Request 20 of last week" }), HttpStatusCode.UnprocessableEntity);
        await World.Error(await admin.PostAsJsonAsync(Erase, new { reason = "Asked for by Ada Lovelace herself", texts = new[] { "Ada Lovelace" } }), HttpStatusCode.UnprocessableEntity);
        await World.Error(await admin.PostAsJsonAsync(Erase, new { reason = "Request 20 of last week", texts = new[] { "Ada" } }), HttpStatusCode.UnprocessableEntity);
        Assert.Equal("audit_nothing_to_erase", (await World.Error(await admin.PostAsJsonAsync(Erase, new { reason = "Request 20 of last week", texts = new[] { "nobody@nowhere.test" } }), HttpStatusCode.NotFound)).GetProperty("code").GetString());

        // The owner's slip of the hand is stopped as before, and saying that it is an erasure lets nothing else through.
        await using var owner = await world.Get<DatabaseConnections>().OpenOwner("", CancellationToken.None);
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => owner.Execute("UPDATE public.audit_logs SET ip = NULL WHERE action = 'test.hers'", CancellationToken.None));
        await owner.Execute("SELECT set_config('ashlar.erasing', 'on', false)", CancellationToken.None);
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => owner.Execute("UPDATE public.audit_logs SET ip = '10.0.0.1' WHERE action = 'test.hers'", CancellationToken.None));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => owner.Execute("UPDATE public.audit_logs SET result = 'denied' WHERE action = 'test.hers'", CancellationToken.None));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => owner.Execute("DELETE FROM public.audit_logs WHERE action = 'test.hers'", CancellationToken.None));
    }
}
