using Ashlar.Core.Access;
using Ashlar.Core.Identity.Passwords;
using Ashlar.Core.Identity.Sessions;
using Ashlar.Core.Storage;
using Ashlar.Core.Storage.Isolation;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Protection.Compliance;

/// <summary>Controls on people: who may see what, sign-in, sessions, emergencies, and the walls between organisations.</summary>
internal sealed class AccessControls(Databases databases, IsolationGate gate, SessionTimeout timeout, PasswordRules passwords, PasswordHasher hasher, TimeProvider time)
{
    private static readonly TimeSpan _longestIdle = TimeSpan.FromMinutes(15);

    public IReadOnlyList<Control> All =>
    [
        new("tenant_isolation", "The database itself keeps organisations apart", "45 CFR 164.312(a)(1)", Isolated),
        new("clearance", "Clearance for health information is given by name, and not to everybody", "45 CFR 164.308(a)(4)", Cleared),
        new("unique_users", "Everybody signs in under a name of their own", "45 CFR 164.312(a)(2)(i)", Unique),
        new("automatic_logoff", "Unused sign-ins end after 15 minutes at most", "45 CFR 164.312(a)(2)(iii)", Logoff),
        new("passwords", "Passwords are long and hashed with Argon2id", "45 CFR 164.308(a)(5)(ii)(D)", Passwords),
        new("emergency_access", "Emergency access ends by itself and reaches an administrator", "45 CFR 164.312(a)(2)(ii)", Emergency),
        new("access_log", "Refusals are on record and the log cannot be changed by organisations", "45 CFR 164.308(a)(1)(ii)(D)", Log),
    ];

    private async Task<Finding> Isolated(TenantInfo tenant, CancellationToken cancel)
    {
        var breaches = await gate.Breaches(cancel);
        return Finding.Of(breaches.Count == 0, breaches.Count == 0 ? "Forced row-level security on every table of organisations; keys, views, functions and roles were looked at." : string.Join("; ", breaches.Take(3)));
    }

    private async Task<Finding> Cleared(TenantInfo tenant, CancellationToken cancel)
    {
        var (cleared, all) = await databases.System.First(
            """
            SELECT count(*) FILTER (WHERE $2 = ANY(u.traits) OR EXISTS (SELECT FROM public.org_group_members m JOIN public.org_groups g ON g.tenant_id = m.tenant_id AND g.id = m.group_id
                WHERE m.tenant_id = u.tenant_id AND m.user_id = u.id AND m.deleted_at IS NULL AND g.deleted_at IS NULL AND $2 = ANY(g.traits))), count(*)
            FROM public.org_users u WHERE u.tenant_id = $1 AND u.status = 'active' AND u.deleted_at IS NULL
            """, row => (row.GetInt64(0), row.GetInt64(1)), cancel, tenant.Id, Clearances.PhiAuthorized);
        return Finding.Of(cleared < all || all <= 1, $"{cleared} of {all} active people carry {Clearances.PhiAuthorized}.");
    }

    private async Task<Finding> Unique(TenantInfo tenant, CancellationToken cancel)
    {
        var shared = await databases.System.Scalar<long>("SELECT count(*) FROM (SELECT lower(email) FROM public.identity_users GROUP BY 1 HAVING count(*) > 1) AS twice", cancel);
        var unique = await databases.System.Scalar<bool>("SELECT EXISTS (SELECT FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relname = 'identity_users' AND i.indisunique AND pg_get_indexdef(i.indexrelid) LIKE '%email%')", cancel);
        return Finding.Of(shared == 0 && unique, $"{shared} addresses are used twice; a unique index {(unique ? "forbids it" : "is missing")}.");
    }

    private Task<Finding> Logoff(TenantInfo tenant, CancellationToken cancel) => Task.FromResult(timeout.For(tenant) is var idle && UiContext.IsHipaa(tenant)
        ? Finding.Of(idle <= _longestIdle, $"Unused sign-ins end after {idle.TotalMinutes:0} minutes.")
        : Finding.Of(idle <= _longestIdle, $"Unused sign-ins end after {idle.TotalMinutes:0} minutes; the setting {UiContext.ModeSetting} = hipaa makes it 15."));

    private async Task<Finding> Passwords(TenantInfo tenant, CancellationToken cancel)
    {
        var policy = passwords.Installation.MinLength;
        var weak = await databases.System.Scalar<long>("SELECT count(*) FROM public.identity_users u JOIN public.org_users o ON o.id = u.id AND o.tenant_id = $1 AND o.deleted_at IS NULL WHERE u.password_hash IS NOT NULL AND u.password_hash NOT LIKE '$argon2id$%'", cancel, tenant.Id);
        return Finding.Of(policy >= 12 && hasher.Algorithm == "argon2id" && weak == 0, $"At least {policy} characters; new passwords are hashed with {hasher.Algorithm}; {weak} older hashes are of another kind.");
    }

    private async Task<Finding> Emergency(TenantInfo tenant, CancellationToken cancel)
    {
        var (open, endless) = await databases.System.First(
            "SELECT count(*) FILTER (WHERE ended_at IS NULL AND expires_at > $2), count(*) FILTER (WHERE expires_at > started_at + interval '4 hours') FROM public.protection_break_glass WHERE tenant_id = $1",
            row => (row.GetInt64(0), row.GetInt64(1)), cancel, tenant.Id, time.GetUtcNow());
        var admins = await databases.System.Scalar<long>(
            "SELECT count(DISTINCT u.id) FROM public.org_users u JOIN public.rbac_grants x ON x.tenant_id = u.tenant_id AND x.user_id = u.id AND x.deleted_at IS NULL JOIN public.rbac_roles r ON r.tenant_id = x.tenant_id AND r.id = x.role_id AND '*:*:*' = ANY(r.allow) WHERE u.tenant_id = $1 AND u.status = 'active'", cancel, tenant.Id);
        return Finding.Of(endless == 0 && admins > 0, $"{open} under way; {endless} were for longer than four hours; {admins} administrators are told.");
    }

    private async Task<Finding> Log(TenantInfo tenant, CancellationToken cancel)
    {
        var denied = await databases.System.Scalar<long>("SELECT count(*) FROM public.audit_logs WHERE tenant_id = $1 AND result = 'denied'", cancel, tenant.Id);
        var writable = await databases.System.Scalar<bool>("SELECT has_table_privilege('ashlar_app', 'public.audit_logs', 'UPDATE') OR has_table_privilege('ashlar_app', 'public.audit_logs', 'DELETE')", cancel);
        return Finding.Of(!writable, $"{denied} refusals are on record; sessions of organisations {(writable ? "can change the log" : "can add to the log and change nothing in it")}.");
    }
}
