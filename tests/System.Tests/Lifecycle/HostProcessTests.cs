using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Ashlar.Core.Storage;
using Ashlar.TestKit;
using Npgsql;

namespace Ashlar.System.Tests.Lifecycle;

public sealed class HostProcessTests : IDisposable
{
    private static readonly CancellationToken _cancel = CancellationToken.None;

    private readonly string _folder = HostProcess.NewFolder();

    [Fact]
    [Trait("feature", "OBS-04")]
    public async Task It_answers_live_while_it_still_starts()
    {
        using var host = HostProcess.Launch(_folder, HostProcess.FreePort());
        using var client = new HttpClient { BaseAddress = host.Address };

        while (!await IsLive(client))
            await Task.Delay(5, _cancel);

        // On an empty folder the database is made first, which takes longer than answering.
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/health/ready", _cancel)).StatusCode);
        await host.Ready();
    }

    [Fact]
    public async Task After_kill_9_the_next_host_starts_on_the_same_folder_with_all_that_was_committed()
    {
        using (var killed = await HostProcess.Launch(_folder, HostProcess.FreePort()).Ready())
        {
            await Execute("CREATE TABLE public.kept (note text); INSERT INTO public.kept VALUES ('before the kill')");
            killed.Signal("KILL");
            await killed.ExitCode();
        }

        using var next = await HostProcess.Launch(_folder, HostProcess.FreePort()).Ready();

        Assert.Equal("before the kill", await Scalar("SELECT note FROM public.kept"));
    }

    [Fact]
    [Trait("feature", "OBS-06")]
    public async Task A_signal_to_end_ends_host_and_database_with_code_0()
    {
        using var host = await HostProcess.Launch(_folder, HostProcess.FreePort()).Ready();

        host.Signal("TERM");

        Assert.Equal(0, await host.ExitCode());
        Assert.False(File.Exists(Path.Combine(ServerFolder, "db", "postmaster.pid")));
        Assert.False(File.Exists(Path.Combine(_folder, "host.pid")));
    }

    [Fact]
    public async Task A_second_host_on_the_same_folder_ends_with_code_1_and_says_why()
    {
        using var first = await HostProcess.Launch(_folder, HostProcess.FreePort()).Ready();
        using var second = HostProcess.Launch(_folder, HostProcess.FreePort());

        Assert.Equal(1, await second.ExitCode());
        Assert.Contains($"Another host (process {first.Id})", second.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_port_that_is_taken_is_named_in_one_line_and_the_database_is_left_as_it_was(bool again)
    {
        if (again)
        {
            using var before = await HostProcess.Launch(_folder, HostProcess.FreePort()).Ready();
            before.Signal("TERM");
            Assert.Equal(0, await before.ExitCode());
        }

        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        using var host = HostProcess.Launch(_folder, port);

        Assert.Equal(1, await host.ExitCode());
        var loud = Assert.Single(host.Output.Split('\n'), line => !line.Contains("\"level\":\"info\"", StringComparison.Ordinal) && !line.Contains("\"level\":\"warning\"", StringComparison.Ordinal) && line.Length > 0);
        Assert.Contains($"127.0.0.1:{port}: address already in use. End what listens there", loud, StringComparison.Ordinal);
        Assert.DoesNotContain("\"exception\"", loud, StringComparison.Ordinal);
        Assert.Empty(ProgramsThatName(ServerFolder));
        Assert.False(File.Exists(Path.Combine(ServerFolder, "db", "postmaster.pid")));
        using var next = await HostProcess.Launch(_folder, HostProcess.FreePort()).Ready();
    }

    [Fact]
    public async Task A_stop_while_the_database_files_are_being_made_leaves_nothing_running()
    {
        var programs = Directory.CreateDirectory(Path.Combine(_folder, "slow")).FullName;
        foreach (var (name, script) in new[] { ("postgres", "echo 'postgres (PostgreSQL) 15.0'"), ("initdb", "sleep 120; exit") })
        {
            await File.WriteAllTextAsync(Path.Combine(programs, name), $"#!/bin/sh\n{script}\n", _cancel);
            File.SetUnixFileMode(Path.Combine(programs, name), (UnixFileMode)0b111_101_101);
        }

        using var host = HostProcess.Launch(_folder, HostProcess.FreePort(), new Dictionary<string, string>(StringComparer.Ordinal) { ["ASHLAR_POSTGRES_BIN"] = programs });
        var waited = Stopwatch.StartNew();
        while (!ProgramsThatName(_folder).Any(line => line.Contains("initdb", StringComparison.Ordinal)) && waited.Elapsed < TimeSpan.FromSeconds(20))
            await Task.Delay(20, _cancel);
        host.Signal("TERM");

        Assert.Equal(0, await host.ExitCode());
        Assert.Empty(ProgramsThatName(_folder));
    }

    [Fact]
    public async Task A_database_out_of_reach_ends_the_start_with_code_1_and_says_so()
    {
        using var host = HostProcess.Launch(_folder, HostProcess.FreePort(), new Dictionary<string, string>(StringComparer.Ordinal) { ["ASHLAR_DATABASE"] = "Host=127.0.0.1;Port=1;Username=x;Database=x" });

        Assert.Equal(1, await host.ExitCode());
        Assert.Contains("ASHLAR_DATABASE names does not answer", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_hosts_with_their_own_folders_run_side_by_side()
    {
        using var first = await HostProcess.Launch(Path.Combine(_folder, "a"), HostProcess.FreePort()).Ready();
        using var second = await HostProcess.Launch(Path.Combine(_folder, "b"), HostProcess.FreePort()).Ready();

        using var client = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(first.Address, "/health/ready"))).StatusCode);
    }

    private static async Task<bool> IsLive(HttpClient client)
    {
        try
        {
            return (await client.GetAsync("/health/live")).StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private string ServerFolder => new DirectoryInfo(Path.Combine(_folder, "pg")).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Path.Combine(_folder, "pg");

    private async Task<NpgsqlConnection> Connect()
    {
        var socket = (await File.ReadAllLinesAsync(Path.Combine(ServerFolder, "db", "postmaster.pid"), _cancel))[4];
        var connection = new NpgsqlConnection($"Host={socket};Username=ashlar;Database=ashlar;Pooling=false");
        await connection.OpenAsync(_cancel);
        return connection;
    }

    private async Task Execute(string sql)
    {
        await using var connection = await Connect();
        await connection.Execute(sql, _cancel);
    }

    private async Task<string?> Scalar(string sql)
    {
        await using var connection = await Connect();
        return await connection.Scalar<string>(sql, _cancel);
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private static IEnumerable<string> ProgramsThatName(string folder)
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
        {
            var line = "";
            try
            {
                line = File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ');
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }

            if (line.Contains(folder, StringComparison.Ordinal))
                yield return line;
        }
    }
}
