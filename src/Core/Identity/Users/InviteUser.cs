using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Access.Org;
using Ashlar.Core.Access.Roles;
using Ashlar.Core.Audit;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Mail;
using Microsoft.EntityFrameworkCore;

namespace Ashlar.Core.Identity.Users;

/// <summary>Invites somebody to the organisation, with roles. Inviting again replaces the link.</summary>
internal sealed record InviteUser(string Email, string Name, string[]? RoleIds = null, Guid? ClientId = null) : ICommand<UserLink>;

internal sealed class InviteUserHandler(CurrentOperation current, IStore store, UserDirectory users, OneTimeTokens tokens, GrantingRules rules, LinkHolder links, IdentityOptions options)
    : ICommandHandler<InviteUser, UserLink>
{
    public async Task<Result<UserLink>> Handle(InviteUser command, CancellationToken cancel)
    {
        if (UserDirectory.Check(command.Email, command.Name).ToList() is { Count: > 0 } errors)
            return CoreErrors.Validation(errors);
        var roles = await Roles(command, cancel);
        if (!roles.Succeeded)
            return roles.Error;

        var work = current.Work;
        var connection = await work.Connection(cancel);
        var (userId, _) = await users.CreateUser(connection, command.Email, command.Name, passwordHash: null, verified: false, cancel);
        var account = (await connection.AccountById(userId, cancel))!;
        var member = await store.All<OrgUser>().SingleOrDefaultAsync(user => user.Id == userId, cancel);
        if (member is { Status: not MemberStatus.Invited })
            return IdentityErrors.AlreadyMember;

        var token = await tokens.Issue(connection, OneTimeTokens.Invitation, userId, work.Scope.TenantId, work.Caller.UserId, options.InvitationLifetime, cancel);
        var letter = Letter.Invitation(account.Name, work.Caller.Tenant!.Name, work.Caller.Name, token);
        // Whoever opens the link of an account that nobody has claimed yet chooses its password, in every organisation it is invited to.
        if ((member is not null || account is { PasswordHash: null } or { VerifiedAt: null }) && await links.MaySee(letter, userId, cancel) is { } refused)
            return member is null && refused == IdentityErrors.SharedAccount ? IdentityErrors.Unclaimed : refused;

        if (member is null)
        {
            // Until the invitation is accepted the organisation knows what it wrote itself, and nothing of whose account it may be.
            member = new OrgUser { Id = userId, ClientId = work.Scope.ClientId ?? command.ClientId, Name = command.Name.Trim(), Email = account.Email, Status = MemberStatus.Invited };
            store.Add(member);
        }
        else
        {
            work.Audit(AuditEntry.By(work.Caller, work.Request, "org.users.invite_again") with { Resource = "org.users", ResourceId = userId });
        }

        await Grant(userId, roles.Value, cancel);
        return UserLink.Of(member, await links.Hand(letter, account.Email, cancel));
    }

    /// <summary>The roles named, or that of every member when none is. Nobody passes on what he does not hold.</summary>
    private async Task<Result<IReadOnlyList<Role>>> Roles(InviteUser command, CancellationToken cancel)
    {
        var ids = new List<Guid>();
        foreach (var text in command.RoleIds ?? [])
        {
            if (!Guid.TryParse(text, out var id))
                return CoreErrors.Validation("role_ids", "Must be ids of roles.", "relation");
            ids.Add(id);
        }

        List<Role> roles = ids.Count == 0
            ? await store.All<Role>().Where(role => role.Builtin && role.Code == BuiltinRoles.Member).ToListAsync(cancel)
            : await store.All<Role>().Where(role => ids.Contains(role.Id)).ToListAsync(cancel);
        if (roles.Count < ids.Distinct().Count())
            return CoreErrors.Validation("role_ids", "Points at a role that does not exist.", "relation");
        return rules.Held([.. roles.SelectMany(role => role.Allow).Distinct()]) is { } notHeld && ids.Count > 0 ? notHeld : roles;
    }

    private async Task Grant(Guid userId, IReadOnlyList<Role> roles, CancellationToken cancel)
    {
        var held = await store.All<Grant>().Where(grant => grant.UserId == userId && grant.RoleId != null).Select(grant => grant.RoleId!.Value).ToListAsync(cancel);
        foreach (var role in roles.Where(role => !held.Contains(role.Id)))
            store.Add(new Grant { UserId = userId, RoleId = role.Id, Effect = GrantEffect.Allow });
        rules.Changed();
    }
}
