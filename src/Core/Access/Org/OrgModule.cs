using Ashlar.Contract.Modules;
using Ashlar.Core.Identity.Users;

namespace Ashlar.Core.Access.Org;

/// <summary>People, clients, units and groups of an organisation.</summary>
internal sealed class OrgModule : IModule
{
    /// <summary>Buying and leaving apps for the organisation.</summary>
    public const string ManageSubscriptions = "org:subscriptions:manage";

    public void Define(ModuleBuilder module) => module
        .Resource<OrgUser, OrgUserResource>()
        .Resource<Client, ClientResource>()
        .Resource<Unit, UnitResource>()
        .Resource<Group, GroupResource>()
        .Resource<GroupMember, GroupMemberResource>()
        .UserVerbs()
        .Permission(ManageSubscriptions, "Subscribe to apps and leave them")
        .Permission(Jobs.JobEndpoints.ReadAll, "See everybody's jobs");
}
