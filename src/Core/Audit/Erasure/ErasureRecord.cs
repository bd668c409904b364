using Ashlar.Contract.Resources;

namespace Ashlar.Core.Audit.Erasure;

/// <summary>An order to erase a person from the log, and how far it is carried out.</summary>
internal sealed class ErasureRecord : Entity
{
    public string Subject { get; private set; } = "";
    public string Status { get; private set; } = "ordered";
    public string Reason { get; private set; } = "";
    public long Entries { get; private set; }
    public long Requests { get; private set; }
    public string Digest { get; private set; } = "";
    public DateTimeOffset? DoneAt { get; private set; }
}

internal sealed class ErasureRecordResource : IResource<ErasureRecord>
{
    public void Define(ResourceBuilder<ErasureRecord> resource)
    {
        resource.InControlPlane().Named("erasure", "erasures", "Erasure", "Erasures").Icon("eraser").Table("audit_erasures").HardDelete().Title(erasure => erasure.Subject).Sort("-created_at").Operations(Operations.Read)
            .Columns(erasure => erasure.Subject, erasure => erasure.Status, erasure => erasure.Entries, erasure => erasure.Requests, erasure => erasure.Reason, erasure => erasure.CreatedAt, erasure => erasure.CreatedBy)
            .Filters(erasure => erasure.Status, erasure => erasure.CreatedAt);
        resource.Field(erasure => erasure.Status).Options(new FieldOption("ordered", "Ordered", "amber"), new FieldOption("done", "Done", "green"));
        resource.Field(erasure => erasure.Reason).Searchable();
        resource.Field(erasure => erasure.Digest).Label("Digest of the entries");
    }
}
