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

    /// <summary>ASHLAR_POOL_APP: connections per database for tenants' work.</summary>
    public int AppPool { get; init; } = 20;

    /// <summary>ASHLAR_POOL_SYSTEM: connections per database for the platform's own work.</summary>
    public int SystemPool { get; init; } = 10;

    /// <summary>ASHLAR_POSTGRES_BIN: a folder with initdb and postgres, tried before the installed ones.</summary>
    public string? PostgresBin { get; init; }

    /// <summary>ASHLAR_TEST_FAST_PG=1: the embedded server does not wait for the disk. For tests only: a power cut loses data.</summary>
    public bool Fast { get; init; }

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
            Fast = Text("ASHLAR_TEST_FAST_PG") == "1",
        };

        string? Text(string key) => string.IsNullOrWhiteSpace(configuration[key]) ? null : configuration[key];

        int Size(string key, int otherwise) => Text(key) switch
        {
            null => otherwise,
            var text when int.TryParse(text, out var size) && size is >= 1 and <= 1000 => size,
            var text => throw new StartException($"{key} is '{text}'. It must be a number from 1 to 1000."),
        };
    }
}
