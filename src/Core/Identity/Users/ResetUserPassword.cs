using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Access.Org;
using Ashlar.Core.Audit;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Mail;

namespace Ashlar.Core.Identity.Users;

/// <summary>Sends a member a link to a new password. The old one works until the link is used.</summary>
internal sealed record ResetUserPassword(Guid Id) : ICommand<UserLink>;

internal sealed class ResetUserPasswordHandler(CurrentOperation current, IStore store, OneTimeTokens tokens, LinkHolder links, IdentityOptions options) : ICommandHandler<ResetUserPassword, UserLink>
{
    public async Task<Result<UserLink>> Handle(ResetUserPassword command, CancellationToken cancel)
    {
        var work = current.Work;
        if (await store.Find<OrgUser>(command.Id, cancel) is not { } user)
            return CoreErrors.NotFound;
        if (user.Status != MemberStatus.Active)
            return IdentityErrors.NotActive;

        var token = await tokens.Issue(await work.Connection(cancel), OneTimeTokens.Reset, user.Id, null, work.Caller.UserId, options.ResetLifetime, cancel);
        var letter = Letter.Reset(user.Name, token);
        if (await links.MaySee(letter, user.Id, cancel) is { } refused)
            return refused;
        work.Audit(AuditEntry.By(work.Caller, work.Request, "org.users.reset_password") with { ClientId = user.ClientId, Resource = "org.users", ResourceId = user.Id });
        return UserLink.Of(user, await links.Hand(letter, user.Email, cancel));
    }
}
