using System.Text.Json.Nodes;
using Ashlar.Core.Audit;
using Ashlar.Core.Files.Stores;
using Ashlar.Core.Jobs;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Storage;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Ashlar.Core.Files.Retention;

/// <summary>There are bytes to remove.</summary>
internal sealed class RemovalSignal : Signal;

/// <summary>Removes the bytes of deleted files, looks whether they are gone, and puts that on record. Until a store has done so it is asked again.</summary>
internal sealed class RemovalWorker(Databases databases, FileStores stores, AuditLog audit, RemovalSignal signal, HostState state, TimeProvider time, ILogger<RemovalWorker> log) : BackgroundService
{
    private static readonly TimeSpan _look = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _least = TimeSpan.FromMilliseconds(200);

    private const string Next = """
        SELECT tenant_id, file_id, client_id, name, store, path FROM public.files_removals WHERE next_at <= $1 ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED
        """;

    private sealed record Removal(Guid Tenant, Guid File, Guid? Client, string Name, string Store, string Path);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = _look;
            try
            {
                while (state.Serving && await RemoveOne(stoppingToken))
                    await Task.Yield();
                if (state.Serving)
                    pause = await UntilNext(stoppingToken);
                failures = 0;
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
            {
                pause = TimeSpan.FromSeconds(Math.Min(_look.TotalSeconds, 1 << Math.Min(failures++, 6)));
                log.LogWarning(failure, "Bytes of deleted files cannot be looked for; trying again in {Seconds} seconds", pause.TotalSeconds);
            }

            await signal.Wait(pause, time, stoppingToken);
        }
    }

    /// <summary>One that was put off, or that was asked for by a clock ahead of this one, does not wait for the next look.</summary>
    private async Task<TimeSpan> UntilNext(CancellationToken cancel)
    {
        var next = await databases.System.Scalar<DateTime?>("SELECT min(next_at) FROM public.files_removals", cancel);
        return next is null ? _look : TimeSpan.FromTicks(Math.Clamp((next.Value - time.GetUtcNow().UtcDateTime).Ticks, _least.Ticks, _look.Ticks));
    }

    private async Task<bool> RemoveOne(CancellationToken cancel)
    {
        await using var lent = await databases.System.Lend(cancel);
        var connection = lent.Connection;
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var now = time.GetUtcNow().UtcDateTime;
        var removal = await connection.First<Removal?>(Next, row => new Removal(row.GetGuid(0), row.GetGuid(1), row.IsDBNull(2) ? null : row.GetGuid(2), row.GetString(3), row.GetString(4), row.GetString(5)), cancel, now);
        if (removal is null)
            return false;
        var problem = await Remove(removal, cancel);
        if (problem is null)
        {
            var batch = new List<NpgsqlBatchCommand>();
            batch.Add(Sql.Statement("DELETE FROM public.files_removals WHERE tenant_id = $1 AND file_id = $2", removal.Tenant, removal.File));
            batch.Add(audit.Command(Entry(removal)));
            await connection.Execute(batch, cancel);
        }
        else
        {
            log.LogWarning("The bytes of the deleted file {File} are still in the store {Store}: {Problem}", removal.File, removal.Store, problem);
            await connection.Execute("UPDATE public.files_removals SET attempts = attempts + 1, next_at = $3::timestamptz + least(3600, 15 * 2 ^ attempts) * interval '1 second' WHERE tenant_id = $1 AND file_id = $2", cancel, removal.Tenant, removal.File, now);
        }

        await transaction.CommitAsync(cancel);
        return true;
    }

    /// <summary>Null once the store says itself that nothing is there any more.</summary>
    private async Task<string?> Remove(Removal removal, CancellationToken cancel)
    {
        var store = stores.Find(removal.Store);
        if (!store.Succeeded)
            return store.Error.Message;
        try
        {
            await store.Value.Delete(removal.Path, cancel);
            await using var left = await store.Value.Get(removal.Path, 0, cancel);
            return left is null ? null : "the store still has them";
        }
        catch (FileStoreException failure)
        {
            return failure.Message;
        }
    }

    private static AuditEntry Entry(Removal removal) => new()
    {
        TenantId = removal.Tenant,
        ClientId = removal.Client,
        ActorName = "removal of files",
        ActorKind = "system",
        Action = "files.files.destroyed",
        Resource = Rows.FileResource.Key,
        ResourceId = removal.File,
        Details = new JsonObject { ["key"] = "destroyed", ["bytes"] = "removed", ["store"] = removal.Store, ["path"] = removal.Path }.ToJsonString(),
    };
}
