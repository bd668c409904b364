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

    /// <summary>
    /// Whether the actor may read a field of a resource such as <c>crm.deals</c>; roles can hide it. For leaving out of an answer what rests on it:
    /// a query that uses a hidden field all the same is refused.
    /// </summary>
    bool Sees(string resource, string field);
}
