using Ashlar.Core.Lifecycle;
using Npgsql;

namespace Ashlar.Core.Storage;

/// <summary>
/// Makes the two login roles. They are the fence: a session cannot step out of its own login, whereas SET ROLE could be undone by SQL.
/// </summary>
internal sealed class DatabaseRoles(DatabaseConnections connections)
{
    private static readonly string[] _both = [DatabaseConnections.AppRole, DatabaseConnections.SystemRole];

    /// <summary>Makes the roles where they are missing and lets them into this database and nothing more.</summary>
    public async Task Ensure(NpgsqlConnection owner, CancellationToken cancel)
    {
        foreach (var role in _both)
        {
            if (!connections.IsGiven(role))
                await Ensure(owner, role, cancel);
        }

        // Row-level security is forced on the owner too; as a member of the system role it can migrate data.
        await owner.Execute($"""
            DO $$ BEGIN
                IF NOT pg_has_role(current_user, '{DatabaseConnections.SystemRole}', 'USAGE') THEN
                    EXECUTE format('GRANT {DatabaseConnections.SystemRole} TO %I', current_user);
                END IF;
                EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
                EXECUTE format('GRANT CONNECT ON DATABASE %I TO {DatabaseConnections.AppRole}, {DatabaseConnections.SystemRole}', current_database());
            END $$
            """, cancel);
        await owner.Execute($"REVOKE CREATE ON SCHEMA public FROM PUBLIC; GRANT USAGE ON SCHEMA public TO {string.Join(", ", _both)}", cancel);
    }

    private async Task Ensure(NpgsqlConnection owner, string role, CancellationToken cancel)
    {
        try
        {
            if (!await owner.Scalar<bool>("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)", cancel, role))
                await owner.Execute($"CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS", cancel);
            // A password of hexadecimal digits needs no quoting.
            if (connections.Password(role) is { } password)
                await owner.Execute($"ALTER ROLE {role} PASSWORD '{password}'", cancel);
        }
        catch (PostgresException raced) when (raced.SqlState is PostgresErrorCodes.DuplicateObject or PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.InternalError)
        {
            // Roles belong to the whole server: a host of another database made or changed it in the same moment.
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new StartException($"The owner in ASHLAR_DATABASE may not make the role {role}. Grant it CREATEROLE, or make the role and give its connection string in ASHLAR_DATABASE_{(role == DatabaseConnections.AppRole ? "APP" : "SYSTEM")}.", refused);
        }
    }

    /// <summary>Signs in as both roles; a password that went stale because the owner's changed is set anew.</summary>
    public async Task Verify(CancellationToken cancel)
    {
        foreach (var role in _both)
        {
            if (await Refusal(role, cancel) is null)
                continue;
            await using (var owner = await connections.OpenOwner("", cancel))
                await Ensure(owner, cancel);
            if (await Refusal(role, cancel) is { } refusal)
                throw new StartException($"The database refuses the role {role}: {refusal}");
        }
    }

    private async Task<string?> Refusal(string role, CancellationToken cancel)
    {
        var settings = connections.Settings("", role);
        settings.Pooling = false;
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancel);
            return null;
        }
        catch (PostgresException refused) when (refused.SqlState.StartsWith("28", StringComparison.Ordinal) || refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return refused.MessageText;
        }
    }
}
