using Ashlar.Core.Lifecycle;
using Ashlar.Core.Storage;
using Ashlar.Core.Storage.Isolation;
using Ashlar.TestKit;

namespace Ashlar.Core.Tests.Storage;

[Trait("feature", "TEN-03")]
public sealed class IsolationGateTests(TestDatabase database, TestServer server) : IClassFixture<TestDatabase>
{
    private const string Good = "CREATE TABLE shared.good (tenant_id uuid NOT NULL, id uuid NOT NULL, other uuid, PRIMARY KEY (tenant_id, id)); SELECT protect_tenant_table('shared.good');";

    private static readonly CancellationToken _cancel = CancellationToken.None;

    public static TheoryData<string, string> Breaches => new()
    {
        { "CREATE TABLE shared.bare (tenant_id uuid, id uuid)", "shared.bare" },
        { "CREATE TABLE shared.bare (tenant_id uuid, id uuid); ALTER TABLE shared.bare ENABLE ROW LEVEL SECURITY", "shared.bare" },
        { Good + "ALTER TABLE shared.good NO FORCE ROW LEVEL SECURITY", "shared.good" },
        { Good + "DROP POLICY tenant_isolation ON shared.good", "shared.good" },
        { Good + "CREATE POLICY wide ON shared.good TO ashlar_app USING (true)", "shared.good.wide" },
        { Good + "CREATE POLICY wide ON shared.good FOR SELECT USING (tenant_id IS NOT NULL)", "shared.good.wide" },
        { Good + "CREATE POLICY wide ON shared.good FOR INSERT TO ashlar_app WITH CHECK (true)", "shared.good.wide" },
        { Good + "CREATE POLICY wide ON shared.good TO ashlar_app USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid OR other IS NULL)", "shared.good.wide" },
        { Good + "ALTER TABLE shared.good DROP CONSTRAINT good_pkey; ALTER TABLE shared.good ADD PRIMARY KEY (id)", "shared.good_pkey" },
        { Good + "CREATE UNIQUE INDEX good_by_other ON shared.good (other)", "shared.good_by_other" },
        { Good + "CREATE UNIQUE INDEX good_by_id ON shared.good (id, tenant_id); ALTER TABLE shared.good ADD CONSTRAINT good_other FOREIGN KEY (other, tenant_id) REFERENCES shared.good (id, tenant_id)", "shared.good.good_other" },
        { Good + "CREATE VIEW shared.seen AS SELECT * FROM shared.good", "shared.seen" },
        { Good + "CREATE MATERIALIZED VIEW shared.kept AS SELECT * FROM shared.good", "shared.kept" },
        { "CREATE FUNCTION shared.sneak() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'", "shared.sneak()" },
        { "CREATE TABLE shared.common (id uuid); GRANT SELECT ON shared.common TO ashlar_app", "shared.common" },
        { "CREATE TABLE shared.common (id uuid, note text); GRANT SELECT (note) ON shared.common TO ashlar_app", "shared.common" },
        { "CREATE TABLE shared.parts (tenant_id uuid NOT NULL, id uuid) PARTITION BY LIST (tenant_id); SELECT protect_tenant_table('shared.parts'); CREATE TABLE shared.part PARTITION OF shared.parts DEFAULT; GRANT SELECT ON shared.part TO ashlar_app", "shared.part" },
        { Good + "ALTER TABLE shared.good OWNER TO ashlar_app", "shared.good" },
        { "GRANT CREATE ON SCHEMA shared TO ashlar_app", "schema shared" },
        { "ALTER ROLE ashlar_app BYPASSRLS", "role ashlar_app" },
        { "ALTER ROLE ashlar_app SUPERUSER", "role ashlar_app" },
        { "GRANT ashlar_system TO ashlar_app", "role ashlar_app" },
    };

    [Theory]
    [MemberData(nameof(Breaches))]
    public async Task The_gate_names_what_breaks_isolation(string sql, string culprit)
    {
        await using var owner = await database.OpenOwner();
        // Rolled back, since roles belong to the server that other tests use too.
        await using var transaction = await owner.BeginTransactionAsync(_cancel);
        await owner.Execute(sql, _cancel);

        var breaches = await IsolationGate.Breaches(owner, "", _cancel);

        Assert.Contains(culprit, breaches.Select(breach => breach.Object));
    }

    [Theory]
    [InlineData(Good)]
    [InlineData(Good + "CREATE VIEW shared.seen WITH (security_invoker = true) AS SELECT * FROM shared.good")]
    [InlineData(Good + "ALTER TABLE shared.good ADD CONSTRAINT good_other FOREIGN KEY (tenant_id, other) REFERENCES shared.good (tenant_id, id)")]
    [InlineData(Good + "CREATE POLICY narrow ON shared.good AS RESTRICTIVE TO ashlar_app USING (other IS NULL)")]
    [InlineData("CREATE TABLE shared.closed (tenant_id uuid, id uuid PRIMARY KEY); SELECT protect_platform_table('shared.closed')")]
    public async Task The_gate_lets_pass_what_is_sound(string sql)
    {
        await using var owner = await database.OpenOwner();
        await using var transaction = await owner.BeginTransactionAsync(_cancel);
        await owner.Execute(sql, _cancel);

        Assert.DoesNotContain(await IsolationGate.Breaches(owner, "", _cancel), breach => !IsolationGate.Allowed.ContainsKey(breach.Object));
    }

    [Fact]
    public async Task The_catalogue_of_this_product_has_no_breach()
    {
        await database.Migrator.MigratePlacement(new Placement("", "tenant_gate"), _cancel);
        await database.Migrator.MigratePlacement(new Placement(database.Connections.MainDatabase + "_gate", "tenant_gate"), _cancel);

        Assert.Empty(await new IsolationGate(database.Connections, database.Migrator).Breaches(_cancel));
    }

    [Fact]
    public async Task A_host_on_a_database_with_a_bare_table_does_not_become_ready()
    {
        var host = new TestHost(server);
        await using var _ = host;

        var failure = await Assert.ThrowsAsync<StartException>(async () => await host.Start(prepare: "CREATE TABLE public.bare (tenant_id uuid, id uuid)"));

        Assert.Contains("public.bare", failure.Message, StringComparison.Ordinal);
        var last = host.StartReport.Last();
        Assert.Equal((StartPhase.Core, "isolation gate"), (last.Phase, last.Name));
        Assert.Equal(HostStatus.Failed, host.Status);
    }
}
