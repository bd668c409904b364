using System.Text.Json.Nodes;
using Ashlar.Contract.Values;
using Ashlar.Core.Commands;
using Ashlar.Core.Events;
using Ashlar.Core.Identity;
using Ashlar.Core.Identity.Mail;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Audit.Alerts;

/// <summary>Raises alerts: the row with its evidence, the entry in the log and the event in one transaction, then a mail to every administrator.</summary>
internal sealed class AlertDesk(OperationFactory operations, Outbox outbox, Databases databases, Mailbox mailbox, TimeProvider time, ILogger<AlertDesk> log)
{
    public const string LogBroken = "log_broken";
    public const string Raised = "audit.alert_raised";

    private const string Insert = """
        INSERT INTO public.audit_alerts (tenant_id, id, created_at, updated_at, version, rule, subject, title, evidence) VALUES ($1, $2, $3, $3, 1, $4, $5, $6, $7)
        ON CONFLICT (tenant_id, rule, subject) WHERE status = 'open' DO UPDATE SET evidence = EXCLUDED.evidence, updated_at = EXCLUDED.updated_at, version = public.audit_alerts.version + 1
        RETURNING id
        """;

    private const string Admins = """
        SELECT DISTINCT u.email FROM public.org_users u
        JOIN public.rbac_grants x ON x.tenant_id = u.tenant_id AND x.deleted_at IS NULL AND x.effect = 'allow' AND (x.expires_at IS NULL OR x.expires_at > now())
            AND (x.user_id = u.id OR x.group_id IN (SELECT m.group_id FROM public.org_group_members m WHERE m.tenant_id = u.tenant_id AND m.user_id = u.id AND m.deleted_at IS NULL))
        JOIN public.rbac_roles r ON r.tenant_id = x.tenant_id AND r.id = x.role_id AND r.deleted_at IS NULL AND ('*:*:*' = ANY(r.allow) OR r.code = 'admin')
        WHERE u.tenant_id = ANY($1) AND u.status = 'active' AND u.deleted_at IS NULL LIMIT 100
        """;

    /// <summary>One that is open already gets the newer evidence and tells nobody again.</summary>
    public async Task Raise(TenantInfo tenant, string rule, string subject, string title, JsonObject evidence, CancellationToken cancel)
    {
        var id = Ids.New();
        await using (var operation = operations.Begin(Caller.System(tenant, "breach rules"), RequestInfo.None, controlPlane: true))
        {
            var work = operation.Work;
            var connection = await work.Connection(cancel);
            var kept = await connection.Scalar<Guid>(Insert, cancel, tenant.Id, id, time.GetUtcNow(), rule, subject, title, new NpgsqlParameter { Value = evidence.ToJsonString(), NpgsqlDbType = NpgsqlDbType.Jsonb });
            if (kept == id)
            {
                work.Audit(AuditEntry.By(work.Caller, work.Request, Raised) with { Resource = "audit.alerts", ResourceId = id, Result = "failed", Reason = $"{title}: {subject}", Details = evidence.ToJsonString() });
                outbox.Add(work, outbox.TypeOf(new AlertRaised(id, rule, subject, title)), new AlertRaised(id, rule, subject, title));
            }

            await operation.Commit(cancel);
            if (kept != id)
                return;
        }

        log.LogWarning("Alert {Rule} in {Tenant}: {Title}, {Subject}", rule, tenant.Code, title, subject);
        await Mail(tenant, rule, title, subject, id, cancel);
    }

    private async Task Mail(TenantInfo tenant, string rule, string title, string subject, Guid id, CancellationToken cancel)
    {
        var letter = new Letter("alert", $"{(rule.StartsWith("sla_", StringComparison.Ordinal) ? "Service" : "Security")} alert: {title}",
            [$"In {tenant.Name}: {title.ToLowerInvariant()} ({subject}).", "The alert holds the evidence. Look at it, and acknowledge it when you have."], "Open the alert", $"/audit/alerts/{id}");
        await using var lent = await databases.System.Lend(cancel);
        var connection = lent.Connection;
        // That a log is broken concerns whoever runs the installation too.
        var told = rule == LogBroken ? new[] { tenant.Id, TenantInfo.PlatformId } : [tenant.Id];
        foreach (var address in await connection.Query(Admins, row => row.GetString(0), cancel, told))
            await mailbox.Put(connection, address, letter, cancel);
        mailbox.Wake();
    }
}
