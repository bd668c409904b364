using Ashlar.Contract.Resources;

namespace Ashlar.Core.Webhooks.Deliveries;

internal enum DeliveryState { Waiting, Delivered, Dead }

/// <summary>An event on its way to an endpoint, or how it ended.</summary>
internal sealed class Delivery : Entity
{
    public Guid EndpointId { get; private set; }
    public string EventId { get; private set; } = "";
    public string Type { get; private set; } = "";
    public DeliveryState State { get; private set; }
    public long Attempts { get; private set; }
    public long? Status { get; private set; }
    public string? Error { get; private set; }
    public DateTimeOffset? NextAt { get; private set; }
    public DateTimeOffset? DeliveredAt { get; private set; }
}

internal sealed class DeliveryResource : IResource<Delivery>
{
    public void Define(ResourceBuilder<Delivery> resource)
    {
        resource.InControlPlane().Named("delivery", "deliveries").Table("webhooks_delivery_log").Icon("send").Title(d => d.Type).Sort("-created_at").Operations(Operations.Read)
            .Columns(d => d.Type, d => d.State, d => d.Status, d => d.Attempts, d => d.NextAt)
            .Filters(d => d.EndpointId, d => d.State, d => d.Type, d => d.Status);
        resource.Field(d => d.EndpointId).Relation("webhooks.endpoints", OnDelete.Cascade);
        resource.Field(d => d.EventId).Label("Event").Max(36).Hint("The same for every sending of one event; receivers tell repetitions by it.");
        resource.Field(d => d.Type).Searchable();
        resource.Field(d => d.State).Options(new FieldOption("waiting", "Waiting", "amber"), new FieldOption("delivered", "Delivered", "green"), new FieldOption("dead", "Given up", "red"));
        resource.Field(d => d.Status).Label("Last status");
        resource.Field(d => d.NextAt).Label("Next attempt");
    }
}
