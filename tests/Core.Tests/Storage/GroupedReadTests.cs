using System.Diagnostics;
using Ashlar.Contract.Values;
using Ashlar.Core.Storage;
using Ashlar.Core.Storage.Embedded;
using Ashlar.Core.Storage.Grouped;
using Ashlar.TestKit;
using Npgsql;

namespace Ashlar.Core.Tests.Storage;

/// <summary>Reads that go to the database together behave as if each had gone alone.</summary>
public sealed class GroupedReadTests : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private const string Bound = "SELECT current_setting('app.tenant'), pg_backend_pid() FROM pg_sleep(0.002)";

    private static readonly CancellationToken _cancel = CancellationToken.None;
    private readonly TestDatabase _database;
    private readonly NpgsqlDataSource _source;
    private readonly GroupedReads _reads;

    public GroupedReadTests(TestDatabase database)
    {
        _database = database;
        _source = database.Connections.Build("", DatabaseConnections.AppRole);
        _reads = new GroupedReads(_source, TimeProvider.System);
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    [Fact]
    public async Task Each_read_is_bound_to_its_own_tenant_while_few_connections_carry_them_all()
    {
        var scopes = Enumerable.Range(0, 200).Select(_ => Tenant()).ToList();

        var seen = await Task.WhenAll(scopes.Select(scope => Read(scope, Bound, row => (row.GetString(0), row.GetInt32(1)))));

        Assert.Equal(scopes.Select(scope => scope.TenantId.ToString()), seen.Select(one => one.Item1));
        Assert.InRange(seen.Select(one => one.Item2).Distinct().Count(), 1, GroupedReads.Lanes);
    }

    [Fact]
    public async Task A_read_that_fails_fails_alone()
    {
        var reads = Enumerable.Range(0, 40).Select(n => Read(Tenant(), "SELECT 12 / $1", row => row.GetInt32(0), n % 5)).ToList();

        await Assert.ThrowsAsync<PostgresException>(() => Task.WhenAll(reads));

        for (var n = 0; n < reads.Count; n++)
        {
            if (n % 5 == 0)
                Assert.Equal(PostgresErrorCodes.DivisionByZero, (await Assert.ThrowsAsync<PostgresException>(() => reads[n])).SqlState);
            else
                Assert.Equal(12 / (n % 5), await reads[n]);
        }
    }

    [Fact]
    public async Task What_goes_wrong_with_the_rows_of_one_read_does_not_touch_the_others()
    {
        var reads = Enumerable.Range(0, 40).Select(n => Read(Tenant(), "SELECT $1 + 0", row => row.GetInt32(0) % 5 == 0 ? throw new FormatException("unreadable") : row.GetInt32(0), n)).ToList();

        await Assert.ThrowsAsync<FormatException>(() => Task.WhenAll(reads));

        Assert.Equal(Enumerable.Range(0, 40).Where(n => n % 5 != 0), await Task.WhenAll(reads.Where((_, n) => n % 5 != 0)));
        Assert.All(reads.Where((_, n) => n % 5 == 0), read => Assert.IsType<FormatException>(read.Exception?.InnerException));
    }

    [Fact]
    public async Task A_slow_read_is_answered_alone_and_the_next_of_its_kind_is_not_begun_twice()
    {
        await using var owner = await _database.Connections.OpenOwner("", _cancel);
        await owner.Execute("CREATE SEQUENCE public.begun; GRANT USAGE ON public.begun TO ashlar_app", _cancel);
        const string Slow = "SELECT nextval('public.begun') FROM pg_sleep(0.3)";
        var (tenant, other) = (Tenant(), Tenant());

        var others = Enumerable.Range(0, 20).Select(n => Read(other, "SELECT $1 + 0", row => row.GetInt32(0), n));
        var first = Read(tenant, Slow, row => row.GetInt64(0));
        Assert.Equal(Enumerable.Range(0, 20), await Task.WhenAll(others));
        Assert.Equal(1, await first);
        var before = await Begun(owner);
        await Read(tenant, Slow, row => row.GetInt64(0));

        Assert.Equal(before + 1, await Begun(owner));
    }

    [Fact]
    public async Task A_read_is_given_up_with_its_caller_while_it_waits()
    {
        using var gone = new CancellationTokenSource();
        var busy = Enumerable.Range(0, GroupedReads.Lanes * GroupedReads.Most).Select(_ => Read(Tenant(), Bound, row => row.GetString(0))).ToList();
        var waiting = _reads.Read<int>(Tenant(), Sql.Statement(Bound), _ => throw new InvalidOperationException("It was read all the same."), gone.Token);
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Task.WhenAll(busy);
    }

    [Fact]
    public async Task A_connection_that_breaks_under_a_group_costs_nobody_else_his_answer()
    {
        var killer = Read(Tenant(), "SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(5)", row => row.GetBoolean(0));
        var others = Enumerable.Range(0, 100).Select(n => Read(Tenant(), "SELECT $1 + 0", row => row.GetInt32(0), n)).ToList();

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => killer);

        Assert.Equal(Enumerable.Range(0, 100), await Task.WhenAll(others));
    }

    [Fact]
    public async Task A_server_process_that_says_nothing_any_more_costs_nobody_his_answer()
    {
        var process = await Read(Tenant(), Bound, row => row.GetInt32(1));
        await Programs.Run("kill", ["-STOP", $"{process}"], _cancel);
        try
        {
            var reads = Enumerable.Range(0, 20).Select(n => Read(Tenant(), "SELECT $1 + 0", row => row.GetInt32(0), n)).ToList();

            Assert.Equal(Enumerable.Range(0, 20), await Task.WhenAll(reads).WaitAsync(TimeSpan.FromSeconds(60)));
        }
        finally
        {
            await Programs.Run("kill", ["-CONT", $"{process}"], _cancel);
        }
    }

    [Fact]
    public async Task Without_a_free_connection_every_read_of_the_group_says_so_once()
    {
        var settings = _database.Connections.Settings("", DatabaseConnections.AppRole);
        (settings.MaxPoolSize, settings.Timeout) = (1, 1);
        await using var source = NpgsqlDataSource.Create(settings);
        await using var taken = await source.Lend(_cancel);
        var reads = new GroupedReads(source, TimeProvider.System);

        var asked = Enumerable.Range(0, 5).Select(_ => reads.Read(Tenant(), Sql.Statement("SELECT 1"), reader => reader.ReadAsync(), _cancel)).ToList();

        foreach (var read in asked)
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => read);
    }

    [Fact]
    public async Task A_trace_shows_its_own_read_and_no_group()
    {
        var seen = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Ashlar.Storage" or "Npgsql" or "Test",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => { lock (seen) { seen.Add(activity); } },
        };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource("Test");
        using var request = source.StartActivity("request");

        await Read(Tenant(), "SELECT 'traced' || $1", row => row.GetString(0), "x");

        lock (seen)
        {
            var ours = Assert.Single(seen, activity => (activity.GetTagItem("db.query.text") as string)?.Contains("'traced'", StringComparison.Ordinal) == true);
            Assert.Equal(("Ashlar.Storage", request!.TraceId), (ours.Source.Name, ours.TraceId));
        }
    }

    private static TenantScope Tenant() => new(Ids.New(), null, Placement.ControlPlane);

    private static async Task<long> Begun(NpgsqlConnection owner) => await owner.Scalar<long>("SELECT last_value FROM public.begun", _cancel);

    private Task<T> Read<T>(TenantScope scope, string sql, Func<NpgsqlDataReader, T> read, params object[] arguments) => _reads.Read(scope, Sql.Statement(sql, arguments), async reader =>
    {
        Assert.True(await reader.ReadAsync());
        return read(reader);
    }, _cancel);
}
