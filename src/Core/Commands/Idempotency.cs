using System.Security.Cryptography;
using System.Text;
using Ashlar.Contract.Errors;
using Ashlar.Core.Http;
using Ashlar.Core.Protection;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Commands;

/// <summary>
/// A repeated request with the same Idempotency-Key gets the first answer and changes nothing. The key is claimed and the answer kept in
/// the transaction of the change; a second request waits for the first at the primary key.
/// </summary>
internal sealed class Idempotency(KeyRing ring, TimeProvider time)
{
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>The key of a request, or an error when it is not 1–128 printable ASCII characters.</summary>
    public static Result<string?> KeyOf(HttpRequest request)
    {
        if (!request.Headers.TryGetValue("Idempotency-Key", out var values))
            return (string?)null;
        return values is [{ Length: > 0 and <= 128 } key] && key.All(c => c is >= ' ' and <= '~')
            ? key
            : CoreErrors.Malformed("The Idempotency-Key is one value of 1 to 128 printable ASCII characters.");
    }

    public static byte[] Digest(string method, string path, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{method} {path}\n"));
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }

    /// <summary>Claims the key; the earlier answer when there is one, null when this request is the first.</summary>
    public async Task<Result<Answer?>> Claim(Operation operation, Call call, CancellationToken cancel)
    {
        call = await Secured(call, cancel);
        operation.Work.Add(new NpgsqlBatchCommand("SET LOCAL lock_timeout = '5s'"));
        operation.Work.Add(Expire(call));
        try
        {
            if (await operation.Work.Any(Insert(call), cancel))
                return (Answer?)null;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return CoreErrors.IdempotencyRunning;
        }

        return await operation.Work.Read(Find(call), reader => Earlier(reader, call, cancel), cancel);
    }

    private async Task<Result<Answer?>> Earlier(NpgsqlDataReader reader, Call call, CancellationToken cancel)
    {
        if (!await reader.ReadAsync(cancel) || reader.IsDBNull(1))
            return CoreErrors.IdempotencyRunning;
        if (!reader.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(call.Digest))
            return CoreErrors.IdempotencyMismatch;
        return new Answer(reader.GetInt32(1), null)
        {
            Location = reader.IsDBNull(2) ? null : reader.GetString(2),
            ETag = reader.IsDBNull(3) ? null : reader.GetString(3),
            Replay = reader.IsDBNull(4) ? [] : await Opened(call, reader.GetFieldValue<byte[]>(4), cancel),
        };
    }

    /// <summary>Keeps the answer, to be committed with the change.</summary>
    public async ValueTask Keep(Operation operation, Call call, Answer answer, CancellationToken cancel)
    {
        var command = new NpgsqlBatchCommand("UPDATE public.idempotency_keys SET status = $4, location = $5, etag = $6, body = $7 WHERE tenant_id = $1 AND actor_id = $2 AND key = $3");
        Key(command, call);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = answer.Status });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)answer.Location ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)answer.ETag ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        var body = answer.Render(answer.Location ?? call.Self, time);
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = call.Sealed ? await ring.Seal(call.Caller.TenantId, Purpose(call), body, cancel) : body });
        operation.Work.Add(command);
    }

    private async ValueTask<byte[]> Opened(Call call, byte[] body, CancellationToken cancel) =>
        call.Sealed && body.Length > 0 ? await ring.Open(call.Caller.TenantId, Purpose(call), body, cancel) : body;

    /// <summary>A bare digest of a short body could be guessed; under the tenant's key it tells nothing.</summary>
    private async ValueTask<Call> Secured(Call call, CancellationToken cancel) =>
        call.Sealed ? call with { Digest = (await ring.Of(call.Caller.TenantId, cancel)).Fingerprint("idempotency", call.Digest) } : call;

    private static string Purpose(Call call) => $"idempotency {call.Caller.UserId} {call.IdempotencyKey}";

    private NpgsqlBatchCommand Insert(Call call)
    {
        var command = new NpgsqlBatchCommand("INSERT INTO public.idempotency_keys (tenant_id, actor_id, key, request, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING 1");
        Key(command, call);
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = call.Digest });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = time.GetUtcNow().UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        return command;
    }

    private NpgsqlBatchCommand Expire(Call call)
    {
        var command = new NpgsqlBatchCommand("DELETE FROM public.idempotency_keys WHERE tenant_id = $1 AND created_at < $2");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = call.Caller.TenantId });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = (time.GetUtcNow() - Kept).UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        return command;
    }

    private static NpgsqlBatchCommand Find(Call call)
    {
        var command = new NpgsqlBatchCommand("SELECT request, status, location, etag, body FROM public.idempotency_keys WHERE tenant_id = $1 AND actor_id = $2 AND key = $3");
        Key(command, call);
        return command;
    }

    private static void Key(NpgsqlBatchCommand command, Call call)
    {
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = call.Caller.TenantId });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = call.Caller.UserId ?? Guid.Empty });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = call.IdempotencyKey! });
    }
}
