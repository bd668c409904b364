using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Webhooks.Deliveries;

/// <summary>What was sent, byte for byte. It may hold what its reader does not see elsewhere, so only its owner and who may do everything read it.</summary>
internal sealed record GetBody(Guid DeliveryId) : IQuery<BodyView>;

internal sealed record BodyView(Guid Id, string Body);

internal sealed class GetBodyHandler(CurrentOperation current, Databases databases) : IQueryHandler<GetBody, BodyView>
{
    private static readonly Error _othersBody = CoreErrors.PermissionDenied("*:*:*");

    public async Task<Result<BodyView>> Handle(GetBody query, CancellationToken cancel)
    {
        var caller = current.Work.Caller;
        var found = await databases.Query(caller.Scope(controlPlane: true),
            """
            SELECT d.body, d.owner_id FROM public.webhooks_deliveries d             WHERE d.tenant_id = $1 AND d.id = $2 AND ($3::uuid IS NULL OR d.client_id = $3)
            """, row => (Body: row.GetString(0), Owner: row.IsDBNull(1) ? (Guid?)null : row.GetGuid(1)), cancel,
            caller.TenantId, query.DeliveryId, new Npgsql.NpgsqlParameter { Value = (object?)caller.ClientId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
        if (found is not [var body])
            return CoreErrors.NotFound;
        return body.Owner == caller.UserId || caller.Can("*:*:*") ? new BodyView(query.DeliveryId, body.Body) : _othersBody;
    }
}
