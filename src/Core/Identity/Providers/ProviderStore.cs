using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Npgsql;

namespace Ashlar.Core.Identity.Providers;

/// <summary>Reads and writes providers.</summary>
internal sealed class ProviderStore(Databases databases)
{
    private const string Columns = "p.id, p.tenant_id, p.name, p.issuer, p.client_id, p.client_secret, p.scopes, p.domains, p.link_existing, p.first_sign_in, p.role_id, p.enabled, p.version, p.created_at, p.updated_at, p.updated_by_name";

    /// <summary>All of an organisation, by name.</summary>
    public Task<List<Provider>> Of(Guid tenant, CancellationToken cancel) =>
        databases.System.Query($"SELECT {Columns} FROM public.identity_providers p WHERE p.tenant_id = $1 ORDER BY lower(p.name), p.id", Read, cancel, tenant);

    /// <summary>Those with which somebody can sign in here: the operator's, and the organisation's when one is named.</summary>
    public Task<List<Provider>> Offered(Guid? tenant, CancellationToken cancel) => databases.System.Query(
        $"SELECT {Columns} FROM public.identity_providers p WHERE p.enabled AND (p.tenant_id = $1 OR p.tenant_id = $2::uuid) ORDER BY p.tenant_id = $1, lower(p.name), p.id LIMIT 50", Read, cancel, TenantInfo.PlatformId, tenant);

    /// <summary>Those that somebody can link: the operator's and those of the organisations where he works.</summary>
    public Task<List<Provider>> Linkable(Guid user, CancellationToken cancel) => databases.System.Query(
        $"""
        SELECT {Columns} FROM public.identity_providers p WHERE p.enabled AND (p.tenant_id = $2
            OR EXISTS (SELECT FROM public.org_users m WHERE m.tenant_id = p.tenant_id AND m.id = $1 AND m.status = 'active' AND m.deleted_at IS NULL))
        ORDER BY lower(p.name), p.id LIMIT 50
        """, Read, cancel, user, TenantInfo.PlatformId);

    public Task<Provider?> Find(Guid id, CancellationToken cancel) => databases.System.First<Provider?>($"SELECT {Columns} FROM public.identity_providers p WHERE p.id = $1", Read, cancel, id);

    public async Task<Provider?> Find(Guid tenant, Guid id, CancellationToken cancel) => await Find(id, cancel) is { } found && found.Realm == tenant ? found : null;

    public static Task<int> Insert(NpgsqlConnection connection, Provider provider, Guid? by, CancellationToken cancel) => connection.Execute(
        """
        INSERT INTO public.identity_providers (tenant_id, id, name, issuer, client_id, client_secret, scopes, domains, link_existing, first_sign_in, role_id, enabled, created_at, updated_at, updated_by, updated_by_name)
        VALUES ($1, $2, $3, $4, $5, $6::text, $7, $8, $9, $10, $11::uuid, $12, $13, $13, $14::uuid, $15)
        """, cancel, Values(provider, by));

    public static Task<int> Update(NpgsqlConnection connection, Provider provider, Guid? by, CancellationToken cancel) => connection.Execute(
        """
        UPDATE public.identity_providers SET name = $3, issuer = $4, client_id = $5, client_secret = $6::text, scopes = $7, domains = $8, link_existing = $9, first_sign_in = $10,
            role_id = $11::uuid, enabled = $12, updated_at = $13, updated_by = $14::uuid, updated_by_name = $15, version = version + 1
        WHERE tenant_id = $1 AND id = $2
        """, cancel, Values(provider, by));

    public static Task<int> Delete(NpgsqlConnection connection, Provider provider, CancellationToken cancel) =>
        connection.Execute("DELETE FROM public.identity_providers WHERE tenant_id = $1 AND id = $2", cancel, provider.Realm, provider.Id);

    /// <summary>Ends what rests on its word. The ids of the sessions.</summary>
    public static Task<List<Guid>> EndSessions(NpgsqlConnection connection, Provider provider, string reason, DateTimeOffset now, CancellationToken cancel) => connection.Query(
        "UPDATE public.identity_sessions SET revoked_at = $2, revoked_reason = $3 WHERE provider_id = $1 AND revoked_at IS NULL RETURNING id", row => row.GetGuid(0), cancel, provider.Id, now, reason);

    private static object?[] Values(Provider provider, Guid? by) =>
    [
        provider.Realm, provider.Id, provider.Name, provider.Issuer, provider.ClientId, provider.ClientSecret, provider.Scopes.ToArray(), provider.Domains.ToArray(), provider.LinkExisting,
        provider.FirstSignIn == FirstSignIn.Create ? "create" : "refuse", provider.RoleId, provider.Enabled, provider.UpdatedAt, by, provider.UpdatedByName,
    ];

    private static Provider Read(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetString(3), row.GetString(4), row.Optional<string>(5))
    {
        Scopes = row.GetFieldValue<string[]>(6),
        Domains = row.GetFieldValue<string[]>(7),
        LinkExisting = row.GetBoolean(8),
        FirstSignIn = row.GetString(9) == "create" ? FirstSignIn.Create : FirstSignIn.Refuse,
        RoleId = row.Optional<Guid?>(10),
        Enabled = row.GetBoolean(11),
        Version = row.GetInt32(12),
        CreatedAt = row.GetFieldValue<DateTimeOffset>(13),
        UpdatedAt = row.GetFieldValue<DateTimeOffset>(14),
        UpdatedByName = row.GetString(15),
    };
}
