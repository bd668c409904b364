using System.Reflection;

namespace Ashlar.TestKit;

/// <summary>Where things are on disk while tests run.</summary>
public static class Folders
{
    /// <summary>The root of the repository.</summary>
    public static string Repository { get; } = Find();

    public static string Artifacts => Path.Combine(Repository, "artifacts");

    /// <summary>The built program of the host, in the configuration the tests were built in.</summary>
    public static string HostProgram => Path.Combine(Artifacts, "bin", "Host", Configuration, "Ashlar.Host");

    private static string Configuration => typeof(Folders).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration.ToLowerInvariant() ?? "debug";

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Ashlar.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        return folder;
    }
}
