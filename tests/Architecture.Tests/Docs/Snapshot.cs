using Ashlar.TestKit;

namespace Ashlar.Architecture.Tests.Docs;

/// <summary>Generated files that are kept in the repository, so that a change of them is seen in review.</summary>
internal static class Snapshot
{
    private const string Update = "./ashlar docs";

    public static void Matches(string path, string content)
    {
        var file = Path.Combine(Folders.Repository, path);
        if (Environment.GetEnvironmentVariable("ASHLAR_UPDATE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, content);
        }

        var kept = File.Exists(file) ? File.ReadAllText(file) : "";
        if (kept == content)
            return;
        var (before, after) = (kept.Split('\n'), content.Split('\n'));
        var line = before.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.Fail($"{path} is not what the product says any more. If the change is meant, run {Update} and commit the file.\nFirst difference in line {line + 1}:\n- {before.ElementAtOrDefault(line)}\n+ {after.ElementAtOrDefault(line)}");
    }
}
