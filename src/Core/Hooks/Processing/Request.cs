using Ashlar.Contract.Resources;

namespace Ashlar.Core.Hooks.Processing;

internal enum RequestState { Received, Published, Processed, Parked, Ignored, Failed }

/// <summary>A request in the inbox, without its bytes.</summary>
internal sealed class Request : Entity
{
    public Guid SourceId { get; private set; }
    public string Type { get; private set; } = "";
    public string? Account { get; private set; }
    public RequestState State { get; private set; }
    public string? Reason { get; private set; }
    public string DedupeKey { get; private set; } = "";
    public long Bytes { get; private set; }
}

internal sealed class RequestResource : IResource<Request>
{
    public void Define(ResourceBuilder<Request> resource)
    {
        resource.InControlPlane().Named("request", "requests", "Incoming request", "Incoming requests").Icon("inbox").Title(r => r.Type).Sort("-created_at").Operations(Operations.Read)
            .Columns(r => r.Type, r => r.SourceId, r => r.State, r => r.Reason, r => r.Account, r => r.Bytes)
            .Filters(r => r.SourceId, r => r.State, r => r.Type, r => r.Account);
        resource.Field(r => r.SourceId).Relation("hooks.sources", OnDelete.Cascade);
        resource.Field(r => r.Type).Searchable();
        resource.Field(r => r.DedupeKey).Label("Event id").Hint("The sender's; a request with the same one is the same event.").Searchable();
        resource.Field(r => r.Account).Searchable();
        resource.Field(r => r.State).Options(
            new FieldOption("received", "Received", "blue"), new FieldOption("published", "Handed on", "blue"), new FieldOption("processed", "Processed", "green"),
            new FieldOption("parked", "Parked", "amber"), new FieldOption("ignored", "Ignored", "gray"), new FieldOption("failed", "Failed", "red"));
    }
}
