using System.Text.Json.Nodes;

namespace Ashlar.Contract.Resources;

/// <summary>A row that belongs to one tenant. The platform sets everything declared here; module code only reads it.</summary>
public abstract class Entity
{
    /// <summary>UUIDv7, set when the object is made.</summary>
    public Guid Id { get; internal set; } = Values.Ids.New();

    /// <summary>The tenant that owns the row.</summary>
    public Guid TenantId { get; internal set; }

    /// <summary>The client (sub-account) the row belongs to, or null for the tenant as a whole.</summary>
    public Guid? ClientId { get; internal set; }

    /// <summary>When the row was made, UTC.</summary>
    public DateTimeOffset CreatedAt { get; internal set; }

    /// <summary>The user who made it; null for the system.</summary>
    public Guid? CreatedBy { get; internal set; }

    /// <summary>When the row was last changed, UTC.</summary>
    public DateTimeOffset UpdatedAt { get; internal set; }

    /// <summary>The user who changed it last; null for the system.</summary>
    public Guid? UpdatedBy { get; internal set; }

    /// <summary>Starts at 1 and grows by one with every change; the ETag of the row.</summary>
    public int Version { get; internal set; } = 1;

    /// <summary>When the row was soft-deleted, or null while it lives.</summary>
    public DateTimeOffset? DeletedAt { get; internal set; }

    /// <summary>Values of the tenant's custom fields.</summary>
    public JsonObject? Custom { get; internal set; }
}
