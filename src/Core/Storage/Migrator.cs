using System.Reflection;
using System.Text.RegularExpressions;
using Ashlar.Core.Lifecycle;
using Npgsql;

namespace Ashlar.Core.Storage;

/// <summary>A module that brings tables.</summary>
internal sealed record MigratedModules(IReadOnlyList<(string Module, Assembly Assembly)> List);

/// <summary>One line of the report on migrations: applied, pending or changed.</summary>
internal sealed record MigrationStatus(string Database, string Schema, string Module, string Name, string State, DateTime? AppliedAt);

/// <summary>Brings every database and schema up to date, and makes new ones.</summary>
internal sealed partial class Migrator(DatabaseConnections connections, DatabaseRoles roles, MigratedModules modules, ILogger<Migrator> log)
{
    private readonly MigrationRunner _runner = new(connections, roles, log);
    private readonly IReadOnlyList<MigrationFile> _core = MigrationFile.OfCore(typeof(Migrator).Assembly);
    private readonly Lazy<IReadOnlyList<MigrationFile>> _modules = new(() => [.. modules.List.SelectMany(module => MigrationFile.OfModule(module.Module, module.Assembly))]);

    /// <summary>The main database with its shared schema, then every other place where tenants live.</summary>
    public async Task MigrateMain(CancellationToken cancel)
    {
        await _runner.Run("", [.. Core(main: true), .. Modules(Placement.Shared.Schema)], cancel);
        await roles.Verify(cancel);
        foreach (var database in (await Placements(cancel)).GroupBy(placement => placement.Database))
            await Migrate(database.Key, [.. database.Select(placement => placement.Schema)], cancel);
    }

    /// <summary>Makes a place for tenants, its database included, and brings it up to date. Safe to repeat.</summary>
    public async Task MigratePlacement(Placement placement, CancellationToken cancel)
    {
        if (!Plain().IsMatch(placement.Schema) || (placement.Database.Length > 0 && !Plain().IsMatch(placement.Database)))
            throw new ArgumentException($"A database or schema name holds small letters, digits and underscores, at most 63: '{placement.Database}' '{placement.Schema}'.", nameof(placement));
        await using (var owner = await connections.OpenOwner("", cancel))
        {
            await owner.Execute("INSERT INTO public.placements (database, schema) VALUES ($1, $2) ON CONFLICT DO NOTHING", cancel, placement.Database, placement.Schema);
            if (placement.Database.Length > 0)
                await CreateDatabase(owner, placement.Database, cancel);
            else
                await CreateSchema(owner, placement.Schema, cancel);
        }

        await Migrate(placement.Database, [placement.Schema], cancel);
    }

    /// <summary>Runs on an empty database exactly what had run on the one of a backup, so that its rows fit. Later migrations run at the next start.</summary>
    /// <param name="main">Whether it shall be a main database.</param>
    /// <exception cref="StartException">A file is missing here, or was changed since.</exception>
    public async Task Rebuild(string database, bool main, IReadOnlyList<Backup.Media.RanMigration> had, CancellationToken cancel)
    {
        var schemas = had.Where(one => one.Module != MigrationFile.Core).Select(one => one.Schema).Distinct(StringComparer.Ordinal);
        var ran = had.ToDictionary(one => (one.Schema, one.Module, one.Name));
        List<MigrationStep> steps = [.. Core(main).Concat(schemas.SelectMany(Modules)).Where(step => ran.Remove((step.Schema, step.File.Module, step.File.Name), out var one)
            && (one.Checksum == step.File.Checksum ? true : throw new StartException($"Migration {step.File.Module}/{step.File.Name} is not the one the backup was made with. Restore with the version that made it.")))];
        if (ran.Keys.FirstOrDefault() is { Name: { } name } missing)
            throw new StartException($"The backup was made by another version: migration {missing.Module}/{name} is missing here. Restore with the version and the modules that made it, or a later one.");
        await _runner.Run(database, steps, cancel);
    }

    /// <summary>What ran and what would run, without running anything.</summary>
    public async Task<IReadOnlyList<MigrationStatus>> Status(CancellationToken cancel)
    {
        var places = (await Placements(cancel)).Append(Placement.Shared).GroupBy(placement => placement.Database);
        var report = new List<MigrationStatus>();
        foreach (var place in places)
        {
            await using var owner = await connections.OpenOwner(place.Key, cancel);
            var applied = (await MigrationRunner.Applied(owner, cancel) ?? []).ToDictionary(row => (row.Schema, row.Module, row.Name));
            foreach (var (schema, file) in Core(main: place.Key.Length == 0).Concat(place.SelectMany(placement => Modules(placement.Schema))))
            {
                var row = applied.GetValueOrDefault((schema, file.Module, file.Name));
                var state = row is null ? "pending" : row.Checksum == file.Checksum ? "applied" : "changed";
                report.Add(new MigrationStatus(place.Key, schema, file.Module, file.Name, state, row?.AppliedAt));
            }
        }

        return report;
    }

    /// <summary>Every place that holds tenants beside the shared schema of the main database.</summary>
    public async Task<IReadOnlyList<Placement>> Placements(CancellationToken cancel)
    {
        await using var owner = await connections.OpenOwner("", cancel);
        return await owner.Query("SELECT database, schema FROM public.placements ORDER BY database, schema", reader => new Placement(reader.GetString(0), reader.GetString(1)), cancel);
    }

    private Task Migrate(string database, IReadOnlyList<string> schemas, CancellationToken cancel) =>
        _runner.Run(database, [.. database.Length == 0 ? [] : Core(main: false), .. schemas.SelectMany(Modules)], cancel);

    private IEnumerable<MigrationStep> Core(bool main) => _core.Where(file => main || file.Scope == MigrationScope.Database).Select(file => new MigrationStep("public", file));

    private IEnumerable<MigrationStep> Modules(string schema) => _modules.Value.Select(file => new MigrationStep(schema, file));

    private static async Task CreateSchema(NpgsqlConnection owner, string schema, CancellationToken cancel) =>
        await owner.Execute($"CREATE SCHEMA IF NOT EXISTS \"{schema}\"; GRANT USAGE ON SCHEMA \"{schema}\" TO ashlar_app, ashlar_system", cancel);

    private static async Task CreateDatabase(NpgsqlConnection owner, string database, CancellationToken cancel)
    {
        if (await owner.Scalar<bool>("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", cancel, database))
            return;
        try
        {
            await owner.Execute($"CREATE DATABASE \"{database}\"", cancel);
        }
        catch (PostgresException raced) when (raced.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Another host made it in the same moment.
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new StartException($"The owner in ASHLAR_DATABASE may not make the database {database}. Grant it CREATEDB.", refused);
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,62}$")]
    private static partial Regex Plain();
}
