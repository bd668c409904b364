using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Access;
using Ashlar.Core.Access.Org;
using Ashlar.Core.Access.Roles;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Sessions;

namespace Ashlar.Core.Identity.Users;

/// <summary>Ends a membership until it is enabled again: sessions in this organisation and open invitations to it stop at once, everywhere.</summary>
internal sealed record DisableUser(Guid Id) : ICommand<OrgUser>;

internal sealed class DisableUserHandler(CurrentOperation current, IStore store, OneTimeTokens tokens, AdminGuard admins, TimeProvider time) : ICommandHandler<DisableUser, OrgUser>
{
    public async Task<Result<OrgUser>> Handle(DisableUser command, CancellationToken cancel)
    {
        var work = current.Work;
        if (command.Id == work.Caller.UserId)
            return IdentityErrors.NotYourself;
        if (await store.Find<OrgUser>(command.Id, cancel) is not { } user)
            return CoreErrors.NotFound;
        if (user.Status == MemberStatus.Disabled)
            return user;
        if (user.Status == MemberStatus.Active && !await admins.RemainWithout(null, null, null, user.Id, cancel))
            return AccessErrors.LastAdmin;

        user.Status = MemberStatus.Disabled;
        var connection = await work.Connection(cancel);
        await connection.EndSessions(user.Id, work.Scope.TenantId, null, "member disabled", time.GetUtcNow(), cancel);
        await tokens.Withdraw(connection, OneTimeTokens.Invitation, user.Id, work.Scope.TenantId, cancel);
        work.Invalidate("user", user.Id.ToString());
        work.Invalidate("access", work.Scope.TenantId.ToString());
        return user;
    }
}
