using Npgsql;

namespace Ashlar.Core.Storage.Grouped;

/// <summary>A read that waits for its group.</summary>
internal abstract class GroupedRead(TenantScope scope, NpgsqlBatchCommand statement)
{
    public Guid Tenant => scope.TenantId;

    public string Text => statement.CommandText;

    public abstract bool Answered { get; }

    /// <summary>Binds the tenant and asks, in a transaction that ends behind it.</summary>
    public void AddTo(NpgsqlBatch batch)
    {
        var begin = TenantSession.BeginQuick(scope);
        begin.AppendErrorBarrier = false;
        batch.BatchCommands.Add(begin);
        batch.BatchCommands.Add(statement);
    }

    /// <summary>Nobody waits for it any more.</summary>
    public abstract bool GivenUp();

    /// <summary>Takes its rows. What goes wrong with them is told to whoever asked; what goes wrong with the connection is thrown.</summary>
    public abstract Task Take(NpgsqlDataReader reader);

    /// <summary>Ends without an answer.</summary>
    public abstract void Fail(Exception failure);

    /// <summary>Runs on a connection of its own and for as long as it takes; it never throws.</summary>
    public abstract Task RunAlone(NpgsqlDataSource source);
}

/// <inheritdoc cref="GroupedRead"/>
internal sealed class GroupedRead<T>(TenantScope scope, NpgsqlBatchCommand statement, Func<NpgsqlDataReader, Task<T>> read, CancellationToken cancel) : GroupedRead(scope, statement)
{
    private readonly TenantScope _scope = scope;
    private readonly NpgsqlBatchCommand _statement = statement;
    private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Result => _result.Task;

    public override bool Answered => _result.Task.IsCompleted;

    public override bool GivenUp() => cancel.IsCancellationRequested && _result.TrySetCanceled(cancel);

    public override async Task Take(NpgsqlDataReader reader)
    {
        try
        {
            _result.SetResult(await read(reader));
        }
        catch (Exception wrong) when (wrong is not (NpgsqlException or TimeoutException))
        {
            _result.SetException(wrong);
        }
    }

    public override void Fail(Exception failure) => _result.SetException(failure);

    public override async Task RunAlone(NpgsqlDataSource source)
    {
        try
        {
            _result.SetResult(await source.Read(_scope, [Anew(_statement)], read, cancel));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            _result.SetCanceled(cancel);
        }
        catch (Exception wrong)
        {
            _result.SetException(wrong);
        }
    }

    /// <summary>A statement remembers under which name a connection has prepared it, which another connection does not know.</summary>
    private static NpgsqlBatchCommand Anew(NpgsqlBatchCommand statement)
    {
        var copy = new NpgsqlBatchCommand(statement.CommandText);
        foreach (var parameter in statement.Parameters)
            copy.Parameters.Add(((NpgsqlParameter)parameter).Clone());
        return copy;
    }
}
