using Ashlar.Contract.Modules;

namespace Ashlar.Core.Identity.Users;

/// <summary>The verbs on members. They run under the system role because users and sessions belong to no organisation; each acts on the caller's own alone.</summary>
internal static class UserCommands
{
    public static ModuleBuilder UserVerbs(this ModuleBuilder module) => module
        .Command<InviteUser, InviteUserHandler>("users", command => command.AsSystem().Relation("client_id", "org.clients").Field("email", field => field with { Hint = "The invitation goes to this address." })
            .Field("role_ids", field => field with { Label = "Roles", Hint = "Ids of roles; the member role when empty." }))
        .Command<DisableUser, DisableUserHandler>("users", command => command.AsSystem().Danger().Confirm("Disable this member? All sessions end at once."))
        .Command<EnableUser, EnableUserHandler>("users", command => command.AsSystem())
        .Command<ResetUserPassword, ResetUserPasswordHandler>("users", command => command.AsSystem().Named("reset_password", "Reset password").Confirm("Send a link to a new password?"))
        .Command<ResetUserFactors, ResetUserFactorsHandler>("users", command => command.AsSystem().Named("reset_factors", "Reset second factors").Danger().StepUp().Confirm("Remove all second factors, recovery codes and trusted devices of this member? All sessions end at once."));
}
