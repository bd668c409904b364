using Ashlar.Core.Lifecycle;
using Microsoft.Extensions.Configuration;

namespace Ashlar.Core.Storage;

/// <summary>Where the data is. Every value has an environment variable of the same meaning.</summary>
internal sealed record StorageOptions
{
    /// <summary>ASHLAR_DATA: the folder of the embedded server.</summary>
    public string DataFolder { get; init; } = Path.GetFullPath("data");

    /// <summary>ASHLAR_DATABASE: connection string of the owner on a PostgreSQL 15 or later; null runs the embedded server.</summary>
    public string? Database { get; init; }

    /// <summary>ASHLAR_DATABASE_APP: connection string of the role ashlar_app, when an administrator made it.</summary>
    public string? AppDatabase { get; init; }

    /// <summary>ASHLAR_DATABASE_SYSTEM: connection string of the role ashlar_system, when an administrator made it.</summary>
    public string? SystemDatabase { get; init; }

    /// <summary>ASHLAR_DATABASE_PLAINTEXT=1: a database on another machine may be reached without TLS, because the network itself is encrypted.</summary>
    public bool PlainDatabase { get; init; }

    /// <summary>ASHLAR_POOL_APP: connections per database for tenants' work.</summary>
    public int AppPool { get; init; } = 20;

    /// <summary>ASHLAR_POOL_SYSTEM: connections per database for the platform's own work.</summary>
    public int SystemPool { get; init; } = 10;

    /// <summary>ASHLAR_POSTGRES_BIN: a folder with initdb and postgres, tried before the installed ones.</summary>
    public string? PostgresBin { get; init; }

    /// <summary>ASHLAR_TEST_FAST_PG=1: the embedded server does not wait for the disk. For tests only: a power cut loses data.</summary>
    public bool Fast { get; init; }

    /// <summary>ASHLAR_WAL_ARCHIVE: on keeps the log of the embedded server on the backup media, so that one can go back to any moment.</summary>
    public bool WalArchive { get; init; }

    /// <summary>ASHLAR_WAL_ARCHIVE_WAIT_MB: so much of the log waits on the disk of the database at most while the media do not take it.</summary>
    public int WalWaitMegabytes { get; init; } = 4096;

    public static StorageOptions From(IConfiguration configuration)
    {
        var defaults = new StorageOptions();
        return defaults with
        {
            DataFolder = Text("ASHLAR_DATA") is { } folder ? Path.GetFullPath(folder) : defaults.DataFolder,
            Database = Text("ASHLAR_DATABASE"),
            AppDatabase = Text("ASHLAR_DATABASE_APP"),
            SystemDatabase = Text("ASHLAR_DATABASE_SYSTEM"),
            AppPool = Size("ASHLAR_POOL_APP", defaults.AppPool),
            SystemPool = Size("ASHLAR_POOL_SYSTEM", defaults.SystemPool),
            PostgresBin = Text("ASHLAR_POSTGRES_BIN"),
            PlainDatabase = Text(Protection.Transport.PlainDatabase) == "1",
            Fast = Text("ASHLAR_TEST_FAST_PG") == "1",
            WalArchive = Text("ASHLAR_WAL_ARCHIVE") switch
            {
                null or "off" => false,
                "on" when Text("ASHLAR_DATABASE") is null => true,
                "on" => throw new StartException("ASHLAR_WAL_ARCHIVE is for the embedded server. The log of the server that ASHLAR_DATABASE names is archived by that server; docs/ops/backup.md says how."),
                var text => throw new StartException($"ASHLAR_WAL_ARCHIVE is '{text}'. It must be on or off."),
            },
            WalWaitMegabytes = Number("ASHLAR_WAL_ARCHIVE_WAIT_MB", defaults.WalWaitMegabytes, 64, 1_000_000),
        };

        string? Text(string key) => string.IsNullOrWhiteSpace(configuration[key]) ? null : configuration[key];

        int Size(string key, int otherwise) => Number(key, otherwise, 1, 1000);

        int Number(string key, int otherwise, int least, int most) => Text(key) switch
        {
            null => otherwise,
            var text when int.TryParse(text, out var number) && number >= least && number <= most => number,
            var text => throw new StartException($"{key} is '{text}'. It must be a number from {least} to {most}."),
        };
    }
}
