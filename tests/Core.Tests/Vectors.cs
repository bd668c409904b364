using System.Text.Json;

namespace Ashlar.Core.Tests;

/// <summary>Published test vectors, read where they lie. The environment names the folder; without it the tests say so and are skipped.</summary>
internal static class Vectors
{
    private const string Variable = "ASHLAR_VECTORS";

    public static string File(string path)
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(folder), $"Published vectors are absent: set {Variable} to their folder.");
        var full = Path.Combine(folder!, path);
        Assert.SkipUnless(System.IO.File.Exists(full), $"{path} is absent from {Variable}.");
        return full;
    }

    public static JsonElement Json(string path)
    {
        using var document = JsonDocument.Parse(System.IO.File.ReadAllText(File(path)));
        return document.RootElement.Clone();
    }
}
