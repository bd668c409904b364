using Ashlar.Contract.Resources;

namespace Ashlar.Core.Audit.Requests;

/// <summary>Requests as a resource: listed, filtered and exported, changed by nobody.</summary>
internal sealed class RequestRecord : Entity
{
    public DateTimeOffset At { get; private set; }
    public Guid? ActorId { get; private set; }
    public string? ActorName { get; private set; }
    public string ActorKind { get; private set; } = "";
    public string? KeyId { get; private set; }
    public string Method { get; private set; } = "";
    public string Path { get; private set; } = "";
    public long Status { get; private set; }
    public long DurationMs { get; private set; }
    public long Count { get; private set; }
    public string? RequestId { get; private set; }
    public string? TraceId { get; private set; }
    public string? Ip { get; private set; }
}

internal sealed class RequestRecordResource : IResource<RequestRecord>
{
    public void Define(ResourceBuilder<RequestRecord> resource)
    {
        resource.InControlPlane().Named("request", "requests", "Request", "Requests").Icon("arrow-left-right").Table("audit_request_entries").HardDelete().Title(entry => entry.Path).Sort("-at").Operations(Operations.Read)
            .Columns(entry => entry.Path, entry => entry.Method, entry => entry.Status, entry => entry.At, entry => entry.ActorName, entry => entry.DurationMs, entry => entry.Count)
            .Filters(entry => entry.Method, entry => entry.Status, entry => entry.ActorId, entry => entry.At, entry => entry.RequestId);
        resource.Field(entry => entry.ActorId).Relation("org.users").Label("Member");
        resource.Field(entry => entry.ActorName).Label("Actor").Searchable();
        resource.Field(entry => entry.Path).Searchable();
        resource.Field(entry => entry.At).Label("When");
        resource.Field(entry => entry.Ip).Label("IP address");
        resource.Field(entry => entry.DurationMs).Label("Milliseconds");
        resource.Field(entry => entry.RequestId).Label("Correlation id");
        resource.Field(entry => entry.KeyId).Label("API key");
    }
}
