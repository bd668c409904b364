using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Resources;
using Ashlar.Core.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Hooks.Processing;

/// <summary>Reads a request as it arrived.</summary>
internal sealed record GetRaw(Guid RequestId) : IQuery<RawRequest>;

/// <param name="Id">The request.</param>
/// <param name="Headers">Name and value, in their order; those that say who the sender is are not kept.</param>
/// <param name="Body">The bytes as text when they are UTF-8, otherwise base64.</param>
/// <param name="Encoding">utf-8 or base64.</param>
internal sealed record RawRequest(Guid Id, IReadOnlyList<RawHeader> Headers, string Body, string Encoding);

internal sealed record RawHeader(string Name, string Value);

/// <summary>Why requests of a source were refused, most recent first.</summary>
internal sealed record ListRefusals(Guid SourceId) : IQuery<List<Refusal>>;

internal sealed record Refusal(string Reason, long Count, DateTimeOffset LastAt);

internal sealed class GetRawHandler(CurrentOperation current, Databases databases) : IQueryHandler<GetRaw, RawRequest>
{
    public async Task<Result<RawRequest>> Handle(GetRaw query, CancellationToken cancel)
    {
        var caller = current.Work.Caller;
        var found = await databases.Query(caller.Scope(controlPlane: true), "SELECT headers, body FROM public.hooks_inbox WHERE tenant_id = $1 AND id = $2 AND ($3::uuid IS NULL OR client_id = $3)",
            row => (Headers: row.GetString(0), Body: row.GetFieldValue<byte[]>(1)), cancel, caller.TenantId, query.RequestId, Client(caller.ClientId));
        if (found is not [var raw])
            return CoreErrors.NotFound;
        var text = Utf8.IsValid(raw.Body);
        return new RawRequest(query.RequestId, [.. JsonSerializer.Deserialize<string[][]>(raw.Headers, JsonSettings.Options)!.Select(header => new RawHeader(header[0], header[1]))],
            text ? Encoding.UTF8.GetString(raw.Body) : Convert.ToBase64String(raw.Body), text ? "utf-8" : "base64");
    }

    public static NpgsqlParameter Client(Guid? client) => new() { Value = (object?)client ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid };
}

internal sealed class ListRefusalsHandler(CurrentOperation current, Databases databases) : IQueryHandler<ListRefusals, List<Refusal>>
{
    public async Task<Result<List<Refusal>>> Handle(ListRefusals query, CancellationToken cancel)
    {
        var caller = current.Work.Caller;
        var found = await databases.Query(caller.Scope(controlPlane: true),
            """
            SELECT r.reason, r.count, r.last_at FROM public.hooks_sources s LEFT JOIN public.hooks_refusals r ON r.tenant_id = s.tenant_id AND r.source_id = s.id
            WHERE s.tenant_id = $1 AND s.id = $2 AND ($3::uuid IS NULL OR s.client_id = $3) ORDER BY r.last_at DESC
            """, row => row.IsDBNull(0) ? null : new Refusal(row.GetString(0), row.GetInt64(1), row.GetFieldValue<DateTimeOffset>(2)), cancel, caller.TenantId, query.SourceId, GetRawHandler.Client(caller.ClientId));
        // A source that refused nothing is one row of nothing; without a row there is no source.
        return found.Count == 0 ? CoreErrors.NotFound : found.OfType<Refusal>().ToList();
    }
}
