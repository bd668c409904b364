using System.Security.Cryptography;
using Ashlar.Core.Lifecycle;

namespace Ashlar.Core.Protection.Keys;

/// <summary>
/// Root keys as text: 32 bytes in base64, the current one first and earlier ones after it, separated by lines or commas. They come from
/// <c>ASHLAR_ROOT_KEY</c> or from the file <c>keys/root.key</c> in the data folder, which only its owner may read.
/// </summary>
internal static class RootKeyFile
{
    public const string Variable = "ASHLAR_ROOT_KEY";

    public static string PathIn(string dataFolder) => Path.Combine(dataFolder, "keys", "root.key");

    public static RootKeys Parse(string text, string kind, string source)
    {
        var keys = text.Split(['\n', '\r', ',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Decode).ToList();
        return keys is [var current, .. var earlier]
            ? new RootKeys(current, [.. earlier])
            : throw new StartException($"{source} holds no root key. It is 32 bytes in base64, for example from: openssl rand -base64 32");

        IRootKey Decode(string line)
        {
            var bytes = new byte[64];
            return Convert.TryFromBase64String(line, bytes, out var written) && written == 32
                ? new LocalRootKey(bytes[..32], kind)
                : throw new StartException($"{source} must hold 32 bytes in base64 per key, for example from: openssl rand -base64 32");
        }
    }

    /// <summary>Null when there is no such file.</summary>
    public static RootKeys? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != UnixFileMode.None)
            throw new StartException($"Others may read {path}, which opens everything that is encrypted. Run: chmod 600 {path}");
        return Parse(File.ReadAllText(path), "file", path);
    }

    /// <summary>Written whole under another name first: of two hosts starting at once one file wins and both read it.</summary>
    public static void Create(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        var draft = Path.Combine(folder, Path.GetRandomFileName());
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(path: draft, options))
            writer.WriteLine(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }
}
