using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Core.Http;
using Ashlar.Core.Resources.Files;

namespace Ashlar.Core.Resources.Batches;

/// <summary>How a file is to be imported.</summary>
/// <param name="Mapping">Column of the file → field; null to go by the names.</param>
/// <param name="DryRun">Only tell what would happen.</param>
/// <param name="Upsert">The unique field by which rows that exist are updated.</param>
/// <param name="Nulls">Texts that mean an empty value.</param>
internal sealed record ImportOptions(IReadOnlyDictionary<string, string>? Mapping, bool DryRun, string? Upsert, IReadOnlyList<string> Nulls)
{
    private static readonly string[] _known = ["mapping", "dry_run", "upsert", "nulls"];

    public static Result<ImportOptions> Read(IReadOnlyDictionary<string, string> parameters)
    {
        if (parameters.Keys.FirstOrDefault(name => !_known.Contains(name)) is { } unknown)
            return CoreErrors.Validation(unknown, $"There is no parameter '{unknown}'; an import has {string.Join(", ", _known)}.", "unknown_parameter");
        var dryRun = parameters.GetValueOrDefault("dry_run") ?? "";
        if (dryRun is not ("" or "true" or "false" or "1" or "0"))
            return CoreErrors.Validation("dry_run", "dry_run is true or false.");
        var mapping = ReadMapping(parameters.GetValueOrDefault("mapping"));
        if (!mapping.Succeeded)
            return mapping.Error;
        var nulls = parameters.TryGetValue("nulls", out var texts) ? texts.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : CellText.Nulls;
        return new ImportOptions(mapping.Value, dryRun is "true" or "1", parameters.GetValueOrDefault("upsert") is { Length: > 0 } upsert ? upsert : null, nulls);
    }

    private static Result<Dictionary<string, string>?> ReadMapping(string? json)
    {
        if (string.IsNullOrWhiteSpace(json))
            return (Dictionary<string, string>?)null;
        try
        {
            var mapping = JsonSerializer.Deserialize<Dictionary<string, string?>>(json, JsonSettings.Options) ?? [];
            return mapping.Where(pair => !string.IsNullOrEmpty(pair.Value)).ToDictionary(pair => pair.Key, pair => pair.Value!, StringComparer.Ordinal);
        }
        catch (JsonException)
        {
            return CoreErrors.Validation("mapping", "The mapping is a JSON object such as {\"Company\":\"name\"}.");
        }
    }
}
