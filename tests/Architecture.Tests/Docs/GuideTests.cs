using System.Text.RegularExpressions;
using Ashlar.TestKit;

namespace Ashlar.Architecture.Tests.Docs;

/// <summary>Blocks of code in the guides are parts of the files they name.</summary>
public sealed partial class GuideTests
{
    public static TheoryData<string> Guides => [.. Directory.EnumerateFiles(Path.Combine(Folders.Repository, "docs", "guides"), "*.md").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Guides))]
    public void Blocks_of_code_are_parts_of_the_files_they_name(string guide)
    {
        var text = File.ReadAllText(Path.Combine(Folders.Repository, "docs", "guides", guide));
        Assert.All(Block().Matches(text), block =>
            Assert.Contains(block.Groups[2].Value.TrimEnd(), File.ReadAllText(Path.Combine(Folders.Repository, block.Groups[1].Value)), StringComparison.Ordinal));
    }

    [GeneratedRegex(@"```\w+ file=(\S+)\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
