using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Values;
using Ashlar.Core.Audit;
using Ashlar.Core.Identity;
using Ashlar.Core.Identity.Mail;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Protection.BreakGlass;

/// <summary>Clearance taken in an emergency.</summary>
internal sealed record Emergency(Guid Id, Guid UserId, string UserName, string Reason, DateTimeOffset StartedAt, DateTimeOffset ExpiresAt, DateTimeOffset? EndedAt);

/// <summary>Gives somebody clearance for health information at once, for a while: on record with a reason, and told to every administrator.</summary>
internal sealed class EmergencyAccess(Databases databases, AuditLog audit, Invalidation invalidation, Mailbox mailbox, TimeProvider time)
{
    public const int LongestMinutes = 240;
    private const string Columns = "id, user_id, user_name, reason, started_at, expires_at, ended_at";

    private const string Admins = """
        SELECT DISTINCT u.email FROM public.org_users u
        JOIN public.rbac_grants x ON x.tenant_id = u.tenant_id AND x.deleted_at IS NULL AND x.effect = 'allow'
            AND (x.user_id = u.id OR x.group_id IN (SELECT m.group_id FROM public.org_group_members m WHERE m.tenant_id = u.tenant_id AND m.user_id = u.id AND m.deleted_at IS NULL))
        JOIN public.rbac_roles r ON r.tenant_id = x.tenant_id AND r.id = x.role_id AND r.deleted_at IS NULL AND '*:*:*' = ANY(r.allow)
        WHERE u.tenant_id = $1 AND u.status = 'active' AND u.deleted_at IS NULL AND u.id <> $2
        """;

    public async Task<Emergency> Begin(Caller caller, RequestInfo request, string reason, int minutes, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var emergency = new Emergency(Ids.New(), caller.UserId!.Value, caller.Name, reason, now, now + TimeSpan.FromMinutes(minutes), null);
        await using var lent = await databases.System.Lend(cancel);
        var connection = lent.Connection;
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.Execute($"INSERT INTO public.protection_break_glass (tenant_id, {Columns[..^10]}) VALUES ($1, $2, $3, $4, $5, $6, $7)", cancel,
            caller.TenantId, emergency.Id, emergency.UserId, emergency.UserName, reason, now, emergency.ExpiresAt);
        var admins = await connection.Query(Admins, row => row.GetString(0), cancel, caller.TenantId, emergency.UserId);
        var letter = new Letter("break_glass", $"{caller.Name} took emergency access",
            ["Hello,", $"{caller.Name} took emergency access to health information in {caller.Tenant!.Name} until {emergency.ExpiresAt:yyyy-MM-dd HH:mm} UTC. The reason given: {reason}", "Every row they open is on record. Look at what was read, and end the access if it was not called for."], "Look at it", "/security/break-glass");
        foreach (var admin in admins)
            await mailbox.Put(connection, admin, letter, cancel);
        await Finish(connection, AuditEntry.By(caller, request, "security.break_glass.begin") with
        {
            Resource = "security.break_glass",
            ResourceId = emergency.Id,
            Reason = reason,
            Changes = new JsonObject { ["until"] = new JsonObject { ["to"] = emergency.ExpiresAt.UtcDateTime }, ["told"] = new JsonObject { ["to"] = admins.Count }, ["requires_notification"] = new JsonObject { ["to"] = true } }.ToJsonString(),
        }, caller.TenantId, cancel);
        await transaction.CommitAsync(cancel);
        mailbox.Wake();
        invalidation.Forget("access", caller.TenantId.ToString());
        return emergency;
    }

    /// <summary>Ends it before its time. Null when there is none that still runs, or it is another person's and only one's own may be ended.</summary>
    public async Task<Emergency?> End(Caller caller, RequestInfo request, Guid id, bool anybodys, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var lent = await databases.System.Lend(cancel);
        var connection = lent.Connection;
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var ended = await connection.First<Emergency?>($"UPDATE public.protection_break_glass SET ended_at = $3 WHERE tenant_id = $1 AND id = $2 AND ended_at IS NULL AND expires_at > $3 AND ($4 OR user_id = $5) RETURNING {Columns}", View, cancel, caller.TenantId, id, now, anybodys, caller.UserId ?? Guid.Empty);
        if (ended is null)
            return null;
        await Finish(connection, AuditEntry.By(caller, request, "security.break_glass.end") with { Resource = "security.break_glass", ResourceId = id }, caller.TenantId, cancel);
        await transaction.CommitAsync(cancel);
        invalidation.Forget("access", caller.TenantId.ToString());
        return ended;
    }

    /// <summary>Newest first; everybody's, or one person's.</summary>
    public Task<List<Emergency>> List(Guid tenant, Guid? user, CancellationToken cancel) => databases.System.Query(
        $"SELECT {Columns} FROM public.protection_break_glass WHERE tenant_id = $1 AND ($2::uuid IS NULL OR user_id = $2) ORDER BY id DESC LIMIT 200", View, cancel, tenant, new NpgsqlParameter { Value = (object?)user ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });

    private Task Finish(NpgsqlConnection connection, AuditEntry entry, Guid tenant, CancellationToken cancel) =>
        connection.Execute([audit.Command(entry), invalidation.Command("access", tenant.ToString())], cancel);

    private static Emergency View(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4), row.GetFieldValue<DateTimeOffset>(5), row.IsDBNull(6) ? null : row.GetFieldValue<DateTimeOffset>(6));
}
