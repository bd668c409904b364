using Ashlar.Core.Lifecycle;

namespace Ashlar.Core.Storage.Embedded;

/// <summary>
/// Deals with what a killed host left behind. The caller holds the lock of the data folder, so a server that still runs there is an orphan.
/// </summary>
internal static class PidFile
{
    private const int StatusLine = 7;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <summary>Whether the server takes connections, as its own file says; asking it earlier would only fill its log.</summary>
    public static bool SaysReady(ServerFolder folder)
    {
        try
        {
            return File.ReadLines(PathIn(folder)).ElementAtOrDefault(StatusLine)?.Trim() is "ready" or "standby";
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public static async Task Clear(ServerFolder folder, ServerUser user, ILogger log, TimeProvider time, CancellationToken cancel)
    {
        var path = PathIn(folder);
        if (!File.Exists(path))
            return;
        if (Server(path, folder) is not { } pid)
        {
            // The number may belong to another program by now, which would make PostgreSQL refuse to start.
            log.LogWarning("The last stop was not clean: removing {File} of a database server that no longer runs", path);
            File.Delete(path);
            return;
        }

        log.LogWarning("A database server (process {Pid}) left by a killed host still runs; stopping it", pid);
        await user.Run(cancel, "kill", "-INT", $"{pid}");
        var started = time.GetTimestamp();
        while (File.Exists(path) && Server(path, folder) is not null)
        {
            if (time.GetElapsedTime(started) > _patience)
                throw new StartException($"A database server (process {pid}) left by a killed host does not stop. Stop it with: kill -QUIT {pid}");
            await Task.Delay(20, cancel);
        }
    }

    private static string PathIn(ServerFolder folder) => Path.Combine(folder.Cluster, "postmaster.pid");

    /// <summary>The running server of this very folder, or null when the file is stale.</summary>
    private static int? Server(string path, ServerFolder folder)
    {
        try
        {
            if (!int.TryParse(File.ReadLines(path).FirstOrDefault(), out var pid))
                return null;
            var workingFolder = new DirectoryInfo($"/proc/{pid}/cwd").ResolveLinkTarget(returnFinalTarget: false)?.FullName;
            return workingFolder == folder.Cluster && File.ReadAllText($"/proc/{pid}/comm").StartsWith("postgres", StringComparison.Ordinal) ? pid : null;
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }
}
