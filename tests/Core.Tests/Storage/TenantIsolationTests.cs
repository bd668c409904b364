using Ashlar.Contract.Values;
using Ashlar.Core.Storage;
using Ashlar.TestKit;
using Npgsql;

namespace Ashlar.Core.Tests.Storage;

/// <summary>The fence below the application: SQL without any tenant predicate, under the tenants' role.</summary>
[Trait("feature", "TEN-02")]
public sealed class TenantIsolationTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly CancellationToken _cancel = CancellationToken.None;

    public static TheoryData<string, string> Places => new() { { "", "shared" }, { "", "tenant_blue" }, { "own_database", "tenant_red" } };

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_query_without_a_predicate_returns_the_rows_of_one_tenant(string name, string schema)
    {
        var (ours, theirs) = await TwoTenants(name, schema);

        await Insert(ours, "ours");
        await Insert(theirs, "theirs");

        Assert.Equal(["ours"], await Names(ours));
        Assert.Equal(["theirs"], await Names(theirs));
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Without_a_tenant_there_are_no_rows(string name, string schema)
    {
        var (ours, _) = await TwoTenants(name, schema);
        await Insert(ours, "hidden");

        var rows = await database.Databases.App(ours.Placement).Query($"SELECT name FROM \"{schema}\".notes", reader => reader.GetString(0), _cancel);

        Assert.Empty(rows);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_row_cannot_be_written_for_another_tenant(string name, string schema)
    {
        var (ours, theirs) = await TwoTenants(name, schema);
        await Insert(ours, "ours");

        var insert = await Assert.ThrowsAsync<PostgresException>(() => database.Databases.Execute(ours, _cancel, Note(theirs.TenantId, "smuggled")));
        var update = await Assert.ThrowsAsync<PostgresException>(() => database.Databases.Execute(ours, _cancel, Sql.Statement("UPDATE notes SET tenant_id = $1", theirs.TenantId)));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, insert.SqlState);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, update.SqlState);
    }

    [Fact]
    public async Task The_binding_ends_with_its_transaction_although_the_connection_lives_on()
    {
        var (ours, _) = await TwoTenants("", "shared");
        await Insert(ours, "ours");
        await using var one = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.Databases.App(ours.Placement).ConnectionString) { MaxPoolSize = 1 });

        await using (var batch = one.CreateBatch())
        {
            batch.BatchCommands.Add(TenantSession.Begin(ours));
            batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT 1"));
            await batch.ExecuteNonQueryAsync(_cancel);
        }

        Assert.Equal(0, await one.Scalar<long>("SELECT count(*) FROM shared.notes", _cancel));
    }

    [Theory]
    [InlineData("SET ROLE ashlar_system")]
    [InlineData("SET SESSION AUTHORIZATION ashlar_system")]
    [InlineData("ALTER TABLE shared.notes DISABLE ROW LEVEL SECURITY")]
    [InlineData("CREATE TABLE public.mine (id int)")]
    [InlineData("SELECT * FROM public.placements")]
    [InlineData("DROP POLICY tenant_isolation ON shared.notes")]
    public async Task The_tenants_role_cannot_step_over_the_fence(string sql)
    {
        await TwoTenants("", "shared");

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => database.Databases.App(Placement.Shared).Execute(sql, _cancel));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    [Fact]
    public async Task The_system_role_sees_all_tenants()
    {
        var (ours, theirs) = await TwoTenants("", "tenant_green");
        await Insert(ours, "ours");
        await Insert(theirs, "theirs");

        Assert.Equal(2, await database.Databases.System.Scalar<long>("SELECT count(*) FROM tenant_green.notes", _cancel));
    }

    private async Task<(TenantScope Ours, TenantScope Theirs)> TwoTenants(string name, string schema)
    {
        var placement = new Placement(name.Length == 0 ? "" : $"{database.Connections.MainDatabase}_{name}", schema);
        await database.Migrator.MigratePlacement(placement, _cancel);
        await using var owner = await database.Connections.OpenOwner(placement.Database, _cancel);
        await owner.Execute($"SET search_path = \"{schema}\", public", _cancel);
        if (!await owner.Scalar<bool>("SELECT to_regclass('notes') IS NOT NULL", _cancel))
            await owner.Execute("CREATE TABLE notes (tenant_id uuid NOT NULL, id uuid NOT NULL, name text, PRIMARY KEY (tenant_id, id)); SELECT protect_tenant_table('notes')", _cancel);
        return (new TenantScope(Ids.New(), null, placement), new TenantScope(Ids.New(), null, placement));
    }

    private Task Insert(TenantScope scope, string name) => database.Databases.Execute(scope, _cancel, Note(scope.TenantId, name));

    private static NpgsqlBatchCommand Note(Guid tenant, string name) => Sql.Statement("INSERT INTO notes (tenant_id, id, name) VALUES ($1, $2, $3)", tenant, Ids.New(), name);

    private Task<List<string>> Names(TenantScope scope) => database.Databases.Query(scope, "SELECT name FROM notes", reader => reader.GetString(0), _cancel);
}
