using System.Threading.Channels;
using Ashlar.Contract.Values;
using Ashlar.Core.Hooks.Processing;
using Ashlar.Core.Storage;
using Microsoft.Extensions.Hosting;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Hooks.Intake;

/// <summary>A verified request on its way into the inbox.</summary>
internal sealed record Incoming(Guid Tenant, Guid? Client, Guid Source, Guid SourceTenant, string Key, string Type, string? Account, string Headers, byte[] Body, string? Trace, string? Parked)
{
    public Guid Id { get; } = Ids.New();

    public TaskCompletionSource Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>
/// Writes what arrives. Requests that come while one write is under way share the next: many of them cost one statement and one wait for
/// the disk, and each is answered only after the commit that holds it.
/// </summary>
internal sealed class InboxWriter(Databases databases, ProcessorSignal signal, TimeProvider time, ILogger<InboxWriter> log) : BackgroundService
{
    private const int Waiting = 5000;
    private const int MostRows = 500;
    private const int MostBytes = 8 * 1024 * 1024;
    private const int Writers = 2;

    private const string Insert = """
        INSERT INTO public.hooks_inbox (tenant_id, id, client_id, source_id, source_tenant, dedupe_key, type, account, headers, body, trace, state, reason, created_at, updated_at)
        SELECT t, i, c, s, st, k, y, a, h, b, r, CASE WHEN p IS NULL THEN 'received' ELSE 'parked' END, p, $13, $13
        FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::bytea[], $11::text[], $12::text[]) AS x (t, i, c, s, st, k, y, a, h, b, r, p)
        ON CONFLICT (tenant_id, source_id, dedupe_key) DO NOTHING
        """;

    private readonly Channel<Incoming> _queue = Channel.CreateBounded<Incoming>(Waiting);

    /// <summary>False when too much waits already; otherwise <see cref="Incoming.Stored"/> ends when the request is safe.</summary>
    public bool TryAdd(Incoming item) => _queue.Writer.TryWrite(item);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Loop(stoppingToken)));

    private async Task Loop(CancellationToken stop)
    {
        var batch = new List<Incoming>();
        try
        {
            while (await _queue.Reader.WaitToReadAsync(stop))
            {
                batch.Clear();
                for (var bytes = 0; batch.Count < MostRows && bytes < MostBytes && _queue.Reader.TryRead(out var item); bytes += item.Body.Length)
                    batch.Add(item);
                await Write(batch);
            }
        }
        catch (OperationCanceledException)
        {
            // Requests have ended before background work does; nobody waits any more.
        }
    }

    private async Task Write(List<Incoming> batch)
    {
        try
        {
            await Store(batch);
            batch.ForEach(item => item.Stored.TrySetResult());
            signal.Wake();
        }
        catch (PostgresException refused) when (batch.Count > 1 && DatabaseErrors.IsRefusal(refused))
        {
            // One row that the database refuses must not cost the others their place.
            foreach (var item in batch)
                await Write([item]);
        }
        catch (Exception failure)
        {
            log.LogWarning("{Count} requests could not be stored: {Reason}", batch.Count, failure.Message);
            batch.ForEach(item => item.Stored.TrySetException(failure));
        }
    }

    private async Task Store(List<Incoming> batch)
    {
        var command = new NpgsqlBatchCommand(Insert);
        Array(command, NpgsqlDbType.Uuid, batch.Select(item => item.Tenant).ToArray());
        Array(command, NpgsqlDbType.Uuid, batch.Select(item => item.Id).ToArray());
        Array(command, NpgsqlDbType.Uuid, batch.Select(item => item.Client).ToArray());
        Array(command, NpgsqlDbType.Uuid, batch.Select(item => item.Source).ToArray());
        Array(command, NpgsqlDbType.Uuid, batch.Select(item => item.SourceTenant).ToArray());
        Array(command, NpgsqlDbType.Text, batch.Select(item => item.Key).ToArray());
        Array(command, NpgsqlDbType.Text, batch.Select(item => item.Type).ToArray());
        Array(command, NpgsqlDbType.Text, batch.Select(item => item.Account).ToArray());
        Array(command, NpgsqlDbType.Text, batch.Select(item => item.Headers).ToArray());
        Array(command, NpgsqlDbType.Bytea, batch.Select(item => item.Body).ToArray());
        Array(command, NpgsqlDbType.Text, batch.Select(item => item.Trace).ToArray());
        Array(command, NpgsqlDbType.Text, batch.Select(item => item.Parked).ToArray());
        command.Parameters.Add(new NpgsqlParameter { Value = time.GetUtcNow().UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await databases.System.Execute([command], CancellationToken.None);
    }

    private static void Array(NpgsqlBatchCommand command, NpgsqlDbType type, object values) => command.Parameters.Add(new NpgsqlParameter { Value = values, NpgsqlDbType = NpgsqlDbType.Array | type });
}
