namespace Ashlar.Core.Storage;

/// <summary>Where a tenant's rows live: a database (empty for the main one) and a schema in it.</summary>
internal sealed record Placement(string Database, string Schema)
{
    public static readonly Placement Shared = new("", "shared");

    /// <summary>The schema of tenants, users, roles and other rows of the platform itself, in the main database.</summary>
    public static readonly Placement ControlPlane = new("", "public");
}

/// <summary>Whose rows a database session may touch.</summary>
internal sealed record TenantScope(Guid TenantId, Guid? ClientId, Placement Placement);
