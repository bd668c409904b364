using System.Text;
using System.Text.RegularExpressions;
using Ashlar.Contract.Errors;
using Ashlar.Core.Audit;
using Ashlar.Core.Identity;
using Ashlar.Core.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Protection.Secrets;

/// <summary>A secret without its value.</summary>
internal sealed record SecretView(string Name, string? Description, int Version, int LeaseSeconds, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, string UpdatedBy);

/// <summary>One version of a secret without its value.</summary>
internal sealed record SecretVersionView(int Version, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? UsableUntil, bool Usable);

/// <summary>Secrets of organisations: versions, sealed under the tenant's key. What a new version replaces stays usable until its lease ends, and is emptied then.</summary>
internal sealed partial class SecretStore(Databases databases, KeyRing ring, AuditLog audit, Invalidation invalidation, TimeProvider time)
{
    public const string Topic = "secrets";
    public const int DefaultLease = 3600;

    private const string Upsert = """
        INSERT INTO public.protection_secrets (tenant_id, name, description, version, lease_seconds, created_at, updated_at, updated_by, updated_by_name) VALUES ($1, $2, $3, 1, coalesce($4, 3600), $5, $5, $6, $7)
        ON CONFLICT (tenant_id, name) DO UPDATE SET version = protection_secrets.version + 1, description = coalesce($3, protection_secrets.description), lease_seconds = coalesce($4, protection_secrets.lease_seconds),
            updated_at = $5, updated_by = $6, updated_by_name = $7
        RETURNING version, lease_seconds
        """;

    public static bool IsName(string name) => name.Length <= 120 && Names().IsMatch(name);

    public Task<List<SecretView>> List(Guid tenant, CancellationToken cancel) => databases.System.Query(
        "SELECT name, description, version, lease_seconds, created_at, updated_at, updated_by_name FROM public.protection_secrets WHERE tenant_id = $1 ORDER BY name", View, cancel, tenant);

    public Task<SecretView?> Find(Guid tenant, string name, CancellationToken cancel) => databases.System.First<SecretView?>(
        "SELECT name, description, version, lease_seconds, created_at, updated_at, updated_by_name FROM public.protection_secrets WHERE tenant_id = $1 AND name = $2", View, cancel, tenant, name);

    public Task<List<SecretVersionView>> Versions(Guid tenant, string name, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        return databases.System.Query(
            "SELECT version, created_at, created_by_name, usable_until, sealed IS NOT NULL FROM public.protection_secret_versions WHERE tenant_id = $1 AND name = $2 ORDER BY version DESC LIMIT 100",
            row => new SecretVersionView(row.GetInt32(0), row.GetFieldValue<DateTimeOffset>(1), row.GetString(2), Until(row, 3), row.GetBoolean(4) && (Until(row, 3) is not { } end || end > now)), cancel, tenant, name);
    }

    /// <summary>The value of the current or a named version. Null when there is none, or its lease has ended.</summary>
    public async Task<string?> Read(Guid tenant, string name, int? version, CancellationToken cancel)
    {
        var found = await databases.System.First<(int Version, byte[] Sealed)?>(
            """
            SELECT v.version, v.sealed FROM public.protection_secrets s JOIN public.protection_secret_versions v USING (tenant_id, name)
            WHERE s.tenant_id = $1 AND s.name = $2 AND v.version = coalesce($3, s.version) AND v.sealed IS NOT NULL AND (v.usable_until IS NULL OR v.usable_until > $4)
            """, row => (row.GetInt32(0), row.GetFieldValue<byte[]>(1)), cancel, tenant, name, Number(version), time.GetUtcNow());
        return found is { } one ? Encoding.UTF8.GetString(await ring.Open(tenant, Purpose(name, one.Version), one.Sealed, cancel)) : null;
    }

    /// <summary>Makes the value the current version and starts the lease of the one before.</summary>
    public async Task<int> Put(Caller caller, RequestInfo request, string name, string value, string? description, int? lease, string action, CancellationToken cancel)
    {
        await Prepare(caller.TenantId, cancel);
        await using var lent = await databases.System.Lend(cancel);
        await using var transaction = await lent.Connection.BeginTransactionAsync(cancel);
        var version = await Put(lent.Connection, caller, request, name, value, description, lease, action, cancel);
        await transaction.CommitAsync(cancel);
        invalidation.Forget(Topic, caller.TenantId.ToString());
        return version;
    }

    /// <summary>Before a connection is held for putting something away: the keys may need one.</summary>
    public async Task Prepare(Guid tenant, CancellationToken cancel) => await ring.Of(tenant, cancel);

    /// <summary>The same in a transaction of the caller's, who forgets the topic after its commit.</summary>
    public async Task<int> Put(NpgsqlConnection connection, Caller caller, RequestInfo request, string name, string value, string? description, int? lease, string action, CancellationToken cancel)
    {
        var (tenant, now) = (caller.TenantId, time.GetUtcNow());
        var (version, keeps) = await connection.First(Upsert, row => (row.GetInt32(0), row.GetInt32(1)), cancel, tenant, name, Text(description), Number(lease), now, Id(caller.UserId), caller.Name);
        await connection.Execute("UPDATE public.protection_secret_versions SET usable_until = $3 WHERE tenant_id = $1 AND name = $2 AND usable_until IS NULL", cancel, tenant, name, now + TimeSpan.FromSeconds(keeps));
        var bytes = await ring.Seal(tenant, Purpose(name, version), Encoding.UTF8.GetBytes(value), cancel);
        await connection.Execute("INSERT INTO public.protection_secret_versions (tenant_id, name, version, sealed, created_at, created_by, created_by_name) VALUES ($1, $2, $3, $4, $5, $6, $7)", cancel, tenant, name, version, bytes, now, Id(caller.UserId), caller.Name);
        await Finish(connection, caller, request, action, $"{name} version {version}", cancel);
        return version;
    }

    public async Task<bool> Delete(Caller caller, RequestInfo request, string name, CancellationToken cancel)
    {
        await using var lent = await databases.System.Lend(cancel);
        await using var transaction = await lent.Connection.BeginTransactionAsync(cancel);
        if (!await Delete(lent.Connection, caller, request, name, cancel))
            return false;
        await transaction.CommitAsync(cancel);
        invalidation.Forget(Topic, caller.TenantId.ToString());
        return true;
    }

    /// <summary>The same in a transaction of the caller's, who forgets the topic after its commit.</summary>
    public async Task<bool> Delete(NpgsqlConnection connection, Caller caller, RequestInfo request, string name, CancellationToken cancel)
    {
        if (await connection.Execute("DELETE FROM public.protection_secrets WHERE tenant_id = $1 AND name = $2", cancel, caller.TenantId, name) == 0)
            return false;
        await Finish(connection, caller, request, "security.secrets.delete", name, cancel);
        return true;
    }

    /// <summary>Empties what may no longer be used.</summary>
    public Task<int> EndLeases(CancellationToken cancel) =>
        databases.System.Execute("UPDATE public.protection_secret_versions SET sealed = NULL WHERE usable_until <= $1 AND sealed IS NOT NULL", cancel, time.GetUtcNow());

    /// <summary>Seals every usable version that an earlier key sealed with the present one.</summary>
    public async Task<int> Reseal(Guid tenant, CancellationToken cancel)
    {
        var keys = await ring.Of(tenant, cancel);
        var stale = await databases.System.Query(
            "SELECT name, version, sealed FROM public.protection_secret_versions WHERE tenant_id = $1 AND sealed IS NOT NULL AND substring(sealed FROM 2 FOR 16) <> $2",
            row => (Name: row.GetString(0), Version: row.GetInt32(1), Sealed: row.GetFieldValue<byte[]>(2)), cancel, tenant, keys.ActiveKey.ToByteArray(bigEndian: true));
        foreach (var (name, version, old) in stale)
        {
            var plain = await ring.Open(tenant, Purpose(name, version), old, cancel);
            await databases.System.Execute("UPDATE public.protection_secret_versions SET sealed = $4 WHERE tenant_id = $1 AND name = $2 AND version = $3 AND sealed = $5", cancel, tenant, name, version, await ring.Seal(tenant, Purpose(name, version), plain, cancel), old);
        }

        return stale.Count;
    }

    private async Task Finish(NpgsqlConnection connection, Caller caller, RequestInfo request, string action, string what, CancellationToken cancel)
    {
        await connection.Execute(
        [
            audit.Command(AuditEntry.By(caller, request, action) with { Resource = "security.secrets", Reason = what }),
            invalidation.Command(Topic, caller.TenantId.ToString()),
        ], cancel);
    }

    private static string Purpose(string name, int version) => $"secret {name} {version}";

    private static SecretView View(NpgsqlDataReader row) => new(
        row.GetString(0), row.Optional<string>(1), row.GetInt32(2), row.GetInt32(3), row.GetFieldValue<DateTimeOffset>(4), row.GetFieldValue<DateTimeOffset>(5), row.GetString(6));

    private static DateTimeOffset? Until(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);

    private static NpgsqlParameter Id(Guid? id) => new() { Value = (object?)id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid };

    private static NpgsqlParameter Text(string? text) => new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter Number(int? number) => new() { Value = (object?)number ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer };

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Names();
}
