using System.Text.Json;
using Ashlar.TestKit;

namespace Ashlar.Core.Tests;

/// <summary>Published test vectors, read where they lie: in the folder the environment names, or in shared/vectors beside the repository. Without them the tests say so and are skipped.</summary>
internal static class Vectors
{
    private const string Variable = "ASHLAR_VECTORS";

    public static string File(string path)
    {
        var folder = Environment.GetEnvironmentVariable(Variable) ?? Path.Combine(Path.GetDirectoryName(Folders.Repository)!, "shared", "vectors");
        Assert.SkipUnless(Directory.Exists(folder), $"Published vectors are absent: set {Variable} to their folder.");
        var full = Path.Combine(folder, path);
        Assert.SkipUnless(System.IO.File.Exists(full), $"{path} is absent from {folder}.");
        return full;
    }

    public static JsonElement Json(string path)
    {
        using var document = JsonDocument.Parse(System.IO.File.ReadAllText(File(path)));
        return document.RootElement.Clone();
    }
}
