using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Access.Org;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Identity.Users;

/// <summary>Lets a disabled member in again; somebody who never accepted the invitation is to be invited anew.</summary>
internal sealed record EnableUser(Guid Id) : ICommand<OrgUser>;

internal sealed class EnableUserHandler(CurrentOperation current, IStore store) : ICommandHandler<EnableUser, OrgUser>
{
    /// <summary>An integration is nobody who could accept anything.</summary>
    private const string Joined = "SELECT m.joined_at IS NOT NULL OR u.kind = 'service' FROM public.org_users m JOIN public.identity_users u ON u.id = m.id WHERE m.tenant_id = $1 AND m.id = $2";

    public async Task<Result<OrgUser>> Handle(EnableUser command, CancellationToken cancel)
    {
        var work = current.Work;
        if (await store.Find<OrgUser>(command.Id, cancel) is not { } user)
            return CoreErrors.NotFound;
        if (user.Status != MemberStatus.Disabled)
            return IdentityErrors.NotDisabled;

        var joined = await (await work.Connection(cancel)).Scalar<bool>(Joined, cancel, work.Scope.TenantId, user.Id);
        user.Status = joined ? MemberStatus.Active : MemberStatus.Invited;
        work.Invalidate("user", user.Id.ToString());
        work.Invalidate("access", work.Scope.TenantId.ToString());
        return user;
    }
}
