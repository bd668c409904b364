using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Npgsql;

namespace Ashlar.Core.Identity.Accounts;

/// <summary>How somebody can sign in: with a password, with a passkey alone, or with an identity whose provider is there.</summary>
internal static class SignInWays
{
    /// <summary>Whether there is a way without this passkey or identity.</summary>
    public static async Task<bool> HasWayWithout(this NpgsqlConnection connection, Guid userId, Guid without, CancellationToken cancel) => await connection.Scalar<bool>(
        """
        SELECT EXISTS (SELECT FROM public.identity_users u WHERE u.id = $1 AND u.password_hash IS NOT NULL AND u.verified_at IS NOT NULL)
            OR EXISTS (SELECT FROM public.identity_factors f JOIN public.identity_users u ON u.id = f.user_id
                WHERE f.user_id = $1 AND f.id <> $2 AND f.kind = 'passkey' AND f.user_verified AND f.confirmed_at IS NOT NULL AND u.verified_at IS NOT NULL)
            OR EXISTS (SELECT FROM public.identity_external e JOIN public.identity_providers p ON p.tenant_id = e.realm_id AND p.issuer = e.issuer AND p.enabled
                WHERE e.user_id = $1 AND e.id <> $2 AND (e.realm_id = $3
                    OR EXISTS (SELECT FROM public.org_users m WHERE m.tenant_id = e.realm_id AND m.id = $1 AND m.status = 'active' AND m.deleted_at IS NULL)))
        """, cancel, userId, without, TenantInfo.PlatformId);
}
