using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Access;
using Ashlar.Core.Access.Org;
using Ashlar.Core.Access.Roles;
using Ashlar.Core.Audit;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Factors;
using Ashlar.Core.Identity.Factors.Enrolling;
using Ashlar.Core.Identity.Mail;
using Ashlar.Core.Identity.Sessions;

namespace Ashlar.Core.Identity.Users;

/// <summary>
/// Removes all second factors, recovery codes and trusted devices of a member who lost them, and ends the member's sessions. Only for somebody
/// who holds all that the member holds; a member of several organisations is the operator's affair.
/// </summary>
internal sealed record ResetUserFactors(Guid Id) : ICommand<OrgUser>;

internal sealed class ResetUserFactorsHandler(CurrentOperation current, IStore store, OwnFactors factors, GrantingRules rules, PermissionCache permissions, Mailbox mailbox) : ICommandHandler<ResetUserFactors, OrgUser>
{
    public async Task<Result<OrgUser>> Handle(ResetUserFactors command, CancellationToken cancel)
    {
        var work = current.Work;
        if (await store.Find<OrgUser>(command.Id, cancel) is not { } user)
            return CoreErrors.NotFound;

        var connection = await work.Connection(cancel);
        var memberships = await connection.Memberships(user.Id, cancel);
        if (!work.Caller.Tenant!.IsPlatform && memberships.Exists(membership => membership.TenantId != work.Scope.TenantId && membership.Status != "disabled"))
            return FactorErrors.SharedMember;
        var theirs = await permissions.Get(user.Id, work.Caller.Tenant, user.ClientId, cancel);
        if (rules.Held(theirs.Allow) is { } refused)
            return refused;

        await factors.Reset(connection, user.Id, cancel);
        work.Audit(AuditEntry.By(work.Caller, work.Request, "auth.factors_reset") with { ClientId = user.ClientId, Resource = "org.users", ResourceId = user.Id });
        work.Invalidate("user", user.Id.ToString());
        await mailbox.Put(connection, user.Email, Notices.Reset(user.Name, work.Caller.Name), cancel);
        work.AfterCommit(mailbox.Wake);
        return user;
    }
}
