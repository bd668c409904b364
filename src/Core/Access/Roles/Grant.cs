using Ashlar.Contract.Resources;

namespace Ashlar.Core.Access.Roles;

internal enum GrantEffect { Allow, Deny }

/// <summary>
/// Gives a person or group a role or one permission, or denies it: everywhere, on one row, to the members of a unit, or to those who
/// work in one client (the grant's own <c>client_id</c>), for ever or until a moment.
/// </summary>
internal sealed class Grant : Entity
{
    public Guid? UserId { get; set; }
    public Guid? GroupId { get; set; }
    public Guid? RoleId { get; set; }
    public string? Permission { get; set; }
    public GrantEffect Effect { get; set; }
    public string? Resource { get; set; }
    public string? ResourceId { get; set; }
    public Guid? UnitId { get; set; }
    public DateTimeOffset? ExpiresAt { get; set; }
}

internal sealed class GrantResource : IResource<Grant>
{
    public void Define(ResourceBuilder<Grant> resource)
    {
        resource.InControlPlane().Icon("key").Title(g => g.Permission!).HardDelete().Filters(g => g.UserId, g => g.GroupId, g => g.RoleId, g => g.Effect)
            .Columns(g => g.UserId, g => g.GroupId, g => g.RoleId, g => g.Permission, g => g.Effect, g => g.ExpiresAt)
            .BeforeWrite<GrantIsYoursToGive>();
        resource.Field(g => g.UserId).Relation("org.users", OnDelete.Cascade);
        resource.Field(g => g.GroupId).Relation("org.groups", OnDelete.Cascade);
        resource.Field(g => g.RoleId).Relation("rbac.roles", OnDelete.Cascade);
        resource.Field(g => g.UnitId).Relation("org.units", OnDelete.Cascade).Hint("Only members of this unit and of those below it.");
        resource.Field(g => g.ResourceId).Label("Row").Max(36).Hint("The one row the permission is about.");
        resource.Field(g => g.Resource).Hint("The resource of that row, such as crm.accounts.");
        resource.Field(g => g.Effect).Default(GrantEffect.Allow).Options(new("allow", "Allow", "green"), new("deny", "Deny", "red"));
    }
}
