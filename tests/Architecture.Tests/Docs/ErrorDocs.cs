using System.Text;
using System.Text.RegularExpressions;
using Ashlar.Core.Http;
using Ashlar.TestKit;

namespace Ashlar.Architecture.Tests.Docs;

/// <summary>docs/errors.md: every code the product can answer with.</summary>
public sealed partial class ErrorDocs
{
    private static readonly IReadOnlyList<CataloguedError> _errors =
        ErrorCatalogue.Of([typeof(ErrorCatalogue).Assembly, .. Host.Modules.All.Select(module => module.Module.GetType().Assembly)]);

    [Fact]
    public void A_code_means_one_status() =>
        Assert.Empty(_errors.GroupBy(error => error.Code).Where(group => group.Select(error => error.Status).Distinct().Count() > 1).Select(group => group.Key));

    [Fact]
    public void A_code_has_one_meaning_in_its_class() =>
        Assert.Empty(_errors.GroupBy(error => (error.Code, error.Source)).Where(group => group.Count() > 1).Select(group => group.Key));

    [Fact]
    public void Codes_of_a_module_carry_its_prefix() => Assert.All(Host.Modules.All, module =>
        Assert.All(ErrorCatalogue.Of([module.Module.GetType().Assembly]), error => Assert.StartsWith(module.Id + ".", error.Code, StringComparison.Ordinal)));

    [Fact]
    public void Every_code_in_the_sources_is_declared()
    {
        var known = _errors.Select(error => error.Code).Concat(DetailCodes()).ToHashSet(StringComparer.Ordinal);
        Assert.Equal([], Sources().SelectMany(text => ErrorCode().Matches(text)).Select(match => match.Groups[1].Value).Except(known));
    }

    [Fact]
    public void The_list_of_errors_is_up_to_date() => Snapshot.Matches("docs/errors.md", Render());

    private static string Render()
    {
        var text = new StringBuilder("""
            # Errors

            Generated; change the code and run `./ashlar docs`. Codes are permanent: programs decide by `code`, people read `message`, which may change.
            Values in braces stand for what the message names. A running host serves the same list at `/docs/errors`.

            | code | status | message |
            | --- | --- | --- |

            """);
        foreach (var error in _errors.DistinctBy(error => error.Code))
            text.AppendLine($"| `{error.Code}` | {error.Status} | {error.Message.Replace("|", "\\|", StringComparison.Ordinal)} |");
        text.AppendLine().AppendLine("## Codes of single fields").AppendLine().AppendLine("`details` of a `validation` error name each wrong field with one of these.").AppendLine();
        foreach (var code in DetailCodes())
            text.AppendLine($"- `{code}`");
        return text.ToString();
    }

    private static IEnumerable<string> DetailCodes() => Sources().SelectMany(text => DetailCode().Matches(text)).Select(match => match.Groups[1].Value).Append("invalid").Distinct().Order(StringComparer.Ordinal);

    private static IEnumerable<string> Sources() => new[] { "src/Core", "modules" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Folders.Repository, folder), "*.cs", SearchOption.AllDirectories))
        .Where(file => !file.Contains("/Tests/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(File.ReadAllText);

    /// <summary>The last argument of a detail: a code in quotes after the message.</summary>
    [GeneratedRegex("""(?:FieldError|CoreErrors\.Validation)\([^;\n]*?", "([a-z_]+)"\)""")]
    private static partial Regex DetailCode();

    [GeneratedRegex("""new(?: Error)?\("([a-z_.]+)", ErrorKind\.""")]
    private static partial Regex ErrorCode();
}
