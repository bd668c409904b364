using Ashlar.Core.Storage;
using Ashlar.TestKit;
using Npgsql;

namespace Ashlar.Core.Tests.Storage;

/// <summary>What a connection remembers when it comes back to the pool.</summary>
public sealed class SettledConnectionTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Prepared = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT 6 /%'";

    private static readonly CancellationToken _cancel = CancellationToken.None;

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task It_keeps_what_it_prepared_unless_a_statement_failed(bool fails, long kept)
    {
        await using var source = One();
        await using (var lent = await source.Lend(_cancel))
        {
            for (var run = 0; run < 3; run++)
                await lent.Connection.Scalar<int>("SELECT 6 / $1", _cancel, 2);
            if (fails)
                await Assert.ThrowsAsync<PostgresException>(() => lent.Connection.Scalar<int>("SELECT 7 / $1", _cancel, 0));
        }

        Assert.Equal(kept, await source.Scalar<long>(Prepared, _cancel));
    }

    [Fact]
    public async Task One_that_is_cut_off_after_a_failure_goes_without_another()
    {
        await using var source = One();
        await using (var lent = await source.Lend(_cancel))
        {
            await Assert.ThrowsAsync<PostgresException>(() => lent.Connection.Scalar<int>("SELECT 7 / $1", _cancel, 0));
            await using var owner = await database.OpenOwner();
            Assert.True(await owner.Scalar<bool>("SELECT pg_terminate_backend($1, 10000)", _cancel, lent.Connection.ProcessID));
        }

        Assert.Equal(3, await source.Scalar<int>("SELECT 6 / $1", _cancel, 2));
    }

    private NpgsqlDataSource One() => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.Connections.Settings("", DatabaseConnections.SystemRole).ConnectionString) { MaxPoolSize = 1 });
}
