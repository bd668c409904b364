using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Ashlar.Core.Modules.Manifests;

/// <summary>JSON and YAML as one tree, and <c>${NAME}</c> in texts as the value of the environment.</summary>
internal static partial class ManifestText
{
    private const int MaxLength = 1_000_000;
    private const int MaxNodes = 50_000;

    /// <exception cref="FormatException">The text is neither; the message says where.</exception>
    public static JsonElement Parse(string text)
    {
        if (text.Length > MaxLength)
            throw new FormatException("Is longer than a million characters.");

        try
        {
            return text.TrimStart().StartsWith('{')
                ? JsonElement.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 32 })
                : JsonSerializer.SerializeToElement(FromYaml(text));
        }
        catch (JsonException e)
        {
            throw new FormatException($"Is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.", e);
        }
        catch (YamlException e)
        {
            throw new FormatException($"Is not YAML: line {e.Start.Line}, column {e.Start.Column}: {e.Message}", e);
        }
    }

    /// <summary>The value with each <c>${NAME}</c> replaced; a name that is not set is a mistake.</summary>
    public static JsonElement WithEnvironment(ManifestNode node, Func<string, string?> environment)
    {
        if (!node.IsText)
            return node.Json;

        var replaced = VariablePattern().Replace(node.Json.GetString()!, match =>
        {
            if (environment(match.Groups[1].Value) is { } value)
                return value;

            node.Wrong($"The environment variable {match.Groups[1].Value} is not set.");
            return "";
        });
        return JsonSerializer.SerializeToElement(replaced);
    }

    private static JsonNode? FromYaml(string text)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(text));
        if (yaml.Documents.Count != 1)
            throw new FormatException("Must be one YAML document.");

        var left = MaxNodes;
        return Convert(yaml.Documents[0].RootNode, 0, ref left);
    }

    private static JsonNode? Convert(YamlNode node, int depth, ref int left)
    {
        // Aliases may expand without end.
        if (--left < 0 || depth > 32)
            throw new FormatException("Is nested too deeply or too large.");

        switch (node)
        {
            case YamlMappingNode map:
                var members = new JsonObject();
                foreach (var (key, value) in map.Children)
                    members[key.ToString()] = Convert(value, depth + 1, ref left);
                return members;
            case YamlSequenceNode list:
                var items = new JsonArray();
                foreach (var item in list.Children)
                    items.Add(Convert(item, depth + 1, ref left));
                return items;
            case YamlScalarNode { Style: ScalarStyle.Plain } scalar:
                return Plain(scalar.Value ?? "");
            default:
                return JsonValue.Create(((YamlScalarNode)node).Value);
        }
    }

    private static JsonValue? Plain(string text) => text switch
    {
        "" or "~" or "null" => null,
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonValue.Create(whole),
        _ when decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };

    [GeneratedRegex(@"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")]
    private static partial Regex VariablePattern();
}
