using Ashlar.Contract.Modules;
using Ashlar.Core.Identity.Users;
using Ashlar.Core.Limits;
using Ashlar.Core.Limits.Network;

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
        .Resource<NetworkRule, NetworkRuleResource>()
        .Event<LimitReached>()
        .Permission(LimitEndpoints.Read, "See limits and how much of them is used")
        .UserVerbs()
        .Permission(ManageSubscriptions, "Subscribe to apps and leave them")
        .Permission(Protection.SecurityModule.AssignTraits, "Set traits of people and groups, such as clearance for health information")
        .Permission(Jobs.JobEndpoints.ReadAll, "See everybody's jobs");
}
