using Ashlar.Contract.Resources;

namespace Ashlar.Core.Access.Org;

/// <summary>People who are given roles together.</summary>
internal sealed class Group : Entity
{
    public string Name { get; set; } = "";
    public string? Description { get; set; }
    public string[] Traits { get; set; } = [];
}

internal sealed class GroupResource : IResource<Group>
{
    public void Define(ResourceBuilder<Group> resource)
    {
        resource.InControlPlane().Icon("users-round").Sort("name").HardDelete()
            .BeforeWrite<WhenAccessChanges<Group>>().BeforeWrite<GroupLeavesAnAdmin>().BeforeWrite<GroupTraitsAreYoursToGive>();
        resource.Field(g => g.Name).Unique().Searchable();
        resource.Field(g => g.Description).LongText();
    }
}

/// <summary>One person in a group.</summary>
internal sealed class GroupMember : Entity
{
    public Guid GroupId { get; set; }
    public Guid UserId { get; set; }
}

internal sealed class GroupMemberResource : IResource<GroupMember>
{
    public void Define(ResourceBuilder<GroupMember> resource)
    {
        resource.InControlPlane().Icon("user-plus").Title(m => m.UserId).Sort("-created_at").HardDelete().Filters(m => m.GroupId, m => m.UserId)
            .Unique(m => m.GroupId, m => m.UserId)
            .BeforeWrite<WhenAccessChanges<GroupMember>>().BeforeWrite<MembershipIsYoursToGive>().BeforeWrite<GroupsTraitsAreYoursToGive>();
        resource.Field(m => m.GroupId).Relation("org.groups", OnDelete.Cascade);
        resource.Field(m => m.UserId).Relation("org.users", OnDelete.Cascade);
    }
}
