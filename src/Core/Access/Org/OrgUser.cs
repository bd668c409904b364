using Ashlar.Contract.Resources;
using Ashlar.Core.Identity.Users;

namespace Ashlar.Core.Access.Org;

internal enum MemberStatus { Invited, Active, Disabled }

/// <summary>A member of the organisation. The id is that of the person, who may be a member of others too.</summary>
internal sealed class OrgUser : Entity
{
    public string Name { get; set; } = "";
    public string Email { get; set; } = "";
    public MemberStatus Status { get; set; }
    public string? Title { get; set; }
    public string? Phone { get; set; }
    public string? Locale { get; set; }
    public string? TimeZone { get; set; }
    public string[] Traits { get; set; } = [];
    public Guid? UnitId { get; set; }
    public DateTimeOffset? LastSeenAt { get; set; }
}

internal sealed class OrgUserResource : IResource<OrgUser>
{
    public void Define(ResourceBuilder<OrgUser> resource)
    {
        resource.InControlPlane().Named("user", "users").Icon("users").Sort("name").Operations(Operations.Read | Operations.Update)
            .Columns(u => u.Name, u => u.Email, u => u.Status, u => u.Title, u => u.UnitId, u => u.LastSeenAt)
            .Filters(u => u.Status, u => u.UnitId)
            .CountsToward("users")
            .BeforeWrite<WhenAccessChanges<OrgUser>>()
            .BeforeWrite<WhenMemberChanges>()
            .BeforeWrite<PlaceIsYoursToGive>()
            .BeforeWrite<UserTraitsAreYoursToGive>();
        resource.Field(u => u.Name).ReadOnly().Searchable();
        resource.Field(u => u.Email).Email().ReadOnly().Searchable();
        resource.Field(u => u.Status).ReadOnly().Options(new("invited", "Invited", "amber"), new("active", "Active", "green"), new("disabled", "Disabled", "gray"));
        resource.Field(u => u.Phone).Phone();
        resource.Field(u => u.Locale).ReadOnly();
        resource.Field(u => u.TimeZone).ReadOnly();
        resource.Field(u => u.Traits).Hint("Clearances such as phi_authorized. Setting them takes org:traits:assign.");
        resource.Field(u => u.UnitId).Relation("org.units", OnDelete.Null);
        resource.Field(u => u.LastSeenAt).ReadOnly();
    }
}
