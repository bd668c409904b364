using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Webhooks.Deliveries;

/// <summary>The attempts of a delivery, newest first.</summary>
internal sealed record ListAttempts(Guid DeliveryId) : IQuery<List<AttemptView>>;

/// <param name="Id">Its number, counted from 1.</param>
/// <param name="At">When it ended.</param>
/// <param name="Status">What the receiver answered; null when it did not.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Response">The beginning of the answer's body.</param>
/// <param name="Error">Why there is no status, or what was wrong with it.</param>
internal sealed record AttemptView(int Id, DateTimeOffset At, int? Status, int Milliseconds, string? Response, string? Error);

internal sealed class ListAttemptsHandler(CurrentOperation current, Databases databases) : IQueryHandler<ListAttempts, List<AttemptView>>
{
    private const string Find = """
        SELECT a.number, a.at, a.status, a.milliseconds, a.response, a.error FROM public.webhooks_attempts a
        JOIN public.webhooks_deliveries d ON d.tenant_id = a.tenant_id AND d.id = a.delivery_id
        WHERE a.tenant_id = $1 AND a.delivery_id = $2 AND ($3::uuid IS NULL OR d.client_id = $3) ORDER BY a.number DESC
        """;

    private const string Known = "SELECT 1 FROM public.webhooks_deliveries WHERE tenant_id = $1 AND id = $2 AND ($3::uuid IS NULL OR client_id = $3)";

    public async Task<Result<List<AttemptView>>> Handle(ListAttempts query, CancellationToken cancel)
    {
        var caller = current.Work.Caller;
        var scope = caller.Scope(controlPlane: true);
        if ((await databases.Query(scope, Known, row => row.GetInt32(0), cancel, caller.TenantId, query.DeliveryId, Client(caller))).Count == 0)
            return CoreErrors.NotFound;
        return await databases.Query(scope, Find,
            row => new AttemptView(row.GetInt32(0), row.GetFieldValue<DateTimeOffset>(1), row.IsDBNull(2) ? null : row.GetInt32(2), row.GetInt32(3), row.Optional<string>(4), row.Optional<string>(5)), cancel,
            caller.TenantId, query.DeliveryId, Client(caller));
    }

    private static Npgsql.NpgsqlParameter Client(Caller caller) => new() { Value = (object?)caller.ClientId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid };
}
