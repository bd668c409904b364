using Ashlar.Core.Files.Rows;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Files.Retention;

/// <summary>A file whose time is over, and why.</summary>
internal sealed record DueFile(Guid Tenant, Guid Id, string Reason);

/// <summary>Until when policies keep a file, when it is deleted unless something keeps it longer, and why then.</summary>
internal sealed record FileTerm(DateTimeOffset? KeptUntil, DateTimeOffset? DueAt, string? Reason);

/// <summary>
/// Policies as they hold: of those of the platform and those of the organisation, for the class and for every class, the stricter ones. The shortest
/// longest time counts, the longest shortest time, and a duty to keep outweighs a duty to delete.
/// </summary>
internal sealed class RetentionPolicies(Databases databases, TimeProvider time)
{
    private const string Kept = "SELECT max(min_days) FROM public.files_retention WHERE tenant_id IN ($1, $2) AND data_class IN ($3, '*') AND deleted_at IS NULL";

    /// <summary>Every file with what holds for it; $2 is the operator's organisation.</summary>
    private const string Each = """
        SELECT f.tenant_id, f.id, f.hold, f.created_at + p.min_days * interval '1 day' AS kept_until,
                CASE WHEN f.state = 'uploading' THEN 'Its upload never ended.'
                     WHEN f.expires_at <= f.created_at + p.max_days * interval '1 day' OR p.max_days IS NULL THEN 'Its time was set to end at ' || to_char(f.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC.'
                     ELSE 'Files of the class ' || f.data_class || ' are kept ' || p.max_days || ' days.' END AS reason,
                CASE WHEN f.state = 'uploading' THEN f.created_at + interval '1 day'
                     WHEN f.expires_at IS NOT NULL OR p.max_days IS NOT NULL THEN greatest(least(f.expires_at, f.created_at + p.max_days * interval '1 day'), f.created_at + p.min_days * interval '1 day') END AS due
            FROM public.files f
            CROSS JOIN LATERAL (SELECT min(max_days) AS max_days, max(min_days) AS min_days FROM public.files_retention r
                                WHERE r.tenant_id IN (f.tenant_id, $2) AND r.data_class IN (f.data_class, '*') AND r.deleted_at IS NULL) p
            WHERE f.deleted_at IS NULL
        """;

    private const string Due = $"SELECT d.tenant_id, d.id, d.reason FROM ({Each}) d WHERE d.due <= $1 AND NOT d.hold AND (d.tenant_id, d.id) > ($3, $4) ORDER BY d.tenant_id, d.id LIMIT 500";
    private const string One = $"SELECT d.kept_until, d.due, d.reason FROM ({Each}) d WHERE d.tenant_id = $1 AND d.id = $3";

    /// <summary>Until when nobody may delete the file; null when nothing keeps it.</summary>
    public async Task<DateTimeOffset?> KeptUntil(StoredFile file, CancellationToken cancel) =>
        await databases.System.Scalar<long?>(Kept, cancel, file.TenantId, TenantInfo.PlatformId, file.DataClass) is { } days ? file.CreatedAt.AddDays(days) : null;

    /// <summary>What holds for one file; null when there is none.</summary>
    public Task<FileTerm?> Of(Guid tenant, Guid file, CancellationToken cancel) => databases.System.First<FileTerm?>(
        One, row => new FileTerm(row.Optional<DateTimeOffset?>(0), row.Optional<DateTimeOffset?>(1), row.Optional<string>(2)), cancel, tenant, TenantInfo.PlatformId, file);

    /// <summary>Files of all organisations whose time is over, in the order of their ids after the given one.</summary>
    public Task<List<DueFile>> Over((Guid Tenant, Guid Id) after, CancellationToken cancel) => databases.System.Query(
        Due, row => new DueFile(row.GetGuid(0), row.GetGuid(1), row.GetString(2)), cancel, time.GetUtcNow().UtcDateTime, TenantInfo.PlatformId, after.Tenant, after.Id);
}
