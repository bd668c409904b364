using Ashlar.Core.Lifecycle;
using Ashlar.Core.Storage;
using Ashlar.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashlar.Core.Tests.Storage;

public sealed class MigrationTests(TestDatabase database, TestServer server) : IClassFixture<TestDatabase>
{
    private static readonly CancellationToken _cancel = CancellationToken.None;

    private readonly string _schema = "s" + Guid.CreateVersion7().ToString("n");

    [Fact]
    public async Task A_file_that_changed_after_it_ran_stops_the_start_and_is_named()
    {
        await Run(File(1, "CREATE TABLE a ()"));

        var failure = await Assert.ThrowsAsync<StartException>(() => Run(File(1, "CREATE TABLE b ()")));

        Assert.Contains("notes/0001_step", failure.Message, StringComparison.Ordinal);
        Assert.Contains("changed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Line_endings_are_no_change() =>
        Assert.Equal(File(1, "SELECT 1;\nSELECT 2".ReplaceLineEndings("\n")).Checksum, File(1, "SELECT 1;\nSELECT 2").Checksum);

    [Fact]
    public async Task A_file_slipped_in_below_one_that_ran_stops_the_start()
    {
        await Run(File(2, "CREATE TABLE a ()"));

        var failure = await Assert.ThrowsAsync<StartException>(() => Run(File(1, "CREATE TABLE b ()"), File(2, "CREATE TABLE a ()")));

        Assert.Contains("notes/0001_step", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_stops_the_start()
    {
        await Run(File(1, "CREATE TABLE a ()"), File(2, "CREATE TABLE b ()"));

        var failure = await Assert.ThrowsAsync<StartException>(() => Run(File(1, "CREATE TABLE a ()")));

        Assert.Contains("newer than this program", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_fails_leaves_nothing_behind_and_says_why()
    {
        var failure = await Assert.ThrowsAsync<StartException>(() => Run(File(1, "CREATE TABLE half ();\n\nSELECT nonsense")));

        Assert.Contains("notes/0001_step", failure.Message, StringComparison.Ordinal);
        Assert.Contains("nonsense", failure.Message, StringComparison.Ordinal);
        await using var owner = await database.OpenOwner();
        Assert.False(await owner.Scalar<bool>($"SELECT to_regclass('{_schema}.half') IS NOT NULL", _cancel));
    }

    [Fact]
    public async Task Hosts_that_start_together_run_each_file_once()
    {
        var files = Enumerable.Range(1, 5).Select(number => File(number, $"CREATE TABLE t{number} (); SELECT pg_sleep(0.02)")).ToArray();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Run(files)));

        await using var owner = await database.OpenOwner();
        Assert.Equal(5, await owner.Scalar<long>("SELECT count(*) FROM public.schema_migrations WHERE schema = $1", _cancel, _schema));
    }

    [Fact]
    public async Task An_empty_database_is_brought_up_to_date_and_the_report_says_so()
    {
        var connections = await server.EmptyDatabase();
        var migrator = TestServer.Migrator(connections);

        await migrator.MigrateMain(_cancel);
        await migrator.MigrateMain(_cancel);

        var status = await migrator.Status(_cancel);
        Assert.NotEmpty(status);
        Assert.All(status, line => Assert.Equal("applied", line.State));
    }

    [Fact]
    [Trait("feature", "TEN-04")]
    public async Task Every_place_holds_the_same_tables()
    {
        var schema = new Placement("", "tenant_same");
        var own = new Placement(database.Connections.MainDatabase + "_same", "tenant_same");

        await database.Migrator.MigratePlacement(schema, _cancel);
        await database.Migrator.MigratePlacement(own, _cancel);

        var shared = await Tables("", "shared");
        Assert.NotEmpty(shared);
        Assert.Equal(shared, await Tables("", "tenant_same"));
        Assert.Equal(shared, await Tables(own.Database, "tenant_same"));
        var control = await Tables("", "public");
        Assert.Contains("tenants", control);
        Assert.Contains("audit_logs", control);
        Assert.DoesNotContain("tenants", await Tables(own.Database, "public"));
    }

    [Theory]
    [InlineData("", "Tenant")]
    [InlineData("", "a\"b")]
    [InlineData("x;y", "shared")]
    public async Task A_name_that_would_need_quoting_is_refused(string name, string schema) =>
        await Assert.ThrowsAsync<ArgumentException>(() => database.Migrator.MigratePlacement(new Placement(name, schema), _cancel));

    private async Task<List<string>> Tables(string name, string schema)
    {
        await using var owner = await database.Connections.OpenOwner(name, _cancel);
        return await owner.Query("SELECT table_name::text FROM information_schema.tables WHERE table_schema = $1 ORDER BY 1", reader => reader.GetString(0), _cancel, schema);
    }

    private static MigrationFile File(int number, string sql) => new(MigrationScope.Module, "notes", number, $"{number:0000}_step", sql);

    private Task Run(params MigrationFile[] files) =>
        new MigrationRunner(database.Connections, new DatabaseRoles(database.Connections), NullLogger.Instance).Run("", [.. files.Select(file => new MigrationStep(_schema, file))], _cancel);
}
