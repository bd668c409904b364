using Ashlar.Contract.Values;
using Ashlar.Core.Audit;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Mail;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Ashlar.Core.Tenancy.Tenants;

namespace Ashlar.Core.Identity.Users;

/// <summary>Invites the first administrator of a new organisation.</summary>
internal sealed class TenantAdmins(IdentityWorks works, UserDirectory users, OneTimeTokens tokens, Mailbox mailbox, IdentityOptions options, TimeProvider time) : ITenantAdmins
{
    private const string GrantOnce = """
        INSERT INTO public.rbac_grants (tenant_id, id, user_id, role_id, effect, created_at, updated_at, version)
        SELECT $1, $2, $3, $4, 'allow', $5, $5, 1
        WHERE NOT EXISTS (SELECT FROM public.rbac_grants WHERE tenant_id = $1 AND user_id = $3 AND role_id = $4 AND deleted_at IS NULL)
        """;

    public async Task<string?> Invite(TenantInfo tenant, string email, string name, Guid roleId, CancellationToken cancel)
    {
        await using var work = await works.Begin(cancel);
        var (userId, _) = await users.CreateUser(work.Connection, email, name, passwordHash: null, verified: false, cancel);
        await work.Connection.Execute(GrantOnce, cancel, tenant.Id, Ids.New(), userId, roleId, time.GetUtcNow());
        var active = (await work.Connection.Memberships(userId, cancel)).Exists(membership => membership.TenantId == tenant.Id && membership.Active);
        string? link = null;
        if (!active)
        {
            await users.EnsureMember(work.Connection, tenant.Id, userId, "invited", null, null, cancel);
            var token = await tokens.Issue(work.Connection, OneTimeTokens.Invitation, userId, tenant.Id, null, options.InvitationLifetime, cancel);
            var letter = Letter.Invitation(name, tenant.Name, "The operator", token);
            await mailbox.Put(work.Connection, AccountRows.Normal(email), letter, cancel);
            link = mailbox.LinkOf(letter);
        }

        work.Audit(new AuditEntry { TenantId = tenant.Id, ActorName = "provisioning", ActorKind = "system", Action = "org.users.invite", Resource = "org.users", ResourceId = userId });
        work.Forget("access", tenant.Id);
        await work.Commit(cancel);
        mailbox.Wake();
        return link;
    }
}
