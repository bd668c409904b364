using Ashlar.TestKit;

namespace Ashlar.System.Tests.Attacks.Surface;

/// <summary>The published JSON parsing suite, read where it lies; empty where it is absent, and then our own broken bodies are the corpus.</summary>
internal static class JsonVectors
{
    /// <summary>Larger than any route takes, which is another test.</summary>
    private const int Largest = 300_000;

    public static IReadOnlyList<(string Name, byte[] Body)> All()
    {
        var folder = Path.Combine(Environment.GetEnvironmentVariable("ASHLAR_VECTORS") ?? Path.Combine(Path.GetDirectoryName(Folders.Repository)!, "shared", "vectors"), "json-parsing", "test_parsing");
        if (Directory.Exists(folder))
            return [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Where(file => new FileInfo(file).Length < Largest).Select(file => (Path.GetFileName(file), File.ReadAllBytes(file)))];
        TestContext.Current.SendDiagnosticMessage($"The published JSON vectors are absent from {folder}; the built-in corpus is used.");
        return [];
    }
}
