using System.Collections.Concurrent;
using Ashlar.Core.Hooks.Sources;
using Ashlar.Core.Storage;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Ashlar.Core.Hooks.Intake;

/// <summary>Counts refused requests by reason and writes the counts now and then: whoever guesses costs us memory for a number, not a row.</summary>
internal sealed class Refusals(Databases databases, TimeProvider time, ILogger<Refusals> log) : BackgroundService
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(5);

    private ConcurrentDictionary<(Guid Tenant, Guid Source, string Reason), long> _counts = new();

    public void Note(KnownSource source, string reason) => _counts.AddOrUpdate((source.Tenant, source.Id, reason), 1, (_, count) => count + 1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Write(stoppingToken);
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
            {
                log.LogWarning("Refused requests could not be counted: {Reason}", failure.Message);
            }
        }
    }

    public async Task Write(CancellationToken cancel)
    {
        if (_counts.IsEmpty)
            return;
        var batch = new List<NpgsqlBatchCommand>();
        foreach (var ((tenant, source, reason), count) in Interlocked.Exchange(ref _counts, new()))
        {
            batch.Add(Sql.Statement(
                """
                INSERT INTO public.hooks_refusals (tenant_id, source_id, reason, count, last_at) SELECT $1, $2, $3, $4, $5 WHERE EXISTS (SELECT FROM public.hooks_sources WHERE tenant_id = $1 AND id = $2)
                ON CONFLICT (tenant_id, source_id, reason) DO UPDATE SET count = hooks_refusals.count + $4, last_at = $5
                """, tenant, source, reason, count, time.GetUtcNow().UtcDateTime));
        }

        await databases.System.Execute(batch, cancel);
    }
}
