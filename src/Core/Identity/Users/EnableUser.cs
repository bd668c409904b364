using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Access.Org;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Identity.Accounts;

namespace Ashlar.Core.Identity.Users;

/// <summary>Lets a disabled member in again; somebody who never chose a password is invited anew.</summary>
internal sealed record EnableUser(Guid Id) : ICommand<OrgUser>;

internal sealed class EnableUserHandler(CurrentOperation current, IStore store) : ICommandHandler<EnableUser, OrgUser>
{
    public async Task<Result<OrgUser>> Handle(EnableUser command, CancellationToken cancel)
    {
        var work = current.Work;
        if (await store.Find<OrgUser>(command.Id, cancel) is not { } user)
            return CoreErrors.NotFound;
        if (user.Status != MemberStatus.Disabled)
            return IdentityErrors.NotDisabled;

        var account = await (await work.Connection(cancel)).AccountById(user.Id, cancel);
        user.Status = account is { PasswordHash: not null, VerifiedAt: not null } ? MemberStatus.Active : MemberStatus.Invited;
        work.Invalidate("user", user.Id.ToString());
        work.Invalidate("access", work.Scope.TenantId.ToString());
        return user;
    }
}
