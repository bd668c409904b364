using System.Diagnostics;
using Ashlar.Core.Lifecycle;
using Npgsql;

namespace Ashlar.Core.Storage.Embedded;

/// <summary>A private PostgreSQL server in the data folder, reached through a Unix socket only, that lives and dies with the host.</summary>
internal sealed class EmbeddedServer(StorageOptions options, TimeProvider time, ILogger<EmbeddedServer> log) : IAsyncDisposable
{
    // The shell holds the server on a leash: however the host ends, its end of the pipe closes and the server stops in fast mode.
    private const string Leash = """
        exec 3<&0; log=$1; shift
        "$@" </dev/null >>"$log" 2>&1 3<&- & server=$!
        (cat <&3 >/dev/null 2>&1; kill -INT $server) >/dev/null 2>&1 & exec 3<&-
        wait $server
        """;

    private readonly CancellationTokenSource _stopping = new();
    private FolderLock? _lock;
    private Process? _process;
    private Task _starting = Task.CompletedTask;
    private Task _watch = Task.CompletedTask;

    /// <summary>Starts the server, making the folder and the database first when they are new, and says how its owner connects.</summary>
    public Task<string> Start(CancellationToken cancel) => Start(null, cancel);

    /// <summary>Makes the folder from a copy instead, and replays a log; afterwards the server runs like any other. What does not succeed leaves no folder behind.</summary>
    public Task<string> Recover(Recovery recovery, CancellationToken cancel) => Start(recovery, cancel);

    private async Task<string> Start(Recovery? recovery, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, _stopping.Token);
        var starting = StartOrCancel(recovery, either.Token);
        _starting = starting;
        return await starting;
    }

    private async Task<string> StartOrCancel(Recovery? recovery, CancellationToken cancel)
    {
        if (!OperatingSystem.IsLinux())
            throw new StartException("The embedded database runs on Linux only. Point ASHLAR_DATABASE to a PostgreSQL server.");
        Directory.CreateDirectory(options.DataFolder);
        _lock = FolderLock.Take(options.DataFolder);
        var user = await ServerUser.Current(cancel);
        var folder = await ServerFolder.Prepare(options.DataFolder, user, cancel);
        if (recovery is not null)
            return await StartFrom(recovery, folder, user, cancel);
        var binaries = await PostgresBinaries.Find(options.PostgresBin, options.DataFolder, folder.MadeBy, cancel);
        if (folder.MadeBy is null)
            await Cluster.Create(folder, user, binaries, options.Fast, cancel);
        await PidFile.Clear(folder, user, log, time, cancel);

        var owner = OwnerIn(folder);
        Launch(folder, user, binaries);
        await Cluster.WaitUntilReady(owner, folder, _process!, cancel);
        _watch = Watch(owner, folder, user, binaries);
        return owner;
    }

    private async Task<string> StartFrom(Recovery recovery, ServerFolder folder, ServerUser user, CancellationToken cancel)
    {
        if (Directory.Exists(folder.Cluster))
            throw new StartException($"There is an installation in {options.DataFolder} already, and restoring would overwrite it. Restore into an empty data folder (ASHLAR_DATA).");
        var owner = OwnerIn(folder);
        try
        {
            await Cluster.Fill(folder, user, recovery, cancel);
            var binaries = await PostgresBinaries.Find(options.PostgresBin, options.DataFolder, folder.MadeBy, cancel);
            try
            {
                await Replay(recovery.Target);
            }
            catch (StartException ended) when (recovery.Target is not null && recovery.Whole() && ended.Message.Contains(Recovery.EndedBefore, StringComparison.Ordinal))
            {
                // Nothing was changed between the moment and the end of the log: its end is the moment.
                _process!.Dispose();
                await Replay(null);
            }

            Directory.Delete(Recovery.SegmentsIn(folder), recursive: true);
            _watch = Watch(owner, folder, user, binaries);
            return owner;

            async Task Replay(string? target)
            {
                Launch(folder, user, binaries, Recovery.Arguments(folder, target));
                await Cluster.WaitUntilReady(owner, folder, _process!, cancel);
            }
        }
        catch
        {
            _process?.Kill(entireProcessTree: true);
            await (_process?.WaitForExitAsync(CancellationToken.None) ?? Task.CompletedTask);
            Cluster.Remove(folder);
            throw;
        }
    }

    private static string OwnerIn(ServerFolder folder) => new NpgsqlConnectionStringBuilder { Host = folder.Socket, Username = Cluster.Owner, Database = Cluster.Database }.ConnectionString;

    private void Launch(ServerFolder folder, ServerUser user, PostgresBinaries binaries, IEnumerable<string>? more = null)
    {
        if (File.Exists(folder.Log) && new FileInfo(folder.Log).Length > 10_000_000)
            File.Move(folder.Log, folder.Log + ".old", overwrite: true);
        // A session of its own keeps Ctrl-C, meant for the host, away from the server.
        string[] command = ["setsid", .. user.Command(["sh", "-c", Leash, "sh", folder.Log, binaries.Program("postgres"), "-D", folder.Cluster, .. ServerSettings.Arguments(folder, options), .. more ?? []])];
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        _process = Process.Start(start) ?? throw new StartException("The database server did not start.");
    }

    /// <summary>Brings the server back when it dies although the host lives, for example by the hand of the kernel's memory killer.</summary>
    private async Task Watch(string owner, ServerFolder folder, ServerUser user, PostgresBinaries binaries)
    {
        while (true)
        {
            await _process!.WaitForExitAsync(CancellationToken.None);
            if (_stopping.IsCancellationRequested)
                return;
            log.LogError("The database server ended with code {ExitCode}; starting it again", _process.ExitCode);
            try
            {
                await Task.Delay(TimeSpan.FromSeconds(1), _stopping.Token);
                await PidFile.Clear(folder, user, log, time, _stopping.Token);
                _process.Dispose();
                Launch(folder, user, binaries);
                await Cluster.WaitUntilReady(owner, folder, _process, _stopping.Token);
            }
            catch (StartException failure)
            {
                log.LogError("{Message}", failure.Message);
            }
            catch (OperationCanceledException)
            {
                // Stop is waiting for whatever runs now.
            }
        }
    }

    public async Task Stop()
    {
        await _stopping.CancelAsync();
        // A start that is cut short ends the programs it runs, so that nothing writes to the folder after us.
        await _starting.ContinueWith(static _ => { }, TaskScheduler.Default);
        if (_process is { HasExited: false } running)
        {
            running.StandardInput.Close();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20), time);
            try
            {
                await running.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                log.LogError("The database server did not stop in 20 seconds; it will recover at the next start");
                running.Kill(entireProcessTree: true);
            }
        }

        await _watch;
        _lock?.Dispose();
        _lock = null;
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        _process?.Dispose();
        _stopping.Dispose();
    }
}
