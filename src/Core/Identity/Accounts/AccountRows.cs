using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Identity.Accounts;

/// <summary>Reads of users and memberships.</summary>
internal static class AccountRows
{
    private const string Columns = "id, email, name, password_hash, status = 'active', verified_at, locked_until, locale, time_zone";

    /// <summary>How addresses are compared and stored.</summary>
    public static string Normal(string email) => email.Trim().ToLowerInvariant();

    /// <summary>By e-mail address, or by user name where there is no @.</summary>
    public static Task<Account?> AccountByLogin(this NpgsqlConnection connection, string login, CancellationToken cancel)
    {
        var name = Normal(login);
        return connection.First($"SELECT {Columns} FROM public.identity_users WHERE {(name.Contains('@', StringComparison.Ordinal) ? "email" : "username")} = $1", Read, cancel, name);
    }

    public static Task<Account?> AccountById(this NpgsqlConnection connection, Guid id, CancellationToken cancel) =>
        connection.First($"SELECT {Columns} FROM public.identity_users WHERE id = $1", Read, cancel, id);

    /// <summary>Oldest first.</summary>
    public static Task<List<Membership>> Memberships(this NpgsqlConnection connection, Guid userId, CancellationToken cancel) =>
        connection.Query("SELECT tenant_id, status, client_id FROM public.org_users WHERE id = $1 AND deleted_at IS NULL ORDER BY created_at, tenant_id", row => new Membership(row.GetGuid(0), row.GetString(1), row.Optional<Guid?>(2)), cancel, userId);

    private static Account Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.Optional<string>(3), row.GetBoolean(4), row.Optional<DateTimeOffset?>(5), row.Optional<DateTimeOffset?>(6), row.Optional<string>(7), row.Optional<string>(8));
}
