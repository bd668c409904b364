using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Ashlar.Core.Storage;

/// <summary>Knows how to reach each database under each role: on the embedded server or on the one ASHLAR_DATABASE names.</summary>
internal sealed class DatabaseConnections(StorageOptions options)
{
    public const string AppRole = "ashlar_app";
    public const string SystemRole = "ashlar_system";

    private string? _owner = options.Database;

    /// <summary>Connection string of the owner in the main database; set before anything connects.</summary>
    public string Owner
    {
        get => _owner ?? throw new InvalidOperationException("The database server has not started yet.");
        set => _owner = value;
    }

    public string MainDatabase => new NpgsqlConnectionStringBuilder(Owner).Database ?? "";

    /// <summary>The owner makes and migrates databases and does nothing else, so it keeps no pool.</summary>
    public async Task<NpgsqlConnection> OpenOwner(string database, CancellationToken cancel)
    {
        var settings = new NpgsqlConnectionStringBuilder(Owner) { Pooling = false, ApplicationName = "ashlar owner", CommandTimeout = 0 };
        if (database.Length > 0)
            settings.Database = database;
        Protection.Transport.Secure(settings, options.PlainDatabase);
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancel);
        return connection;
    }

    public NpgsqlDataSource Build(string database, string role)
    {
        var source = new NpgsqlDataSourceBuilder(Settings(database, role).ConnectionString);
        // A group of reads belongs to many traces; each of them shows its own read.
        source.ConfigureTracing(traces => traces.ConfigureBatchFilter(batch => !batch.EnableErrorBarriers));
        return source.Build();
    }

    public NpgsqlConnectionStringBuilder Settings(string database, string role)
    {
        var settings = new NpgsqlConnectionStringBuilder(Given(role) ?? Owner)
        {
            ApplicationName = "ashlar",
            MaxPoolSize = role == AppRole ? options.AppPool : options.SystemPool,
            SearchPath = $"{Placement.Shared.Schema},{Placement.ControlPlane.Schema}",
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 2,
            IncludeErrorDetail = true,
            // A commit that waits for its standby and is cancelled is reported as done although only this server has it. What times out
            // is therefore never cancelled but cut off: its outcome is unknown, and nobody is told that it succeeded.
            CancellationTimeout = -1,
            // Sessions use transaction-local settings only, so there is nothing to reset.
            NoResetOnClose = true,
        };
        if (database.Length > 0)
            settings.Database = database;
        if (Given(role) is null)
        {
            settings.Username = role;
            settings.Password = Password(role);
        }

        Protection.Transport.Secure(settings, options.PlainDatabase);
        return settings;
    }

    /// <summary>True when an administrator made the role and gave its connection string.</summary>
    public bool IsGiven(string role) => Given(role) is not null;

    /// <summary>The role's password: derived from the owner's, so that every replica knows it and nobody stores it. Null where the server asks for none.</summary>
    public string? Password(string role)
    {
        var owner = new NpgsqlConnectionStringBuilder(Owner).Password;
        return string.IsNullOrEmpty(owner) ? null : Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(owner), Encoding.UTF8.GetBytes($"ashlar database role {role}")));
    }

    private string? Given(string role) => role == AppRole ? options.AppDatabase : options.SystemDatabase;
}
