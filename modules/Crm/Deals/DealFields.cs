namespace Ashlar.Crm.Deals;

/// <summary>The fields a stage can ask for, and whether a deal has them.</summary>
internal static class DealFields
{
    private const string CustomPrefix = "custom.";

    private static readonly Dictionary<string, Func<Deal, bool>> _filled = new(StringComparer.Ordinal)
    {
        ["account_id"] = deal => deal.AccountId is not null,
        ["contact_id"] = deal => deal.ContactId is not null,
        ["value"] = deal => deal.Value is not null,
        ["expected_close"] = deal => deal.ExpectedClose is not null,
        ["owner_id"] = deal => deal.OwnerId is not null,
        ["tags"] = deal => deal.Tags is { Length: > 0 },
        ["notes"] = deal => !string.IsNullOrWhiteSpace(deal.Notes),
    };

    public static IEnumerable<string> Names => _filled.Keys;

    public static bool CanBeAskedFor(string field) => _filled.ContainsKey(field) || (field.StartsWith(CustomPrefix, StringComparison.Ordinal) && field.Length > CustomPrefix.Length);

    public static IReadOnlyList<string> Missing(Deal deal, IEnumerable<string>? asked) => [.. (asked ?? []).Where(field => !Has(deal, field))];

    public static string Label(string field)
    {
        var name = field.StartsWith(CustomPrefix, StringComparison.Ordinal) ? field[CustomPrefix.Length..] : field;
        return (name.EndsWith("_id", StringComparison.Ordinal) ? name[..^3] : name).Replace('_', ' ');
    }

    private static bool Has(Deal deal, string field) => _filled.TryGetValue(field, out var filled)
        ? filled(deal)
        : deal.Custom?[field[CustomPrefix.Length..]] is { } value && value.ToString().Length > 0;
}
