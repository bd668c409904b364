using Ashlar.Core.Identity.Tokens;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Identity.Providers.Visits;

/// <summary>A way to a provider and back.</summary>
internal sealed record Visit(Guid ProviderId, string Purpose, Guid? UserId, Guid? SessionId, string RedirectUri, string? ReturnTo, string? TenantCode, bool ByCookie, DateTimeOffset CreatedAt)
{
    public const string SignIn = "sign_in";
    public const string Link = "link";
    public const string StepUp = "step_up";
}

/// <summary>Visits: known by their state, which is kept as its hash, tied to a browser, open for minutes and gone through once.</summary>
internal sealed class ProviderVisits(Databases databases, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>Begins one and returns its state.</summary>
    public async Task<string> Open(Visit visit, VisitSecret secret, CancellationToken cancel)
    {
        var state = OpaqueToken.New("ap_");
        await databases.System.Execute(
            """
            INSERT INTO public.identity_provider_visits (state, browser, provider_id, purpose, user_id, session_id, redirect_uri, return_to, tenant_code, by_cookie, created_at, expires_at)
            VALUES ($1, $2, $3, $4, $5::uuid, $6::uuid, $7, $8::text, $9::text, $10, $11, $12)
            """, cancel,
            Digest.Of(state).ToBytes(), secret.Hash, visit.ProviderId, visit.Purpose, visit.UserId, visit.SessionId, visit.RedirectUri, visit.ReturnTo, visit.TenantCode, visit.ByCookie, visit.CreatedAt, visit.CreatedAt + Lifetime);
        return state;
    }

    /// <summary>Null unless this is the one way back, in time and in the browser that began.</summary>
    public Task<Visit?> Close(string state, VisitSecret secret, CancellationToken cancel) => databases.System.First(
        """
        UPDATE public.identity_provider_visits SET used_at = $3 WHERE state = $1 AND browser = $2 AND used_at IS NULL AND expires_at > $3
        RETURNING provider_id, purpose, user_id, session_id, redirect_uri, return_to, tenant_code, by_cookie, created_at
        """, Read, cancel, Digest.Of(state).ToBytes(), secret.Hash, time.GetUtcNow());

    private static Visit Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.Optional<Guid?>(2), row.Optional<Guid?>(3), row.GetString(4), row.Optional<string>(5), row.Optional<string>(6), row.GetBoolean(7), row.GetFieldValue<DateTimeOffset>(8));
}
