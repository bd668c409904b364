using System.Text.Json.Nodes;
using Ashlar.Contract.Resources;

namespace Ashlar.Core.Audit;

/// <summary>An entry of the log as a resource: listed, filtered and exported like any other, changed by nobody.</summary>
internal sealed class AuditRecord : Entity
{
    public DateTimeOffset At { get; private set; }
    public Guid? ActorId { get; private set; }
    public string ActorName { get; private set; } = "";
    public string ActorKind { get; private set; } = "";
    public string Action { get; private set; } = "";
    public string? Resource { get; private set; }
    public string? ResourceId { get; private set; }
    public string Result { get; private set; } = "";
    public JsonObject? Changes { get; private set; }
    public long? RowVersion { get; private set; }
    public string? RequestId { get; private set; }
    public string? Ip { get; private set; }
    public string? Reason { get; private set; }
    public string? Module { get; private set; }
    public string? KeyId { get; private set; }
    public string? TraceId { get; private set; }
    public JsonObject? Details { get; private set; }
}

internal sealed class AuditRecordResource : IResource<AuditRecord>
{
    public void Define(ResourceBuilder<AuditRecord> resource)
    {
        resource.Named("entry", "entries", "Audit entry", "Audit log")
            .Icon("scroll-text")
            .Table("audit_entries")
            .Title(entry => entry.Action)
            .Sort("-at")
            .Operations(Operations.Read)
            .Columns(entry => entry.Action, entry => entry.At, entry => entry.ActorName, entry => entry.Result, entry => entry.Resource, entry => entry.Ip)
            .Filters(entry => entry.Action, entry => entry.ActorId, entry => entry.Resource, entry => entry.Result, entry => entry.At, entry => entry.Module, entry => entry.RequestId, entry => entry.TraceId);
        resource.Field(entry => entry.ActorId).Relation("org.users").Label("Member");
        resource.Field(entry => entry.ActorName).Label("Actor").Searchable();
        resource.Field(entry => entry.Action).Searchable();
        resource.Field(entry => entry.Reason).Searchable();
        resource.Field(entry => entry.ResourceId).Label("Row");
        resource.Field(entry => entry.KeyId).Label("API key");
        resource.Field(entry => entry.RequestId).Label("Correlation id").Searchable();
        resource.Field(entry => entry.Ip).Label("IP address");
        resource.Field(entry => entry.At).Label("When");
        resource.Field(entry => entry.TraceId).Label("Trace id");
        resource.Field(entry => entry.RowVersion).Label("Version");
        resource.Field(entry => entry.Result).Options(new FieldOption("ok", "OK", "green"), new FieldOption("denied", "Denied", "amber"), new FieldOption("failed", "Failed", "red"));
    }
}
