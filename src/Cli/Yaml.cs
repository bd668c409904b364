using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Serialization;

namespace Ashlar.Cli;

/// <summary>JSON as YAML.</summary>
internal static class Yaml
{
    private static readonly ISerializer _serializer = new SerializerBuilder().WithQuotingNecessaryStrings().Build();

    public static string Of(JsonNode node) => _serializer.Serialize(Plain(node)!);

    private static object? Plain(JsonNode? node) => node switch
    {
        null => null,
        JsonObject json => json.ToDictionary(pair => pair.Key, pair => Plain(pair.Value), StringComparer.Ordinal),
        JsonArray list => list.Select(Plain).ToList(),
        _ => node.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number => (decimal)node,
            _ => (string?)node,
        },
    };
}
