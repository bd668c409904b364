using Ashlar.Core.Lifecycle;

namespace Ashlar.Core.Storage.Embedded;

/// <summary>Who runs the server: the host's own user, or an unprivileged one when the host is root, since PostgreSQL refuses root.</summary>
internal sealed record ServerUser(int Id, int Group, bool Switch)
{
    public static async Task<ServerUser> Current(CancellationToken cancel)
    {
        if (!Environment.IsPrivilegedProcess)
            return new ServerUser(int.Parse((await Programs.Run("id", ["-u"], cancel)).Output), int.Parse((await Programs.Run("id", ["-g"], cancel)).Output), Switch: false);
        var accounts = (await File.ReadAllLinesAsync("/etc/passwd", cancel)).Select(line => line.Split(':')).Where(parts => parts.Length > 3).ToList();
        var account = accounts.Find(parts => parts[0] == "postgres") ?? accounts.Find(parts => parts[0] == "nobody")
            ?? throw new StartException("The host runs as root and there is neither a user postgres nor nobody to run the database. Start it as another user.");
        return new ServerUser(int.Parse(account[2]), int.Parse(account[3]), Switch: true);
    }

    /// <summary>The command line that runs the program as this user.</summary>
    public IReadOnlyList<string> Command(params IReadOnlyList<string> command) => Switch
        ? ["setpriv", $"--reuid={Id}", $"--regid={Group}", "--clear-groups", .. command]
        : command;

    public Task<(int ExitCode, string Output)> Run(CancellationToken cancel, params IReadOnlyList<string> command)
    {
        var line = Command(command);
        return Programs.Run(line[0], line.Skip(1), cancel);
    }

    /// <summary>Whether this user can enter every folder above the path.</summary>
    public bool CanReach(string path)
    {
        if (!Switch)
            return true;
        for (var folder = Path.GetDirectoryName(path); !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
        {
            if (!File.GetUnixFileMode(folder).HasFlag(UnixFileMode.OtherExecute))
                return false;
        }

        return true;
    }
}
