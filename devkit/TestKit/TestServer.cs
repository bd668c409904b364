using Ashlar.Contract.Values;
using Ashlar.Core.Storage;
using Ashlar.Core.Storage.Embedded;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Ashlar.TestKit;

/// <summary>One PostgreSQL per test process, with a migrated template that each test class clones. Register it as an assembly fixture.</summary>
public sealed class TestServer : IAsyncLifetime
{
    private const string Template = "ashlar_template";

    private static readonly string _servers = Path.Combine(Folders.Artifacts, "test-servers");

    private readonly SemaphoreSlim _cloning = new(1);
    private EmbeddedServer? _server;

    internal string DataFolder { get; } = Path.Combine(_servers, $"{Environment.ProcessId}");

    /// <summary>Connection string of the superuser.</summary>
    public string Owner { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        RemoveLeftovers();
        _server = new EmbeddedServer(new StorageOptions { DataFolder = DataFolder, Fast = true }, TimeProvider.System, NullLogger<EmbeddedServer>.Instance);
        Owner = await _server.Start(CancellationToken.None);
        await Run($"CREATE DATABASE {Template}");
        var connections = Connections(Template);
        await Migrator(connections).MigrateMain(CancellationToken.None);
    }

    /// <summary>A migrated database of its own.</summary>
    internal async Task<DatabaseConnections> CloneDatabase()
    {
        var name = $"test_{Ids.New():n}";
        await _cloning.WaitAsync();
        try
        {
            await Run($"CREATE DATABASE {name} TEMPLATE {Template}");
        }
        finally
        {
            _cloning.Release();
        }

        return Connections(name);
    }

    /// <summary>An empty database of its own.</summary>
    internal async Task<DatabaseConnections> EmptyDatabase()
    {
        var name = $"test_{Ids.New():n}";
        await Run($"CREATE DATABASE {name}");
        return Connections(name);
    }

    internal static Migrator Migrator(DatabaseConnections connections) =>
        new(connections, new DatabaseRoles(connections), new MigratedModules(Host.Modules.Migrations), NullLogger<Migrator>.Instance);

    /// <summary>Runs a statement as the superuser, outside of any test database.</summary>
    internal async Task Run(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Owner) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await connection.Execute(sql, CancellationToken.None);
    }

    private DatabaseConnections Connections(string database) =>
        new(new StorageOptions { Database = new NpgsqlConnectionStringBuilder(Owner) { Database = database }.ConnectionString, AppPool = 5, SystemPool = 5 });

    // A killed test process leaves its folder; the server in it stopped with the process.
    private static void RemoveLeftovers()
    {
        Directory.CreateDirectory(_servers);
        foreach (var folder in Directory.GetDirectories(_servers))
        {
            // Named by the process whose it is, and more where one process has several.
            if (!Directory.Exists($"/proc/{Path.GetFileName(folder).Split('-')[0]}"))
                Remove(folder);
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            if (new DirectoryInfo(Path.Combine(folder, "pg")).ResolveLinkTarget(returnFinalTarget: true) is { } elsewhere)
                elsewhere.Delete();
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // Another test process removes it in the same moment.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        Remove(DataFolder);
        _cloning.Dispose();
    }
}
