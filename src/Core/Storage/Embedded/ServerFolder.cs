using System.Security.Cryptography;
using System.Text;
using Ashlar.Contract.Values;
using Ashlar.Core.Lifecycle;

namespace Ashlar.Core.Storage.Embedded;

/// <summary>The folder of the embedded server: <c>db</c> holds the cluster, <c>run</c> the socket. Nobody but the server's user may enter.</summary>
internal sealed record ServerFolder(string Root, string Socket)
{
    // sun_path holds 108 bytes with its closing zero; the server appends this name.
    private const int LongestSocketPath = 107;
    private const string SocketName = "/.s.PGSQL.5432";

    public string Cluster => Path.Combine(Root, "db");
    public string Log => Path.Combine(Root, "server.log");

    public int? MadeBy => File.Exists(Path.Combine(Cluster, "PG_VERSION")) ? int.Parse(File.ReadAllText(Path.Combine(Cluster, "PG_VERSION"))) : null;

    public static async Task<ServerFolder> Prepare(string dataFolder, ServerUser user, CancellationToken cancel)
    {
        var root = Path.Combine(dataFolder, "pg");
        if (!Directory.Exists(root))
            await Create(root, user, cancel);
        root = new DirectoryInfo(root).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? root;
        var socket = Path.Combine(root, "run");
        if (Encoding.UTF8.GetByteCount(socket + SocketName) > LongestSocketPath)
            socket = "/tmp/ashlar-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(root)))[..16];
        await CreateSocketFolder(socket, user, cancel);
        return new ServerFolder(root, socket);
    }

    private static async Task Create(string root, ServerUser user, CancellationToken cancel)
    {
        if (user.CanReach(root))
        {
            await CreatePrivate(root, user, cancel);
            return;
        }

        // Below /root, for example, the unprivileged user cannot reach the folder: it lives elsewhere and a link stands in its place.
        var reachable = $"/var/lib/ashlar/{Ids.New():n}";
        Directory.CreateDirectory("/var/lib/ashlar");
        await CreatePrivate(reachable, user, cancel);
        File.CreateSymbolicLink(root, reachable);
    }

    private static async Task CreatePrivate(string folder, ServerUser user, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (user.Switch && await Programs.Run("chown", [$"{user.Id}:{user.Group}", folder], cancel) is { ExitCode: not 0 } failed)
            throw new StartException($"The folder {folder} cannot be given to the user that runs the database: {failed.Output.Trim()}");
    }

    private static async Task CreateSocketFolder(string folder, ServerUser user, CancellationToken cancel)
    {
        if (!Directory.Exists(folder) && await user.Run(cancel, "mkdir", "-m", "0700", folder) is { ExitCode: not 0 } failed)
            throw new StartException($"The folder {folder} for the database socket cannot be made: {failed.Output.Trim()}");
        // Somebody else's folder under /tmp would let that somebody pose as the database.
        var found = (await Programs.Run("stat", ["-c", "%u %a %F", folder], cancel)).Output.Trim();
        if (found != $"{user.Id} 700 directory")
            throw new StartException($"The folder {folder} for the database socket must be a private folder of user {user.Id}, but it is '{found}'. Remove it and start again.");
    }
}
