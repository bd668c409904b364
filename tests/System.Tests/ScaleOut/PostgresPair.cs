using System.Diagnostics;
using Ashlar.Core.Storage;
using Ashlar.Core.Storage.Embedded;
using Ashlar.TestKit;
using Npgsql;

namespace Ashlar.System.Tests.ScaleOut;

/// <summary>A primary and its synchronous standby, each a server of its own on loopback: what an operator's cluster manager keeps running.</summary>
internal sealed class PostgresPair(string folder) : IDisposable
{
    private readonly List<Process> _running = [];
    private ServerUser _user = null!;
    private PostgresBinaries _binaries = null!;

    private int First { get; } = HostProcess.FreePort();

    private int Second { get; } = HostProcess.FreePort();

    /// <summary>For hosts: both servers, of which the one that takes writes is used.</summary>
    public string Database => $"Host=127.0.0.1:{First},127.0.0.1:{Second};Target Session Attributes=primary;Host Recheck Seconds=1;Username=ashlar;Password=given;Database=ashlar;Timeout=5";

    public async Task Start()
    {
        var cancel = TestContext.Current.CancellationToken;
        _user = await ServerUser.Current(cancel);
        _binaries = await PostgresBinaries.Find(null, folder, null, cancel);
        Directory.CreateDirectory(folder);
        await Command("chown", $"{_user.Id}:{_user.Group}", folder);
        await Run("initdb", "-D", Data("first"), "-U", "ashlar", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
        await Launch("first", First);
        await Sql(First, "postgres", "CREATE DATABASE ashlar");
        await Run("pg_basebackup", "-D", Data("second"), "-h", "127.0.0.1", "-p", $"{First}", "-U", "ashlar", "-R", "-X", "stream", "-c", "fast", "--no-sync");
        await Launch("second", Second);
        // From here on a commit is acknowledged only when the standby holds it too.
        await Sql(First, "ashlar", "ALTER SYSTEM SET synchronous_standby_names = '*'");
        await Sql(First, "ashlar", "SELECT pg_reload_conf()");
        while (await Sql(First, "ashlar", "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") is not 1L)
            await Task.Delay(50, cancel);
    }

    /// <summary>The primary dies without a word, and the cluster manager promotes the standby.</summary>
    public async Task FailOver()
    {
        Process.Start("kill", ["-KILL", $"{_running[0].Id}"]).WaitForExit();
        await _running[0].WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(true, await Sql(Second, "ashlar", "SELECT pg_promote()"));
    }

    /// <summary>The old primary returns although nobody asked it to.</summary>
    public async Task Return() => await Launch("first", First);

    /// <summary>What a host would be told about a write if it had only the old primary.</summary>
    public async Task WriteToOld()
    {
        var connections = new DatabaseConnections(new StorageOptions { Database = $"Host=127.0.0.1;Port={First};Username=ashlar;Password=given;Database=ashlar;Command Timeout=2" });
        await using var pool = connections.Build("", DatabaseConnections.SystemRole);
        await using var command = pool.CreateCommand("UPDATE public.tenants SET name = name");
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The cluster manager puts it down again.</summary>
    public async Task Fence()
    {
        Process.Start("kill", ["-KILL", $"{_running[^1].Id}"]).WaitForExit();
        await _running[^1].WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private async Task Launch(string name, int port)
    {
        var command = _user.Command([_binaries.Program("postgres"), "-D", Data(name), "-c", $"port={port}", "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={folder}", "-c", "fsync=off", "-c", "max_connections=200", "-c", "wal_level=replica"]);
        var process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { WorkingDirectory = "/", UseShellExecute = false, RedirectStandardError = true })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        _running.Add(process);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await Sql(port, "postgres", "SELECT 1");
                return;
            }
            catch (NpgsqlException) when (attempt < 200 && !process.HasExited)
            {
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }
    }

    private static async Task<object?> Sql(int port, string database, string sql, int seconds = 10)
    {
        await using var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={port};Username=ashlar;Database={database};Pooling=false;Command Timeout={seconds}");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private string Data(string name) => Path.Combine(folder, name);

    private Task Run(string program, params string[] arguments)
    {
        var line = _user.Command([_binaries.Program(program), .. arguments]);
        return Command(line[0], [.. line.Skip(1)]);
    }

    private static async Task Command(string program, params string[] arguments)
    {
        var (code, output) = await Programs.Run(program, arguments, TestContext.Current.CancellationToken);
        Assert.True(code == 0, output);
    }

    public void Dispose()
    {
        foreach (var process in _running)
        {
            if (!process.HasExited)
            {
                Process.Start("kill", ["-QUIT", $"{process.Id}"]).WaitForExit();
                process.WaitForExit(TimeSpan.FromSeconds(20));
            }

            process.Dispose();
        }
    }
}
