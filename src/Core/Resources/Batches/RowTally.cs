using System.Text.Json.Nodes;

namespace Ashlar.Core.Resources.Batches;

/// <summary>How many rows ended how, and what there is to say about single ones.</summary>
internal sealed class RowTally
{
    public const string Failed = "failed";

    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly List<JsonNode> _details = [];

    /// <summary>Details left out because there were too many.</summary>
    public int Omitted { get; private set; }

    public IReadOnlyList<JsonNode> Details => _details;

    public int this[string outcome] => _counts.GetValueOrDefault(outcome);

    public void Count(string outcome) => _counts[outcome] = this[outcome] + 1;

    public void Say(JsonNode detail, int atMost = int.MaxValue)
    {
        if (_details.Count < atMost)
            _details.Add(detail);
        else
            Omitted++;
    }

    public void Merge(RowTally other, int atMost = int.MaxValue)
    {
        foreach (var (outcome, count) in other._counts)
            _counts[outcome] = this[outcome] + count;
        foreach (var detail in other._details)
            Say(detail, atMost);
        Omitted += other.Omitted;
    }

    public JsonObject ToJson() => new()
    {
        ["counts"] = new JsonObject(_counts.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        ["details"] = new JsonArray([.. _details.Select(detail => detail.DeepClone())]),
        ["omitted"] = Omitted,
    };

    public static RowTally FromJson(string text)
    {
        var json = JsonNode.Parse(text)!;
        var tally = new RowTally { Omitted = (int)json["omitted"]! };
        foreach (var (outcome, count) in json["counts"]!.AsObject())
            tally._counts[outcome] = (int)count!;
        foreach (var detail in json["details"]!.AsArray())
            tally._details.Add(detail!.DeepClone());
        return tally;
    }
}
