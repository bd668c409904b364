using Ashlar.Core.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Audit;

/// <summary>Writes the log. Entries of a change are added to the batch of the change, so neither exists without the other.</summary>
internal sealed class AuditLog(Databases databases, TimeProvider time)
{
    private const string Insert = """
        INSERT INTO public.audit_logs (tenant_id, id, at, client_id, actor_id, actor_name, actor_kind, action, resource, resource_id, result, changes, version, request_id, ip, reason)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
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
        Text(entry.Reason);
        return command;

        void Text(string? value) => parameters.Add(new NpgsqlParameter { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
    }

    /// <summary>Writes an entry by itself, for refusals and sign-ins. It must be on disk before the answer leaves.</summary>
    public async Task Write(AuditEntry entry, CancellationToken cancel)
    {
        await using var connection = await databases.System.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Command(entry));
        await batch.ExecuteNonQueryAsync(cancel);
    }
}
