using Ashlar.Core.Lifecycle;
using Npgsql;

namespace Ashlar.Core.Storage;

/// <summary>Brings one database up to date. One host at a time, one transaction per file.</summary>
internal sealed class MigrationRunner(DatabaseConnections connections, DatabaseRoles roles, ILogger log)
{
    private const long LockKey = 0x4153484c4152; // "ASHLAR"

    private const string Ledger = """
        CREATE TABLE IF NOT EXISTS public.schema_migrations (
            scope      text NOT NULL,
            schema     text NOT NULL,
            module     text NOT NULL,
            name       text NOT NULL,
            checksum   text NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (schema, module, name)
        );
        GRANT SELECT ON public.schema_migrations TO ashlar_system
        """;

    /// <summary>Runs what has not run. When nothing is to do this is one connection and one query.</summary>
    public async Task Run(string database, IReadOnlyList<MigrationStep> steps, CancellationToken cancel)
    {
        await using var owner = await connections.OpenOwner(database, cancel);
        if (await Applied(owner, cancel) is { } applied && MigrationPlan.Pending(steps, applied).Count == 0)
            return;
        await owner.Execute("SELECT pg_advisory_lock($1)", cancel, LockKey);
        await roles.Ensure(owner, cancel);
        await owner.Execute(Ledger, cancel);
        foreach (var step in MigrationPlan.Pending(steps, await Applied(owner, cancel) ?? []))
            await Apply(owner, step, cancel);
    }

    /// <summary>What has run in this database, or null when nothing ever has.</summary>
    public static async Task<IReadOnlyList<AppliedMigration>?> Applied(NpgsqlConnection owner, CancellationToken cancel)
    {
        try
        {
            return await owner.Query("SELECT schema, module, name, checksum, applied_at FROM public.schema_migrations",
                reader => new AppliedMigration(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetDateTime(4)), cancel);
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return null;
        }
    }

    private async Task Apply(NpgsqlConnection owner, MigrationStep step, CancellationToken cancel)
    {
        var (schema, file) = step;
        await using var transaction = await owner.BeginTransactionAsync(cancel);
        try
        {
            if (file.Scope == MigrationScope.Module)
                await owner.Execute($"CREATE SCHEMA IF NOT EXISTS \"{schema}\"; GRANT USAGE ON SCHEMA \"{schema}\" TO ashlar_app, ashlar_system", cancel);
            // Waiting for ever behind a long query would stop everybody who queues up behind this.
            await owner.Execute("SELECT set_config('search_path', $1, true), set_config('lock_timeout', '30s', true)", cancel, schema == "public" ? "public" : $"\"{schema}\",public");
            await owner.Execute(file.Sql, cancel);
            await owner.Execute("INSERT INTO public.schema_migrations (scope, schema, module, name, checksum) VALUES ($1, $2, $3, $4, $5)", cancel,
                file.Scope.ToString().ToLowerInvariant(), schema, file.Module, file.Name, file.Checksum);
            await transaction.CommitAsync(cancel);
        }
        catch (PostgresException failure)
        {
            throw new StartException($"Migration {file.Module}/{file.Name} failed in schema {schema} and was rolled back: {failure.MessageText}", failure);
        }

        log.LogInformation("Migrated {Schema}: {Module}/{Name}", schema, file.Module, file.Name);
    }
}
