using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace Ashlar.Core.Storage.Grouped;

/// <summary>
/// Short reads that are asked for at the same moment go to a database in one round trip: one statement after the other on one connection, each in a
/// transaction of its own that binds its own tenant. A busy database server spends about half the time on them, since it neither wakes another process nor
/// sends another packet for each. What takes longer than all of them may wait, or fails, runs again alone, and the others with it.
/// </summary>
internal sealed class GroupedReads(NpgsqlDataSource source, TimeProvider time)
{
    /// <summary>So many reads at most in one round trip.</summary>
    public const int Most = 16;

    /// <summary>So many connections take groups. What is asked for while all of them work makes the next group, so fewer carry more.</summary>
    public static readonly int Lanes = Math.Max(2, Environment.ProcessorCount / 2);

    /// <summary>Seconds until a server that says nothing at all is given up.</summary>
    private const int Patience = 5;

    private static readonly ActivitySource _traces = new("Ashlar.Storage");

    private readonly ConcurrentQueue<GroupedRead> _waiting = new();
    private readonly SlowReads _slow = new(time);
    private int _working;

    /// <summary>Reads what the statement answers. The reading may begin anew, on another connection, and is not interrupted once its group is on the way.</summary>
    public Task<T> Read<T>(TenantScope scope, NpgsqlBatchCommand statement, Func<NpgsqlDataReader, Task<T>> read, CancellationToken cancel) =>
        _traces.HasListeners() ? Traced(scope, statement, read, cancel) : Ask(scope, statement, read, cancel);

    private async Task<T> Traced<T>(TenantScope scope, NpgsqlBatchCommand statement, Func<NpgsqlDataReader, Task<T>> read, CancellationToken cancel)
    {
        using var span = _traces.StartActivity("read", ActivityKind.Client);
        span?.SetTag("db.system.name", "postgresql").SetTag("db.query.text", statement.CommandText);
        return await Ask(scope, statement, read, cancel);
    }

    private Task<T> Ask<T>(TenantScope scope, NpgsqlBatchCommand statement, Func<NpgsqlDataReader, Task<T>> read, CancellationToken cancel)
    {
        if (_slow.Contains(scope.TenantId, statement.CommandText))
            return source.Read(scope, [statement], read, cancel);

        var one = new GroupedRead<T>(scope, statement, read, cancel);
        _waiting.Enqueue(one);
        if (Enter())
            ThreadPool.UnsafeQueueUserWorkItem(static reads => _ = reads.Work(), this, preferLocal: false);
        return one.Result;
    }

    private bool Enter()
    {
        if (Interlocked.Increment(ref _working) <= Lanes)
            return true;
        Interlocked.Decrement(ref _working);
        return false;
    }

    private async Task Work()
    {
        var group = new List<GroupedRead>(Most);
        do
        {
            while (Take(group))
                await Run(group);
            Interlocked.Decrement(ref _working);
        }
        // What came after the last look and before the place was free found no place itself.
        while (!_waiting.IsEmpty && Enter());
    }

    private bool Take(List<GroupedRead> group)
    {
        group.Clear();
        while (group.Count < Most && _waiting.TryDequeue(out var one))
        {
            if (!one.GivenUp())
                group.Add(one);
        }

        return group.Count > 0;
    }

    private async Task Run(List<GroupedRead> group)
    {
        Lent lent;
        try
        {
            lent = await source.Lend(CancellationToken.None);
        }
        catch (Exception none)
        {
            group.ForEach(one => one.Fail(none));
            return;
        }

        try
        {
            await using (lent)
                await Answer(lent.Connection, group);
        }
        catch (Exception failure)
        {
            var left = group.Where(one => !one.Answered).ToList();
            if (failure is PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } && left.Count > 0)
                _slow.Add(left[0].Tenant, left[0].Text);
            foreach (var one in left)
                _ = one.RunAlone(source);
        }
    }

    private static async Task Answer(NpgsqlConnection connection, List<GroupedRead> group)
    {
        try
        {
            await using var batch = new NpgsqlBatch(connection) { EnableErrorBarriers = true, Timeout = Patience };
            foreach (var one in group)
                one.AddTo(batch);
            await using var reader = await batch.ExecuteReaderAsync();
            foreach (var one in group)
            {
                if (one != group[0])
                    await reader.NextResultAsync();
                // Behind the statement that binds the tenant.
                await reader.NextResultAsync();
                await one.Take(reader);
            }
        }
        catch (PostgresException)
        {
            connection.Note();
            throw;
        }
    }
}
