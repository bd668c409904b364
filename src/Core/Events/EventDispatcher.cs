using System.Reflection;
using System.Text.Json;
using Ashlar.Contract.Events;
using Ashlar.Contract.Modules;
using Ashlar.Core.Audit;
using Ashlar.Core.Commands;
using Ashlar.Core.Identity;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Modules;
using Ashlar.Core.Resources;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Microsoft.Extensions.Hosting;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Events;

/// <summary>
/// Delivers what waits in the outboxes of all databases. A reaction and the note that it ran commit together, so an event delivered
/// twice has its effects once; one that keeps failing is set aside after its last attempt and stays visible.
/// </summary>
internal sealed class EventDispatcher(Databases databases, EventCatalog catalog, IEnumerable<IEventTap> taps, OperationFactory operations, TenantDirectory tenants, Entitlements entitlements, OutboxSignal signal, HostState state, TimeProvider time, ILogger<EventDispatcher> log) : BackgroundService
{
    private const int Batch = 50;
    private const int LastAttempt = 10;
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(2);

    /// <summary>The first waiting event of each aggregate: one that failed holds back those after it until it succeeds or is set aside.</summary>
    private const string Due = """
        SELECT o.id, o.tenant_id, o.type, o.data::text, o.request_id, o.attempts, o.created_at, o.aggregate, o.trace FROM public.outbox o
        WHERE NOT o.dead AND o.next_at <= $1
          AND NOT EXISTS (SELECT FROM public.outbox e WHERE e.tenant_id = o.tenant_id AND e.aggregate = o.aggregate AND e.seq < o.seq AND NOT e.dead)
        ORDER BY o.seq LIMIT $2 FOR UPDATE OF o SKIP LOCKED
        """;

    private sealed record Waiting(Guid Id, Guid Tenant, string Type, string Data, string? RequestId, int Attempts, DateTimeOffset At, Guid? Aggregate, string? Trace);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await signal.Wait(_look, time, stoppingToken);
                if (!state.Serving)
                    continue;
                foreach (var database in (await tenants.All(stoppingToken)).Select(tenant => tenant.Placement.Database).Append("").Distinct(StringComparer.Ordinal))
                {
                    while (await Deliver(database, stoppingToken) > 0)
                        await Task.Yield();
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or InvalidOperationException)
            {
                log.LogWarning(exception, "The outbox cannot be read; trying again");
            }
        }
    }

    /// <summary>Takes a batch under locks that other replicas skip, and handles each event in it.</summary>
    private async Task<int> Deliver(string database, CancellationToken cancel)
    {
        await using var lent = await databases.SystemOf(database).Lend(cancel);
        var connection = lent.Connection;
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var waiting = await Take(connection, cancel);
        foreach (var item in waiting)
        {
            var failure = await Handle(item, cancel);
            await Settle(connection, item, failure, cancel);
        }

        await transaction.CommitAsync(cancel);
        return waiting.Count;
    }

    private Task<List<Waiting>> Take(NpgsqlConnection connection, CancellationToken cancel) =>
        connection.Query(Due, reader => new Waiting(reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetString(3), reader.Optional<string>(4), reader.GetInt32(5), reader.GetFieldValue<DateTimeOffset>(6), reader.IsDBNull(7) ? null : reader.GetGuid(7), reader.Optional<string>(8)), cancel, time.GetUtcNow().UtcDateTime, Batch);

    private async Task<Exception?> Handle(Waiting item, CancellationToken cancel)
    {
        Exception? failure = null;
        if (await tenants.ById(item.Tenant, cancel) is not { } tenant)
            return null;
        using var activity = Tracing.Continue($"event {item.Type}", item.Trace);
        foreach (var subscription in catalog.Subscriptions(item.Type))
        {
            try
            {
                await React(item, subscription, tenant, cancel);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                log.LogError(exception, "{Handler} failed on {Event} {Id}, attempt {Attempt}", subscription.Handler.Name, item.Type, item.Id, item.Attempts + 1);
                failure = exception;
            }
        }

        return await Tap(item, tenant, failure, cancel);
    }

    private async Task<Exception?> Tap(Waiting item, TenantInfo tenant, Exception? failure, CancellationToken cancel)
    {
        var reacted = failure;
        foreach (var tap in taps.Where(tap => tap.Wants(tenant.Id, item.Type)))
        {
            try
            {
                await tap.Take(new OutboxEvent(item.Id, tenant, item.Type, item.Data, item.At, item.Aggregate), reacted, item.Attempts + 1 >= LastAttempt, cancel);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                log.LogError(exception, "{Tap} failed on {Event} {Id}, attempt {Attempt}", tap.GetType().Name, item.Type, item.Id, item.Attempts + 1);
                failure ??= exception;
            }
        }

        return failure;
    }

    private async Task React(Waiting item, SubscriptionDefinition subscription, TenantInfo tenant, CancellationToken cancel)
    {
        var module = subscription.Handler.Assembly;
        if (catalog.ModuleOf(module) is { } id && !entitlements.IsOn(tenant, id))
            return;
        await using var operation = operations.Begin(Caller.System(tenant, $"reaction to {item.Type}"), new RequestInfo(item.RequestId, null));
        var claim = new NpgsqlBatchCommand("INSERT INTO public.inbox (tenant_id, event_id, subscription) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING 1");
        claim.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = item.Tenant });
        claim.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = item.Id });
        claim.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subscription.Handler.FullName! });
        if (!await operation.Work.Any(claim, cancel))
            return;

        operation.Services.GetRequiredService<Store>().Action = $"on.{item.Type}";
        var data = JsonSerializer.Deserialize(item.Data, subscription.Data, _lenient)!;
        await (Task)typeof(EventDispatcher).GetMethod(nameof(Call), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(subscription.Data)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [ActivatorUtilities.GetServiceOrCreateInstance(operation.Services, subscription.Handler), data, cancel], null)!;
        if (await operation.Stage(cancel) is { } error)
            throw new InvalidOperationException($"{error.Code}: {error.Message}");
        await operation.Commit(cancel);
    }

    /// <summary>A consumer reads the fields it declares and ignores the rest.</summary>
    private static readonly JsonSerializerOptions _lenient = new(JsonSettings.Options) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Skip };

    private static Task Call<T>(object handler, object data, CancellationToken cancel) => ((IEventHandler<T>)handler).Handle((T)data, cancel);

    private async Task Settle(NpgsqlConnection connection, Waiting item, Exception? failure, CancellationToken cancel)
    {
        var command = failure is null
            ? new NpgsqlBatchCommand("DELETE FROM public.outbox WHERE id = $1")
            : new NpgsqlBatchCommand("UPDATE public.outbox SET attempts = attempts + 1, error = $2, next_at = $3, dead = attempts + 1 >= $4 WHERE id = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = item.Id });
        if (failure is not null)
        {
            var wait = TimeSpan.FromSeconds(Math.Min(3600, Math.Pow(2, item.Attempts)));
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = failure.Message });
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = (time.GetUtcNow() + wait).UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = LastAttempt });
        }

        await connection.Execute([command], cancel);
    }
}
