using System.Globalization;
using System.Text.Json;
using Ashlar.Contract.Values;

namespace Ashlar.Core.Modules.Manifests;

/// <summary>Reads the plans of a manifest; they may name only features and limits that the manifest declares.</summary>
internal static class ManifestPlans
{
    public static List<ModulePlan> Read(ManifestNode root, List<ManifestEntry> features, List<ManifestEntry> limits)
    {
        var plans = new List<ModulePlan>();
        foreach (var node in root.List("plans"))
        {
            if (!node.IsObjectOf("id", "name", "price", "features", "limits"))
                continue;

            var id = node.RequiredText("id");
            if (plans.Any(plan => plan.Id == id))
                node.Wrong("id", $"'{id}' stands here twice.");
            foreach (var feature in node.List("features").Where(feature => feature.AsText() is { } name && features.All(known => known.Id != name)))
                feature.Wrong($"'{feature.AsText()}' is not one of the features of this manifest.");

            plans.Add(new ModulePlan(id, node.RequiredText("name"), Price(node), node.Texts("features"), PlanLimits(node, limits)));
        }

        return plans;
    }

    private static Dictionary<string, long> PlanLimits(ManifestNode plan, List<ManifestEntry> limits)
    {
        var values = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, node) in plan.Map("limits"))
        {
            if (limits.All(known => known.Id != name))
                node.Wrong($"'{name}' is not one of the limits of this manifest.");
            else if (node.Json.ValueKind != JsonValueKind.Number || !node.Json.TryGetInt64(out var value) || value < 0)
                node.Wrong("Must be a whole number, 0 or more.");
            else
                values[name] = value;
        }

        return values;
    }

    private static Money? Price(ManifestNode plan)
    {
        if (plan.Member("price") is not { } node || !node.IsObjectOf("amount", "currency"))
            return null;

        var currency = node.RequiredText("currency");
        if (!Money.IsCurrency(currency))
            node.Wrong("currency", "Must be an ISO 4217 code such as EUR.");
        else if (decimal.TryParse(node.RequiredText("amount"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
            return new Money(amount, currency);
        else
            node.Wrong("amount", "Must be a decimal number in quotes, such as \"12.50\".");
        return null;
    }
}
