using Ashlar.Contract.Values;
using Ashlar.Core.Access.Roles;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Providers.Wire;
using Ashlar.Core.Modules;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Identity.Providers.People;

/// <summary>Makes accounts and members of people whom a provider vouches for.</summary>
internal sealed class Newcomers(UserDirectory users, Claiming claiming, TenantDirectory tenants, Entitlements entitlements, TimeProvider time)
{
    private const string GrantOnce = """
        INSERT INTO public.rbac_grants (tenant_id, id, user_id, role_id, effect, created_at, updated_at, version)
        SELECT $1, $2, $3, r.id, 'allow', $5, $5, 1 FROM public.rbac_roles r
        WHERE r.tenant_id = $1 AND r.deleted_at IS NULL AND CASE WHEN $4::uuid IS NULL THEN r.builtin AND r.code = $6 ELSE r.id = $4 END
            AND NOT EXISTS (SELECT FROM public.rbac_grants g WHERE g.tenant_id = $1 AND g.user_id = $3 AND g.role_id = r.id AND g.deleted_at IS NULL)
        """;

    /// <summary>Why the provider's organisation cannot take somebody new, or null.</summary>
    public async Task<string?> NoRoom(IdentityWork work, Provider provider, CancellationToken cancel)
    {
        if (!Joins(provider))
            return null;
        if (await tenants.ById(provider.Realm, cancel) is not { } tenant)
            return "the organisation is gone";
        if (provider.RoleId is { } role && !await work.Connection.Scalar<bool>("SELECT EXISTS (SELECT FROM public.rbac_roles WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL)", cancel, provider.Realm, role))
            return "the role of newcomers was deleted";
        if (entitlements.Limit(tenant, "org", "users") is not { } most)
            return null;
        // The same lock as for members who are invited, so that parallel ones cannot slip past together.
        await work.Connection.Execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", cancel, $"{tenant.Id}:users");
        return await work.Connection.Scalar<long>("SELECT count(*) FROM public.org_users WHERE tenant_id = $1 AND deleted_at IS NULL", cancel, tenant.Id) >= most ? "the plan has no room for another member" : null;
    }

    /// <summary>A new account; null when somebody else made it at this very moment. Confirmed only where the operator trusts the provider with that.</summary>
    public async Task<Account?> Make(IdentityWork work, Provider provider, Vouched vouched, string email, CancellationToken cancel)
    {
        var (id, made) = await users.CreateUser(work.Connection, email, NameOf(vouched, email), passwordHash: null, verified: provider.Everywhere, cancel);
        if (!made)
            return null;
        var account = (await work.Connection.AccountById(id, cancel))!;
        work.Audit(account.Entry("auth.account_made", work.Request, provider.Within, reason: provider.Name));
        if (Joins(provider))
            await Join(work, provider, account, invited: false, cancel);
        return account;
    }

    /// <summary>An account whose address nobody has confirmed is its owner's from now on, without what a stranger may have set up.</summary>
    public async Task<Account> Claim(IdentityWork work, Account account, Vouched vouched, CancellationToken cancel)
    {
        await claiming.Run(work, account, cancel);
        await work.Connection.Execute("UPDATE public.identity_users SET password_hash = NULL, password_changed_at = NULL WHERE id = $1", cancel, account.Id);
        await users.UpdateProfile(work.Connection, account.Id, NameOf(vouched, account.Email), account.Locale, account.TimeZone, cancel);
        await users.SetVerified(work.Connection, account.Id, cancel);
        work.Audit(account.Entry("auth.email_verified", work.Request, null));
        return (await work.Connection.AccountById(account.Id, cancel))!;
    }

    /// <summary>Whoever was invited gets what the invitation says; others get the provider's role.</summary>
    public async Task Join(IdentityWork work, Provider provider, Account account, bool invited, CancellationToken cancel)
    {
        var client = (await work.Connection.Memberships(account.Id, cancel)).Find(one => one.TenantId == provider.Realm)?.ClientId;
        await users.EnsureMember(work.Connection, provider.Realm, account.Id, "active", client, null, cancel);
        if (!invited)
            await work.Connection.Execute(GrantOnce, cancel, provider.Realm, Ids.New(), account.Id, provider.RoleId, time.GetUtcNow(), BuiltinRoles.Member);
        work.Audit(account.Entry("org.users.join", work.Request, provider.Realm, reason: provider.Name));
        work.Forget("user", account.Id);
        work.Forget("access", provider.Realm);
    }

    /// <summary>The operator's provider makes nobody an operator's colleague unless it names a role there.</summary>
    private static bool Joins(Provider provider) => !provider.Everywhere || provider.RoleId is not null;

    private static string NameOf(Vouched vouched, string email) => vouched.Name?.Trim() is { } name && UserDirectory.CheckName(name) is null ? name : email[..email.LastIndexOf('@')];
}
