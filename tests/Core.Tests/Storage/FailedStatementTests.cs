using Ashlar.Contract.Values;
using Ashlar.Core.Storage;
using Ashlar.TestKit;
using Npgsql;

namespace Ashlar.Core.Tests.Storage;

/// <summary>A statement that fails in the run that prepares it must not break the connection for whoever comes next.</summary>
public sealed class FailedStatementTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Divide = "INSERT INTO public.divided SELECT 6 / $1 RETURNING result";

    private static readonly CancellationToken _cancel = CancellationToken.None;

    [Theory]
    [InlineData("system")]
    [InlineData("tenant")]
    public async Task A_statement_that_failed_once_runs_again_on_the_same_connection(string who)
    {
        await database.Databases.System.Execute("SELECT 1", _cancel);
        await using var owner = await database.Connections.OpenOwner("", _cancel);
        await owner.Execute("CREATE TABLE IF NOT EXISTS public.divided (result integer); GRANT SELECT, INSERT ON public.divided TO ashlar_app, ashlar_system", _cancel);
        await using var source = One(who == "tenant" ? "ashlar_app" : "ashlar_system");
        // Each run uses the only connection; the second prepares the statement, the third meets what the second left behind.
        foreach (var (divisor, expected) in new (int, int?)[] { (1, 6), (0, null), (2, 3), (3, 2), (0, null), (6, 1) })
        {
            if (expected is null)
                Assert.Equal(PostgresErrorCodes.DivisionByZero, (await Assert.ThrowsAsync<PostgresException>(() => source.Scalar<int>(Divide, _cancel, divisor))).SqlState);
            else
                Assert.Equal(expected, await source.Scalar<int>(Divide, _cancel, divisor));
        }
    }

    [Theory]
    [InlineData("its own")]
    [InlineData("a tenant's")]
    [InlineData("a transaction's")]
    public async Task A_reader_that_fails_behind_its_first_rows_leaves_the_connection_whole(string whose)
    {
        await using var source = One("ashlar_app");
        var scope = new TenantScope(Ids.New(), null, Placement.ControlPlane);
        foreach (var (divisors, fails) in new (int[], bool)[] { ([1, 2], false), ([1, 2, 0], true), ([3, 1], false), ([2, 0], true), ([2, 0], true), ([6, 1], false) })
        {
            var statement = Sql.Statement("SELECT 6 / d FROM unnest($1) AS d", divisors);
            var read = () => whose switch
            {
                "its own" => source.Read([statement], reader => reader.Rows(row => row.GetInt32(0), _cancel), _cancel),
                "a tenant's" => source.Read(scope, [statement], reader => reader.Rows(row => row.GetInt32(0), _cancel), _cancel),
                _ => InTransaction(source, statement),
            };
            if (fails)
                Assert.Equal(PostgresErrorCodes.DivisionByZero, (await Assert.ThrowsAsync<PostgresException>(read)).SqlState);
            else
                Assert.Equal(divisors.Select(divisor => 6 / divisor), await read());
        }
    }

    private static async Task<List<int>> InTransaction(NpgsqlDataSource source, NpgsqlBatchCommand statement)
    {
        await using var lent = await source.Lend(_cancel);
        await using var transaction = await lent.Connection.BeginTransactionAsync(_cancel);
        var rows = await lent.Connection.Read([statement], reader => reader.Rows(row => row.GetInt32(0), _cancel), _cancel);
        await transaction.CommitAsync(_cancel);
        return rows;
    }

    private NpgsqlDataSource One(string role)
    {
        var settings = database.Connections.Settings("", role);
        settings.MaxPoolSize = 1;
        return NpgsqlDataSource.Create(settings);
    }
}
