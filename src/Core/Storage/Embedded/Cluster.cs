using System.Diagnostics;
using System.Net.Sockets;
using Ashlar.Core.Lifecycle;
using Npgsql;

namespace Ashlar.Core.Storage.Embedded;

/// <summary>Makes the files of a new server, and waits for a starting one.</summary>
internal static class Cluster
{
    public const string Owner = "ashlar";
    public const string Database = "ashlar";

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _longPause = TimeSpan.FromMilliseconds(250);

    /// <summary>What the server's log says of every attempt to connect too early.</summary>
    private const string TooEarly = "FATAL:  the database system is ";

    public static async Task Create(ServerFolder folder, ServerUser user, PostgresBinaries binaries, bool fast, CancellationToken cancel)
    {
        var unfinished = folder.Cluster + ".new";
        // People's order of letters where the build knows it; every build knows the plain one.
        string[][] orders = [["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=und"], ["--locale=C.UTF-8"], ["--locale=C"]];
        var output = "";
        foreach (var order in orders)
        {
            if (Directory.Exists(unfinished))
                Directory.Delete(unfinished, recursive: true);
            (var exitCode, output) = await user.Run(cancel, [binaries.Program("initdb"), "-D", unfinished, "-U", Owner, "-A", "trust", "-E", "UTF8", .. order, .. fast ? ["--no-sync"] : Array.Empty<string>()]);
            if (exitCode == 0)
            {
                Directory.Move(unfinished, folder.Cluster);
                return;
            }
        }

        throw new StartException($"The database files cannot be made in {folder.Root}: {output.Trim()}");
    }

    /// <summary>Makes the files from a copy, with the log that the server is to replay beside them.</summary>
    public static async Task Fill(ServerFolder folder, ServerUser user, Recovery recovery, CancellationToken cancel)
    {
        var (unfinished, segments) = (folder.Cluster + ".new", Recovery.SegmentsIn(folder));
        foreach (var made in new[] { unfinished, segments })
        {
            if (Directory.Exists(made))
                Directory.Delete(made, recursive: true);
            Directory.CreateDirectory(made, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        await recovery.Fill(unfinished, segments);
        await File.WriteAllTextAsync(Path.Combine(unfinished, Recovery.Signal), "", cancel);
        if (user.Switch && await Programs.Run("chown", ["-R", $"{user.Id}:{user.Group}", unfinished, segments], cancel) is { ExitCode: not 0 } failed)
            throw new StartException($"The folder {unfinished} cannot be given to the user that runs the database: {failed.Output.Trim()}");
        Directory.Move(unfinished, folder.Cluster);
    }

    /// <summary>Removes what a recovery made that did not come to its end.</summary>
    public static void Remove(ServerFolder folder)
    {
        foreach (var made in new[] { folder.Cluster, folder.Cluster + ".new", Recovery.SegmentsIn(folder) })
        {
            if (Directory.Exists(made))
                Directory.Delete(made, recursive: true);
        }
    }

    public static async Task WaitUntilReady(string owner, ServerFolder folder, Process process, CancellationToken cancel)
    {
        var (connection, attempts) = (new NpgsqlConnectionStringBuilder(owner) { Pooling = false }, 0);
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            if (process.HasExited)
                throw new StartException($"The database server does not start. Its log {folder.Log} ends with:\n{Tail(folder.Log)}");
            if (!PidFile.SaysReady(folder))
            {
                await Pause();
                continue;
            }

            try
            {
                await using var attempt = new NpgsqlConnection(connection.ConnectionString);
                await attempt.OpenAsync(cancel);
                return;
            }
            catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.InvalidCatalogName)
            {
                await CreateDatabase(connection, cancel);
            }
            catch (NpgsqlException starting) when (starting is PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow } || starting.InnerException is SocketException or IOException)
            {
                await Pause();
            }
        }

        // One that replays a long log is not asked hundreds of times.
        Task Pause() => Task.Delay(++attempts < 100 ? _pause : _longPause, cancel);
    }

    private static async Task CreateDatabase(NpgsqlConnectionStringBuilder owner, CancellationToken cancel)
    {
        await using var maintenance = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(owner.ConnectionString) { Database = "postgres" }.ConnectionString);
        await maintenance.OpenAsync(cancel);
        await using var create = new NpgsqlCommand($"CREATE DATABASE {Database}", maintenance);
        await create.ExecuteNonQueryAsync(cancel);
    }

    private static string Tail(string log) => File.Exists(log) ? string.Join('\n', File.ReadLines(log).Where(line => !line.Contains(TooEarly, StringComparison.Ordinal)).TakeLast(10)) : "(empty)";
}
