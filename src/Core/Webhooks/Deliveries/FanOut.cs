using System.Text.Json.Nodes;
using Ashlar.Contract.Resources;
using Ashlar.Core.Access;
using Ashlar.Core.Events;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;
using Ashlar.Core.Resources;
using Ashlar.Core.Storage;
using Ashlar.Core.Webhooks.Endpoints;
using Npgsql;

namespace Ashlar.Core.Webhooks.Deliveries;

/// <summary>
/// Makes one delivery per endpoint from an event, with what the endpoint's owner may see and no more. An event that is handed out twice
/// makes no second delivery.
/// </summary>
internal sealed class FanOut(EndpointIndex endpoints, EventTypes types, PermissionCache permissions, FieldScopes scopes, Databases databases, DeliverySignal signal, TimeProvider time) : IEventTap
{
    public bool Wants(Guid tenant, string type) => endpoints.Wants(tenant, type);

    public async Task Take(OutboxEvent item, Exception? failure, bool last, CancellationToken cancel)
    {
        // Reactions are tried again whatever happens here, and what was fanned out once stays so.
        var batch = new List<NpgsqlBatchCommand>();
        foreach (var endpoint in await endpoints.For(item.Tenant.Id, item.Type, cancel))
        {
            if (endpoint.Owner is not { } owner || !types.All.Any(known => known.Type == item.Type))
                continue;
            var caller = new Caller
            {
                UserId = owner, Name = "webhook", Kind = "system", Tenant = item.Tenant, ClientId = endpoint.Client,
                Permissions = await permissions.Get(owner, item.Tenant, endpoint.Client, cancel),
            };
            if (!types.Opens(caller, item.Type) || await Data(item, caller, cancel) is not { } data)
                continue;
            batch.Add(DeliveryStore.Insert(
                endpoint, item.Id, item.Type, EventBody.Write(item.Id, item.Type, item.At, item.Tenant.Id, data), item.Aggregate, Tracing.Current, time.GetUtcNow()));
        }

        if (batch.Count == 0)
            return;
        await databases.System.Execute(batch, cancel);
        signal.Wake();
    }

    /// <summary>What the event tells this caller; null when it is about a row that he does not see.</summary>
    private async Task<JsonObject?> Data(OutboxEvent item, Caller caller, CancellationToken cancel)
    {
        var data = JsonNode.Parse(item.Data)!.AsObject();
        if (types.Subject(item.Type) is not { } subject)
            return data;
        var scope = await scopes.Of(subject, caller, cancel);
        var row = item.Aggregate is { } id ? await Row(scope, caller, id, cancel) : null;
        // A row that is gone for good cannot be checked against rules any more.
        if (row is null && (item.Aggregate is not null || IsNarrowed(caller, subject)) && !(item.Type.EndsWith("_deleted", StringComparison.Ordinal) && !IsNarrowed(caller, subject)))
            return null;
        foreach (var hidden in scope.Hidden.Concat(Classified(subject)))
        {
            data.Remove(hidden);
            data.Remove($"{subject.Definition.Name}_{hidden}");
        }

        if (row is not null && (string?)row["attributes"]?["deleted_at"] is null && row["attributes"] is { } attributes)
            data["attributes"] = attributes.DeepClone();
        return data;
    }

    /// <summary>What is stored encrypted is not copied in the clear: receivers that may have it read the row.</summary>
    private static ReadPlan Open(FieldScope scope) => new(scope, [.. scope.Model.Columns.Select(column => column.Name).Except(Classified(scope.Model)), .. StandardFields.All.Select(column => column.Name), "custom"]);

    private static IEnumerable<string> Classified(ResourceModel model) => model.Definition.Fields.Where(field => field.Classification != Classification.None).Select(field => field.Name);

    private static bool IsNarrowed(Caller caller, ResourceModel model) =>
        caller.ClientId is not null || model.Definition.VisibleWhen is not null || caller.Permissions.RowRule(model.Key) is not null;

    private async Task<JsonObject?> Row(FieldScope scope, Caller caller, Guid id, CancellationToken cancel)
    {
        var query = RowQuery.Start(scope, caller, time, Deleted.With);
        if (!query.Succeeded)
            return null;
        query.Value.AndId(id);
        var session = caller.Scope(scope.Model.Definition.ControlPlane);
        var plan = Open(scope);
        return await databases.For(scope.Model.Definition, session.Placement).Read(session, [query.Value.Select(plan.Select)], async reader =>
        {
            if (!await reader.ReadAsync(cancel))
                return null;
            using var buffer = new PooledBuffer();
            await using (var json = AnswerWriter.Writer(buffer))
                plan.Write(json, reader, scope.Model.Definition.Type);
            return JsonNode.Parse(buffer.Written.Span)!.AsObject();
        }, cancel);
    }
}
