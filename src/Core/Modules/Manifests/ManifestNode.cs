using System.Text.Json;

namespace Ashlar.Core.Modules.Manifests;

/// <summary>One mistake in a manifest and where it stands.</summary>
internal sealed record ManifestError(string Path, string Message);

/// <summary>Walks a manifest and notes every mistake with its path instead of stopping at the first.</summary>
internal sealed class ManifestNode(JsonElement json, string path, List<ManifestError> errors)
{
    public JsonElement Json => json;

    public string Path => path;

    public bool IsText => json.ValueKind == JsonValueKind.String;

    public void Wrong(string message) => errors.Add(new ManifestError(path, message));

    public void Wrong(string member, string message) => errors.Add(new ManifestError($"{path}.{member}", message));

    /// <summary>Notes members that the schema does not know; false when this is no object at all.</summary>
    public bool IsObjectOf(params ReadOnlySpan<string> members)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            Wrong("Must be an object.");
            return false;
        }

        foreach (var member in json.EnumerateObject())
        {
            if (!members.Contains(member.Name))
                Wrong(member.Name, "Is not part of the schema.");
        }

        return true;
    }

    public string Text(string member, string fallback = "") => Member(member) is { } node ? node.AsText() ?? fallback : fallback;

    public string RequiredText(string member)
    {
        if (Member(member) is not { } node)
        {
            Wrong(member, "Is required.");
            return "";
        }

        var text = node.AsText();
        if (text is { Length: 0 })
            node.Wrong("Must not be empty.");
        return text ?? "";
    }

    public string? OptionalText(string member) => Member(member)?.AsText();

    public string? AsText()
    {
        if (IsText)
            return json.GetString();

        Wrong("Must be a text.");
        return null;
    }

    public IReadOnlyList<ManifestNode> List(string member)
    {
        if (Member(member) is not { } node)
            return [];
        if (node.Json.ValueKind == JsonValueKind.Array)
            return [.. node.Json.EnumerateArray().Select((item, index) => new ManifestNode(item, $"{node.Path}[{index}]", errors))];

        node.Wrong("Must be a list.");
        return [];
    }

    public IReadOnlyList<string> Texts(string member) => [.. List(member).Select(node => node.AsText()).OfType<string>()];

    public IReadOnlyList<(string Name, ManifestNode Value)> Map(string member)
    {
        if (Member(member) is not { } node)
            return [];
        if (node.Json.ValueKind == JsonValueKind.Object)
            return [.. node.Json.EnumerateObject().Select(item => (item.Name, new ManifestNode(item.Value, $"{node.Path}.{item.Name}", errors)))];

        node.Wrong("Must be an object.");
        return [];
    }

    public ManifestNode? Member(string member) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null ? new ManifestNode(value, $"{path}.{member}", errors) : null;
}
