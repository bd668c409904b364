using Ashlar.Core.Http;
using Ashlar.Core.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Audit;

/// <summary>Writes the log. Entries of a change are added to the batch of the change, so neither exists without the other.</summary>
internal sealed class AuditLog(Databases databases, TimeProvider time)
{
    private const string Insert = """
        INSERT INTO public.audit_logs (tenant_id, id, at, client_id, actor_id, actor_name, actor_kind, action, resource, resource_id, result, changes, version, request_id, ip, reason, module, key_id, trace_id, details)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
        """;

    /// <summary>The statement that writes an entry, to be part of the caller's own transaction.</summary>
    public NpgsqlBatchCommand Command(AuditEntry entry)
    {
        var command = new NpgsqlBatchCommand(Insert);
        var parameters = command.Parameters;
        parameters.Add(new NpgsqlParameter { Value = (object?)entry.TenantId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = entry.Id });
        parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = time.GetUtcNow().UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        parameters.Add(new NpgsqlParameter { Value = (object?)entry.ClientId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        parameters.Add(new NpgsqlParameter { Value = (object?)entry.ActorId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        Text(entry.ActorName);
        Text(entry.ActorKind);
        Text(entry.Action);
        Text(entry.Resource);
        parameters.Add(new NpgsqlParameter { Value = (object?)entry.ResourceId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        Text(entry.Result);
        parameters.Add(new NpgsqlParameter { Value = (object?)entry.Changes ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb });
        parameters.Add(new NpgsqlParameter { Value = (object?)entry.Version ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer });
        Text(entry.RequestId);
        Text(entry.Ip);
        Text(AuditMask.Text(entry.Reason));
        Text(entry.Module);
        parameters.Add(new NpgsqlParameter { Value = (object?)entry.KeyId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        // The trace runs on in reactions to events, so one id finds everything a request caused.
        Text(entry.TraceId);
        parameters.Add(new NpgsqlParameter { Value = (object?)entry.Details ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb });
        return command;

        void Text(string? value) => parameters.Add(new NpgsqlParameter { Value = (object?)WholeText.Whole(value) ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
    }

    /// <summary>Writes an entry by itself, for refusals and sign-ins. It is on disk before this returns; entries of requests at the same moment go out together.</summary>
    public Task Write(AuditEntry entry, CancellationToken cancel)
    {
        var waiting = new Waiting(entry, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_waiting)
        {
            _waiting.Add(waiting);
            if (!_writing)
            {
                _writing = true;
                // It writes for everybody, so it belongs to nobody's trace.
                using (ExecutionContext.SuppressFlow())
                    _ = Task.Run(WriteWaiting, CancellationToken.None);
            }
        }

        // Whoever gives up waiting does not take the entry back.
        return waiting.Done.Task.WaitAsync(cancel);
    }

    private sealed record Waiting(AuditEntry Entry, TaskCompletionSource Done);

    private const int Together = 200;

    private readonly List<Waiting> _waiting = [];
    private bool _writing;

    private async Task WriteWaiting()
    {
        while (true)
        {
            List<Waiting> some;
            lock (_waiting)
            {
                some = [.. _waiting.Take(Together)];
                _waiting.RemoveRange(0, some.Count);
                _writing = some.Count > 0;
            }

            if (some.Count == 0)
                return;
            await WriteTogether(some);
        }
    }

    private async Task WriteTogether(List<Waiting> some)
    {
        try
        {
            await using var lent = await databases.System.Lend(CancellationToken.None);
            await lent.Connection.Execute([.. some.Select(one => Command(one.Entry))], CancellationToken.None);
            some.ForEach(one => one.Done.SetResult());
        }
        catch (PostgresException) when (some.Count > 1)
        {
            // One entry that the database refuses must not take the others with it.
            foreach (var one in some)
                await WriteTogether([one]);
        }
        catch (Exception failure)
        {
            some.ForEach(one => one.Done.TrySetException(failure));
        }
    }
}
