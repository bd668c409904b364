namespace Ashlar.Contract.Access;

/// <summary>Who is acting, in which tenant.</summary>
public interface IActor
{
    /// <summary>The user; null for the system.</summary>
    Guid? UserId { get; }

    /// <summary>What people call the user.</summary>
    string Name { get; }

    /// <summary>The tenant.</summary>
    Guid TenantId { get; }

    /// <summary>The client the actor is confined to; null for the whole tenant.</summary>
    Guid? ClientId { get; }

    /// <summary>Whether the actor holds a permission such as <c>crm:deals:read</c>. For shaping answers; the platform has already checked the command's own.</summary>
    bool Can(string permission);
}
