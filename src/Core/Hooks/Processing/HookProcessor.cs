using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Core.Events;
using Ashlar.Core.Hooks.Sources;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Modules;
using Ashlar.Core.Resources;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Ashlar.Core.Webhooks.Endpoints;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Ashlar.Core.Hooks.Processing;

/// <summary>
/// Hands on what arrived, as events, or parks what nobody waits for. Where the organisation's rows are in another database its event is
/// stored there first, under an id of its own: a host that is killed in between does it again, and reactions still run once.
/// </summary>
internal sealed class HookProcessor(Databases databases, SourceIndex sources, EventCatalog catalog, EndpointIndex endpoints, Entitlements entitlements, TenantDirectory tenants, ProcessorSignal signal, OutboxSignal outbox, HostState state, TimeProvider time, ILogger<HookProcessor> log) : BackgroundService
{
    private const int Batch = 200;
    private const string Unheard = "Nothing here reacts to it.";
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await signal.Wait(_look, time, stoppingToken);
                while (state.Serving && await Run(stoppingToken) == Batch)
                    await Task.Yield();
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException or InvalidOperationException)
            {
                log.LogWarning(failure, "The inbox of hooks cannot be processed; trying again");
            }
        }
    }

    public async Task<int> Run(CancellationToken cancel)
    {
        await using var lent = await databases.System.Lend(cancel);
        var connection = lent.Connection;
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var waiting = await Inbox.Take(connection, Batch, cancel);
        if (waiting.Count == 0)
            return 0;

        await endpoints.Load(cancel);
        var (known, now) = (await sources.Now(cancel), time.GetUtcNow());
        var settled = new List<NpgsqlBatchCommand>();
        var elsewhere = new Dictionary<string, List<NpgsqlBatchCommand>>(StringComparer.Ordinal);
        foreach (var item in waiting)
        {
            var tenant = await tenants.ById(item.Tenant, cancel);
            var (action, reason) = Decide(item, tenant, known);
            var data = action == "published" ? Data(item, known) : null;
            if (data?.Contains("\\u0000", StringComparison.Ordinal) == true)
                (action, reason, data) = ("parked", "It holds the character NUL, which cannot be handed on.", null);
            if (data is not null)
                (tenant!.Placement.Database.Length == 0 ? settled : Of(elsewhere, tenant.Placement.Database)).Add(Inbox.Event(item, data, now));
            settled.Add(Inbox.Settle(item, action, reason, now));
        }

        foreach (var (database, events) in elsewhere)
            await databases.SystemOf(database).Execute(events, cancel);
        await connection.Execute(settled, cancel);
        await transaction.CommitAsync(cancel);
        outbox.Wake();
        return waiting.Count;
    }

    private (string State, string? Reason) Decide(Waiting item, TenantInfo? tenant, KnownSources known)
    {
        if (tenant is not { Status: TenantStatus.Active })
            return ("parked", "The organisation is not active.");
        var rule = known.Rules.TryGetValue(item.SourceTenant, out var rules) ? rules.FirstOrDefault(rule => rule.Fits(item.Source, item.Type)) : null;
        return rule?.Action switch
        {
            RuleAction.Park => ("parked", "A rule parks it."),
            RuleAction.Ignore => ("ignored", "A rule ignores it."),
            _ => IsHeard(tenant) ? ("published", null) : ("parked", Unheard),
        };
    }

    /// <summary>Whether a module that the organisation uses reacts to incoming hooks, or a webhook passes them on.</summary>
    private bool IsHeard(TenantInfo tenant) => endpoints.Asks(tenant.Id, Received.EventType)
        || catalog.Subscriptions(Received.EventType).Any(subscription => catalog.ModuleOf(subscription.Handler.Assembly) is not { } module || entitlements.IsOn(tenant, module));

    private static string Data(Waiting item, KnownSources known)
    {
        var source = known.ByToken.Values.FirstOrDefault(source => source.Id == item.Source);
        return new JsonObject
        {
            ["id"] = item.Id.ToString(),
            ["source_id"] = item.Source.ToString(),
            ["source"] = source?.Code ?? "",
            ["kind"] = source?.Kind.ToString().ToLowerInvariant() ?? "",
            ["type"] = item.Type,
            ["account"] = item.Account,
            ["payload"] = item.Payload(),
        }.ToJsonString(JsonSettings.Options);
    }

    private static List<NpgsqlBatchCommand> Of(Dictionary<string, List<NpgsqlBatchCommand>> byDatabase, string database) =>
        byDatabase.TryGetValue(database, out var events) ? events : byDatabase[database] = [];
}
