using System.Diagnostics.CodeAnalysis;
using NuGet.Versioning;

namespace Ashlar.Core.Modules.Manifests;

/// <summary>
/// A range of semantic versions as people write it: <c>&gt;=1.2.0 &lt;2.0.0</c>, <c>^1.2.0</c>, <c>~1.2.0</c>, <c>1.2.0</c>, <c>*</c>, alternatives with <c>||</c>.
/// </summary>
internal sealed class SemverRange
{
    private readonly List<List<Predicate<SemanticVersion>>> _alternatives;

    private SemverRange(List<List<Predicate<SemanticVersion>>> alternatives) => _alternatives = alternatives;

    public static bool TryParse(string text, [NotNullWhen(true)] out SemverRange? range)
    {
        range = null;
        var alternatives = new List<List<Predicate<SemanticVersion>>>();
        foreach (var alternative in text.Split("||"))
        {
            var bounds = new List<Predicate<SemanticVersion>>();
            foreach (var word in alternative.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (Bound(word) is not { } bound)
                    return false;
                bounds.Add(bound);
            }

            if (bounds.Count == 0)
                return false;
            alternatives.Add(bounds);
        }

        range = new SemverRange(alternatives);
        return true;
    }

    public bool Contains(SemanticVersion version) => _alternatives.Any(bounds => bounds.TrueForAll(bound => bound(version)));

    private static Predicate<SemanticVersion>? Bound(string word)
    {
        if (word == "*")
            return _ => true;

        var length = word.IndexOfAny([.. "0123456789"]);
        if (length < 0 || !SemanticVersion.TryParse(Completed(word[length..]), out var edge))
            return null;

        return word[..length] switch
        {
            "" or "=" => version => version == edge,
            ">=" => version => version >= edge,
            ">" => version => version > edge,
            "<=" => version => version <= edge,
            "<" => version => version < edge,
            "^" => version => version >= edge && version < NextBreaking(edge),
            "~" => version => version >= edge && version < new SemanticVersion(edge.Major, edge.Minor + 1, 0),
            _ => null,
        };
    }

    private static SemanticVersion NextBreaking(SemanticVersion edge) => edge switch
    {
        { Major: > 0 } => new SemanticVersion(edge.Major + 1, 0, 0),
        { Minor: > 0 } => new SemanticVersion(0, edge.Minor + 1, 0),
        _ => new SemanticVersion(0, 0, edge.Patch + 1),
    };

    private static string Completed(string version) => version.Split('-', '+')[0].Count(c => c == '.') switch
    {
        0 => version + ".0.0",
        1 => version + ".0",
        _ => version,
    };
}
