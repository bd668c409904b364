using System.Text.Json.Nodes;

namespace Ashlar.Core.Resources.Rows;

/// <summary>One row of any resource: the standard columns and the values of its fields by position.</summary>
internal sealed class Row(int fields)
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid? ClientId { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public Guid? CreatedBy { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
    public Guid? UpdatedBy { get; set; }
    public int Version { get; set; } = 1;
    public DateTimeOffset? DeletedAt { get; set; }
    public JsonObject? Custom { get; set; }
    public object?[] Values { get; private init; } = new object?[fields];

    public Row Copy() => new(0)
    {
        Id = Id,
        TenantId = TenantId,
        ClientId = ClientId,
        CreatedAt = CreatedAt,
        CreatedBy = CreatedBy,
        UpdatedAt = UpdatedAt,
        UpdatedBy = UpdatedBy,
        Version = Version,
        DeletedAt = DeletedAt,
        Custom = (JsonObject?)Custom?.DeepClone(),
        Values = [.. Values],
    };
}
