using Ashlar.Contract.Errors;
using Ashlar.Core.Access;
using Ashlar.Core.Access.Roles;
using Ashlar.Core.Commands;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Mail;

namespace Ashlar.Core.Identity.Users;

/// <summary>
/// Whoever is shown a link could use it himself. So it is shown only where no mail can carry it, and only to somebody who holds all that
/// the member holds, about a member who belongs to no other organisation.
/// </summary>
internal sealed class LinkHolder(CurrentOperation current, GrantingRules rules, PermissionCache permissions, Mailbox mailbox)
{
    public async Task<Error?> MaySee(Letter letter, Guid userId, CancellationToken cancel)
    {
        if (mailbox.LinkOf(letter) is null)
            return null;

        var connection = await current.Work.Connection(cancel);
        var memberships = await connection.Memberships(userId, cancel);
        if (memberships.Exists(membership => membership.TenantId != current.Work.Scope.TenantId && membership.Status != "disabled"))
            return IdentityErrors.SharedAccount;
        var theirs = await permissions.Get(userId, current.Work.Caller.Tenant!, memberships.Find(membership => membership.TenantId == current.Work.Scope.TenantId)?.ClientId, cancel);
        return rules.Held(theirs.Allow);
    }

    /// <summary>Mails it, or returns what to show.</summary>
    public async Task<string?> Hand(Letter letter, string recipient, CancellationToken cancel)
    {
        await mailbox.Put(await current.Work.Connection(cancel), recipient, letter, cancel);
        current.Work.AfterCommit(mailbox.Wake);
        return mailbox.LinkOf(letter);
    }
}
