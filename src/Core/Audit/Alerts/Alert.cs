using System.Text.Json.Nodes;
using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Audit.Alerts;

/// <summary>A breach that a rule found, with its evidence, until somebody has looked at it.</summary>
internal sealed class Alert : Entity
{
    public string Rule { get; private set; } = "";
    public string Subject { get; private set; } = "";
    public string Title { get; private set; } = "";
    public string Status { get; private set; } = "open";
    public JsonObject? Evidence { get; private set; }
    public string? Note { get; private set; }
    public Guid? AcknowledgedBy { get; private set; }
    public DateTimeOffset? AcknowledgedAt { get; private set; }
}

internal sealed class AlertResource : IResource<Alert>
{
    public void Define(ResourceBuilder<Alert> resource)
    {
        resource.InControlPlane().Named("alert", "alerts", "Alert", "Alerts").Icon("shield-alert").Table("audit_alerts").HardDelete().Title(alert => alert.Title).Sort("-created_at").Operations(Operations.Read)
            .Columns(alert => alert.Title, alert => alert.Status, alert => alert.CreatedAt, alert => alert.Rule, alert => alert.Subject).Filters(alert => alert.Status, alert => alert.Rule);
        resource.Field(alert => alert.Rule).Options(new FieldOption("failed_logins", "Failed sign-ins", "amber"), new FieldOption("cross_tenant", "Probing", "red"), new FieldOption("mass_export", "Mass export", "amber"), new FieldOption("log_broken", "Broken log", "red"),
            new FieldOption("sla_availability", "Availability below the promise", "amber"), new FieldOption("sla_latency", "Slower than promised", "amber"));
        resource.Field(alert => alert.Status).Options(new FieldOption("open", "Open", "red"), new FieldOption("acknowledged", "Acknowledged", "gray"));
        resource.Field(alert => alert.AcknowledgedBy).Relation("org.users");
        resource.Field(alert => alert.Title).Searchable();
    }
}

/// <summary>Published when a rule found a breach.</summary>
internal sealed record AlertRaised(Guid Id, string Rule, string Subject, string Title);

/// <summary>Says that somebody has looked at it.</summary>
internal sealed record AcknowledgeAlert(Guid Id, string? Note = null) : ICommand<AlertView>;

internal sealed record AlertView(Guid Id, string Status);

internal sealed class AcknowledgeAlertHandler(CurrentOperation current, TimeProvider time) : ICommandHandler<AcknowledgeAlert, AlertView>
{
    private const string Acknowledge = """
        UPDATE public.audit_alerts SET status = 'acknowledged', note = $3, acknowledged_by = $4, acknowledged_at = $5, updated_at = $5, updated_by = $4, version = version + 1
        WHERE tenant_id = $1 AND id = $2 AND status = 'open' RETURNING version
        """;

    public async Task<Result<AlertView>> Handle(AcknowledgeAlert command, CancellationToken cancel)
    {
        var work = current.Work;
        var connection = await work.Connection(cancel);
        if (await connection.Scalar<int?>(Acknowledge, cancel, work.Scope.TenantId, command.Id, Or(command.Note, NpgsqlTypes.NpgsqlDbType.Text), Or(work.Caller.UserId, NpgsqlTypes.NpgsqlDbType.Uuid), time.GetUtcNow()) is not { } version)
            return CoreErrors.NotFound;
        work.Audit(AuditEntry.By(work.Caller, work.Request, "audit.alerts.acknowledge") with { Resource = "audit.alerts", ResourceId = command.Id, Version = version, Reason = command.Note });
        return new AlertView(command.Id, "acknowledged");
    }

    private static Npgsql.NpgsqlParameter Or(object? value, NpgsqlTypes.NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
