using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Ashlar.Core.Lifecycle;

namespace Ashlar.Core.Storage;

/// <summary>Where a migration runs: once in the main database, once in every database, or in every schema that holds tenants.</summary>
internal enum MigrationScope { Control, Database, Module }

/// <summary>One numbered SQL file. It never changes once it has run anywhere.</summary>
internal sealed partial record MigrationFile(MigrationScope Scope, string Module, int Number, string Name, string Sql)
{
    public const string Core = "core";

    public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    /// <summary>Files of one sequence run in order. The core gives each of its folders a hundred numbers.</summary>
    public string Sequence => Module == Core ? $"core {Number / 100}" : Module;

    /// <summary>The core's files, those of both scopes in one order by number.</summary>
    public static IReadOnlyList<MigrationFile> OfCore(Assembly assembly) => Read(assembly, CoreName(), match =>
        (match.Groups["scope"].Value == "control" ? MigrationScope.Control : MigrationScope.Database, Core));

    public static IReadOnlyList<MigrationFile> OfModule(string module, Assembly assembly)
    {
        var files = Read(assembly, ModuleName(), _ => (MigrationScope.Module, module));
        for (var i = 0; i < files.Count; i++)
        {
            if (files[i].Number != i + 1)
                throw new StartException($"The migrations of module {module} must be numbered 0001, 0002 and so on without a gap: {i + 1:0000} is missing or {files[i].Name} has a number twice.");
        }

        return files;
    }

    private static IReadOnlyList<MigrationFile> Read(Assembly assembly, Regex pattern, Func<Match, (MigrationScope, string)> place) =>
        [.. assembly.GetManifestResourceNames()
            .Select(name => pattern.Match(name))
            .Where(match => match.Success)
            .Select(match =>
            {
                var (scope, module) = place(match);
                return new MigrationFile(scope, module, int.Parse(match.Groups["number"].Value), match.Groups["name"].Value, Text(assembly, match.Value));
            })
            .OrderBy(file => file.Number).ThenBy(file => file.Name, StringComparer.Ordinal)];

    private static string Text(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex(@"^(?<name>(?<scope>control|database)_(?<number>\d{4})_\w+)\.sql$")]
    private static partial Regex CoreName();

    [GeneratedRegex(@"^(?<name>(?<number>\d{4})_\w+)\.sql$")]
    private static partial Regex ModuleName();
}
