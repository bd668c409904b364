using System.Text.Json;
using Ashlar.Contract.Values;
using Ashlar.Core.Resources;
using Ashlar.Core.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Events;

/// <summary>Puts events beside the change that causes them and wakes the dispatcher when it has committed.</summary>
internal sealed class Outbox(EventCatalog catalog, IEnumerable<IEventTap> taps, OutboxSignal signal, TimeProvider time)
{
    private readonly IEventTap[] _taps = [.. taps];

    /// <summary>Adds the event to the unit of work. One nobody waits for is not stored.</summary>
    public void Add(UnitOfWork work, string type, object data)
    {
        if (!IsWanted(work.Scope.TenantId, type))
            return;

        var now = time.GetUtcNow().UtcDateTime;
        var command = new NpgsqlBatchCommand("INSERT INTO public.outbox (id, tenant_id, type, data, actor_id, request_id, created_at, next_at, aggregate, trace) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9)");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Ids.New() });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = work.Scope.TenantId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = type });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = JsonSerializer.Serialize(data, data.GetType(), JsonSettings.Options), NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)work.Caller.UserId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)work.Request.Id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)Aggregate(data) ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)Tracing.Current ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        work.Add(command);
        work.AfterCommit(signal.Wake);
    }

    private bool IsWanted(Guid tenant, string type)
    {
        if (catalog.IsWanted(type))
            return true;
        foreach (var tap in _taps)
        {
            if (tap.Wants(tenant, type))
                return true;
        }

        return false;
    }

    /// <summary>The row an event is about: its property <c>Id</c>, or else its first id. Events of one row are delivered in order.</summary>
    private static Guid? Aggregate(object data)
    {
        var ids = data.GetType().GetProperties().Where(property => property.PropertyType == typeof(Guid)).ToList();
        return (ids.Find(property => property.Name == "Id") ?? ids.FirstOrDefault())?.GetValue(data) as Guid?;
    }

    public string TypeOf(object data) => catalog.TypeOf(data);
}

/// <summary>Wakes the dispatcher of this process; others find the event at their next look.</summary>
internal sealed class OutboxSignal
{
    private readonly System.Threading.Channels.Channel<bool> _pending = System.Threading.Channels.Channel.CreateBounded<bool>(
        new System.Threading.Channels.BoundedChannelOptions(1) { FullMode = System.Threading.Channels.BoundedChannelFullMode.DropWrite });

    public void Wake() => _pending.Writer.TryWrite(true);

    public async Task Wait(TimeSpan atMost, TimeProvider time, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAny(_pending.Reader.ReadAsync(limit.Token).AsTask(), Task.Delay(atMost, time, limit.Token));
        await limit.CancelAsync();
    }
}
