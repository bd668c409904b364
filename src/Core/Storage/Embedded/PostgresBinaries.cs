using System.Text.RegularExpressions;
using Ashlar.Core.Lifecycle;

namespace Ashlar.Core.Storage.Embedded;

/// <summary>The PostgreSQL programs found on this machine.</summary>
internal sealed partial record PostgresBinaries(string Folder, int Major)
{
    public const int Oldest = 15;

    public string Program(string name) => Path.Combine(Folder, name);

    /// <summary>The programs that can serve a folder made by the given major version, or the newest for a new folder.</summary>
    public static async Task<PostgresBinaries> Find(string? preferred, string dataFolder, int? madeBy, CancellationToken cancel)
    {
        var found = new List<PostgresBinaries>();
        foreach (var folder in Candidates(preferred).Distinct(StringComparer.Ordinal))
        {
            if (await Version(folder, cancel) is { } major)
                found.Add(new PostgresBinaries(folder, major));
        }

        if (madeBy is { } wanted)
        {
            return found.Find(item => item.Major == wanted) ?? throw new StartException(found.Count == 0
                ? NoneFound
                : $"The data folder {dataFolder} was made by PostgreSQL {wanted}, but this machine has {string.Join(", ", found.Select(item => item.Major))}. Install postgresql-{wanted}, or restore a backup into a new folder.");
        }

        var usable = found.Where(item => item.Major >= Oldest).ToList();
        return usable.Find(item => item.Folder == preferred) ?? usable.MaxBy(item => item.Major) ?? throw new StartException(NoneFound);
    }

    private const string NoneFound = "No PostgreSQL 15 or later is installed. Run ./ashlar up, which installs one, or install the package postgresql, or point ASHLAR_DATABASE to a server.";

    private static IEnumerable<string> Candidates(string? preferred)
    {
        if (preferred is not null)
            yield return preferred;
        if (Directory.Exists("/usr/lib/postgresql"))
        {
            foreach (var version in Directory.GetDirectories("/usr/lib/postgresql"))
                yield return Path.Combine(version, "bin");
        }

        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            yield return folder;
    }

    private static async Task<int?> Version(string folder, CancellationToken cancel)
    {
        if (!File.Exists(Path.Combine(folder, "postgres")) || !File.Exists(Path.Combine(folder, "initdb")))
            return null;
        var (exitCode, output) = await Programs.Run(Path.Combine(folder, "postgres"), ["--version"], cancel);
        var match = MajorVersion().Match(output);
        return exitCode == 0 && match.Success ? int.Parse(match.Groups[1].Value) : null;
    }

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex MajorVersion();
}
