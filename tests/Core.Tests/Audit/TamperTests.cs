using Ashlar.Core.Audit.Proofs;
using Ashlar.Core.Audit.Sealing;
using Ashlar.Core.Audit.Verifying;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Access;
using Microsoft.Extensions.Configuration;

namespace Ashlar.Core.Tests.Audit;

/// <summary>The owner of the database is the attacker.</summary>
[Trait("feature", "AUD-11")]
public sealed class TamperTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_log_that_nobody_touched_verifies()
    {
        var log = await world.LogOf("t-whole", 300);
        var report = await world.Verify(log);
        Assert.Empty(report.Findings);
        Assert.True(report.Size > 300);
        Assert.Equal(report.Size, report.Compared);
    }

    [Fact]
    public async Task Entries_that_are_sealed_while_the_log_is_verified_are_no_alarm()
    {
        var log = await world.LogOf("t-meanwhile", 5);
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
            {
                await world.Write(log, 1);
                await world.Get<Sealer>().SealAll(CancellationToken.None);
            }
        });
        do
            Assert.Empty((await world.Verify(log)).Findings);
        while (!writing.IsCompleted);
        await writing;
    }

    [Theory]
    [InlineData("reason = 'number 99'")]
    [InlineData("actor_name = 'Charles Babbage'")]
    [InlineData("changes = jsonb_set(changes, '{price,to}', '12.51')")]
    [InlineData("result = 'denied'")]
    [InlineData("at = at + interval '1 microsecond'")]
    [InlineData("ip = '10.0.0.1'")]
    [InlineData("actor_id = '00000000-0000-7000-8000-000000000009'")]
    public async Task A_changed_entry_is_found(string change)
    {
        var log = await world.LogOf($"t-c{Math.Abs(change.GetHashCode(StringComparison.Ordinal))}");
        var id = await world.EntryAt(log, 5);
        Assert.Equal(1, await world.Tamper($"UPDATE public.audit_logs SET {change} WHERE id = $1", id));
        Assert.Contains((await world.Verify(log)).Findings, finding => finding.EntryId == id && finding.Kind is "changed" or "deleted");
    }

    [Fact]
    public async Task A_deleted_entry_is_found()
    {
        var log = await world.LogOf("t-deleted");
        var id = await world.EntryAt(log, 4);
        Assert.Equal(1, await world.Tamper("DELETE FROM public.audit_logs WHERE id = $1", id));
        Assert.Contains((await world.Verify(log)).Findings, finding => finding is { Kind: "deleted", Position: 4 } && finding.EntryId == id);
    }

    [Fact]
    public async Task An_entry_deleted_with_its_seal_is_found()
    {
        var log = await world.LogOf("t-deleted2");
        var id = await world.EntryAt(log, 4);
        await world.Tamper("DELETE FROM public.audit_logs WHERE id = $1", id);
        await world.Tamper("DELETE FROM public.audit_leaves WHERE log = $1 AND position = 4", log);
        // In two steps, since positions are unique row by row.
        await world.Tamper("UPDATE public.audit_leaves SET position = position + 1000000 WHERE log = $1 AND position > 4", log);
        await world.Tamper("UPDATE public.audit_leaves SET position = position - 1000001 WHERE log = $1 AND position > 1000000", log);
        Assert.Contains((await world.Verify(log)).Findings, finding => finding.Kind is "truncated" or "reordered");
    }

    [Fact]
    public async Task An_inserted_entry_is_found_whether_it_pretends_to_be_old_or_new()
    {
        var log = await world.LogOf("t-inserted");
        const string insert = "INSERT INTO public.audit_logs (tenant_id, id, at, actor_name, actor_kind, action, result, xid) SELECT tenant_id, gen_random_uuid(), at - interval '2 hours', 'Eve', 'user', 'test.thing', 'ok', xid FROM public.audit_logs WHERE tenant_id = $1 LIMIT 1";
        await world.Tamper(insert, log);
        Assert.Contains((await world.Verify(log)).Findings, finding => finding.Kind == "inserted");

        var other = await world.LogOf("t-inserted2");
        await world.Tamper(insert.Replace(", xid) SELECT", ") SELECT", StringComparison.Ordinal).Replace(", xid FROM", " FROM", StringComparison.Ordinal), other);
        await world.Seal(other);
        Assert.Contains((await world.Verify(other)).Findings, finding => finding.Kind == "backdated");
    }

    [Fact]
    public async Task A_second_entry_under_the_same_id_is_found()
    {
        var log = await world.LogOf("t-twice");
        await world.Tamper("INSERT INTO public.audit_logs SELECT * FROM public.audit_logs WHERE id = $1", await world.EntryAt(log, 3));
        Assert.Contains((await world.Verify(log)).Findings, finding => finding is { Kind: "inserted", Position: 3 });
    }

    [Fact]
    public async Task Reordered_entries_are_found_even_when_their_seals_are_swapped_too()
    {
        var log = await world.LogOf("t-order");
        await world.Tamper("UPDATE public.audit_leaves SET position = -1 - position WHERE log = $1 AND position IN (3, 4)", log);
        await world.Tamper("UPDATE public.audit_leaves SET position = CASE position WHEN -4 THEN 4 ELSE 3 END WHERE log = $1 AND position < 0", log);
        Assert.Contains((await world.Verify(log)).Findings, finding => finding.Kind == "reordered");

        var other = await world.LogOf("t-order2");
        Guid first = await world.EntryAt(other, 3), second = await world.EntryAt(other, 4);
        await world.Tamper("UPDATE public.audit_logs SET id = CASE id WHEN $1 THEN $2 ELSE $1 END WHERE id IN ($1, $2)", first, second);
        Assert.Contains((await world.Verify(other)).Findings, finding => finding.Kind is "changed" or "deleted");
    }

    [Fact]
    public async Task An_entry_changed_together_with_seal_nodes_and_root_is_found_because_nobody_else_can_sign()
    {
        var log = await world.LogOf("t-forged");
        var id = await world.EntryAt(log, 5);
        await world.Tamper("UPDATE public.audit_logs SET reason = 'forged' WHERE id = $1", id);
        var hash = Merkle.Leaf([1, 2, 3]);
        await world.Tamper("UPDATE public.audit_leaves SET hash = $2 WHERE log = $1 AND position = 5", log, hash);
        Assert.Contains((await world.Verify(log)).Findings, finding => finding.Kind is "tree_changed" or "changed");

        await world.Tamper("UPDATE public.audit_heads SET root = $2 WHERE log = $1", log, hash);
        Assert.Contains((await world.Verify(log)).Findings, finding => finding.Kind == "head_forged");
    }

    [Fact]
    public async Task A_key_slipped_into_the_database_signs_nothing()
    {
        var log = await world.LogOf("t-key");
        using var mine = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var id = SignedHead.Thumbprint(mine);
        await world.Tamper("INSERT INTO public.audit_keys (id, private_key, created_at) VALUES ($1, $2, now())", id, mine.ExportPkcs8PrivateKey());
        var keys = new HeadKeys(world.Databases, world.Get<Ashlar.Core.Protection.KeyRing>(), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<HeadKeys>.Instance);
        Assert.DoesNotContain(id, (await keys.All(CancellationToken.None)).Keys);
        Assert.Empty((await world.Verify(log)).Findings);
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, false)]
    [InlineData(true, true, false)]
    [InlineData(true, true, true)]
    public async Task A_truncated_log_is_found(bool seals, bool heads, bool mark)
    {
        var log = await world.LogOf($"t-cut{seals}{heads}{mark}".ToLowerInvariant());
        var size = (await world.Verify(log)).Size;
        await world.Write(log, 5);
        await world.Seal(log);
        await world.Tamper("DELETE FROM public.audit_logs a USING public.audit_leaves l WHERE a.id = l.entry_id AND l.log = $1 AND l.position >= $2", log, size);
        if (seals)
            await world.Tamper("DELETE FROM public.audit_leaves WHERE log = $1 AND position >= $2", log, size);
        if (heads)
            await world.Tamper("DELETE FROM public.audit_heads WHERE log = $1 AND size > $2", log, size);
        if (mark)
            await world.Tamper("UPDATE public.audit_sources SET xid = 0");

        // The host that signed remembers, even when everything in the database was put back.
        var found = (await world.Verify(log)).Findings;
        Assert.Contains(found, finding => finding.Kind == (heads ? "rolled_back" : seals ? "truncated" : "deleted"));

        // A host that begins now knows nothing of it: only a head that somebody kept does.
        if (heads)
        {
            var young = new KnownHeads([], world.Tenants, world.Get<Ashlar.Core.Audit.Alerts.AlertDesk>(), Microsoft.Extensions.Logging.Abstractions.NullLogger<KnownHeads>.Instance);
            var verifier = new LogVerifier(world.Databases, world.Get<LogDatabases>(), world.Get<HeadKeys>(), young, world.Get<Archives>(), TimeProvider.System);
            Assert.DoesNotContain((await verifier.Verify(log, CancellationToken.None)).Findings, finding => finding.Kind is "rolled_back" or "truncated");
        }
    }

    [Fact]
    public async Task A_host_that_begins_anew_takes_its_memory_from_the_witness()
    {
        var log = await world.LogOf("t-witness");
        var file = Path.GetTempFileName();
        var settings = new Microsoft.Extensions.Configuration.ConfigurationBuilder().AddInMemoryCollection([new(HeadWitness.Variable, file)]).Build();
        using var witness = new HeadWitness(settings, world.Get<HeadKeys>(), Microsoft.Extensions.Logging.Abstractions.NullLogger<HeadWitness>.Instance);
        await witness.Append([(await world.Get<AuditProofs>().Head(log, CancellationToken.None))!], CancellationToken.None);
        await world.Tamper("DELETE FROM public.audit_logs a USING public.audit_leaves l WHERE a.id = l.entry_id AND l.log = $1 AND l.position >= 0", log);
        await world.Tamper("DELETE FROM public.audit_leaves WHERE log = $1", log);
        await world.Tamper("DELETE FROM public.audit_heads WHERE log = $1", log);
        var young = new KnownHeads([], world.Tenants, world.Get<Ashlar.Core.Audit.Alerts.AlertDesk>(), Microsoft.Extensions.Logging.Abstractions.NullLogger<KnownHeads>.Instance);
        var verifier = new LogVerifier(world.Databases, world.Get<LogDatabases>(), world.Get<HeadKeys>(), young, world.Get<Archives>(), TimeProvider.System);
        Assert.Empty((await verifier.Verify(log, CancellationToken.None)).Findings);
        foreach (var head in await witness.Recall(CancellationToken.None))
            young.Recall(head);
        Assert.Contains((await verifier.Verify(log, CancellationToken.None)).Findings, finding => finding.Kind == "rolled_back");
        File.Delete(file);
    }

    [Fact]
    public async Task A_log_that_was_damaged_does_not_keep_the_others_from_being_sealed()
    {
        var log = await world.LogOf("t-damaged", 600);
        await world.Tamper("DELETE FROM public.audit_nodes WHERE log = $1", log);
        await world.Tamper("DELETE FROM public.audit_leaves WHERE log = $1 AND position BETWEEN 5 AND 520", log);
        await world.Write(log, 2);
        var other = await world.LogOf("t-healthy", 3);
        Assert.Empty((await world.Verify(other)).Findings);
        Assert.NotEmpty((await world.Verify(log)).Findings);
    }

    [Fact]
    public async Task Without_the_trigger_switched_off_even_the_owner_cannot_change_or_remove_an_entry()
    {
        var log = await world.LogOf("t-trigger", 2);
        await using var owner = await world.Get<DatabaseConnections>().OpenOwner("", CancellationToken.None);
        foreach (var sql in new[] { "UPDATE public.audit_logs SET reason = 'x' WHERE tenant_id = $1", "DELETE FROM public.audit_logs WHERE tenant_id = $1" })
            Assert.Contains("never changed", (await Assert.ThrowsAsync<Npgsql.PostgresException>(() => owner.Execute(sql, CancellationToken.None, log))).MessageText, StringComparison.Ordinal);
    }
}
