using System.Diagnostics;
using Ashlar.Contract.Values;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Storage;
using Ashlar.Core.Storage.Embedded;
using Ashlar.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Ashlar.Core.Tests.Storage;

public sealed class EmbeddedServerTests : IAsyncLifetime
{
    private static readonly CancellationToken _cancel = CancellationToken.None;

    private readonly string _folder = Path.Combine(Folders.Artifacts, "test-servers", $"{Environment.ProcessId}-{Ids.New():n}");
    private readonly List<EmbeddedServer> _servers = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Data_survives_a_stop_and_a_start()
    {
        var first = Server();
        await Execute(await first.Start(_cancel), "CREATE TABLE kept (); ");
        await first.Stop();

        await Execute(await Server().Start(_cancel), "SELECT * FROM kept");
    }

    [Fact]
    public async Task It_listens_on_no_network_address_and_its_folder_is_private()
    {
        var owner = await Server().Start(_cancel);

        await using var connection = new NpgsqlConnection(owner);
        await connection.OpenAsync(_cancel);
        Assert.Equal("", await connection.Scalar<string>("SHOW listen_addresses", _cancel));
        var folder = new NpgsqlConnectionStringBuilder(owner).Host!;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
    }

    [Fact]
    public async Task A_second_host_on_the_same_folder_is_refused_and_told_who_has_it()
    {
        await Server().Start(_cancel);

        var refusal = await Assert.ThrowsAsync<StartException>(() => Server().Start(_cancel));

        Assert.Contains($"process {Environment.ProcessId}", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(999_999_999)]
    public async Task A_stale_pid_file_is_no_obstacle_even_when_its_number_belongs_to_another_program(int pid)
    {
        var first = Server();
        await Execute(await first.Start(_cancel), "CREATE TABLE kept ()");
        await first.Stop();
        await File.WriteAllTextAsync(Path.Combine(ClusterFolder, "postmaster.pid"), $"{pid}\n{ClusterFolder}\n", _cancel);

        await Execute(await Server().Start(_cancel), "SELECT * FROM kept");
    }

    [Fact]
    public async Task A_server_that_dies_is_started_again()
    {
        var owner = await Server().Start(_cancel);
        var pid = int.Parse((await File.ReadAllLinesAsync(Path.Combine(ClusterFolder, "postmaster.pid"), _cancel))[0]);

        Process.GetProcessById(pid).Kill();

        await Eventually(() => Execute(owner, "SELECT 1"));
    }

    [Fact]
    public async Task A_folder_of_another_major_version_is_refused_by_name()
    {
        var first = Server();
        await first.Start(_cancel);
        await first.Stop();
        await File.WriteAllTextAsync(Path.Combine(ClusterFolder, "PG_VERSION"), "9\n", _cancel);

        var refusal = await Assert.ThrowsAsync<StartException>(() => Server().Start(_cancel));

        Assert.Contains("PostgreSQL 9", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_too_deep_for_a_socket_has_its_socket_elsewhere()
    {
        var deep = Path.Combine(_folder, new string('d', 60), new string('e', 60));

        var owner = await Server(deep).Start(_cancel);

        Assert.StartsWith("/tmp/ashlar-", new NpgsqlConnectionStringBuilder(owner).Host, StringComparison.Ordinal);
        await Execute(owner, "SELECT 1");
        Directory.Delete(new NpgsqlConnectionStringBuilder(owner).Host!, recursive: true);
    }

    private string ClusterFolder => Path.Combine(new DirectoryInfo(Path.Combine(_folder, "pg")).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Path.Combine(_folder, "pg"), "db");

    private EmbeddedServer Server(string? folder = null)
    {
        var server = new EmbeddedServer(new StorageOptions { DataFolder = folder ?? _folder, Fast = true }, TimeProvider.System, NullLogger<EmbeddedServer>.Instance);
        _servers.Add(server);
        return server;
    }

    private static async Task Execute(string owner, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(owner) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(_cancel);
        await connection.Execute(sql, _cancel);
    }

    private static async Task Eventually(Func<Task> attempt)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                await attempt();
                return;
            }
            catch (NpgsqlException) when (i < 200)
            {
                await Task.Delay(50, _cancel);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }
}
