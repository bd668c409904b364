using System.Text;
using System.Text.Json;
using Ashlar.Core.Http;

namespace Ashlar.Core.Resources.Files;

/// <summary>Reads a list of objects: flat ones, ones as the API answers them, or such a list under <c>data</c>.</summary>
internal static class JsonReading
{
    private static readonly JsonDocumentOptions _options = new() { MaxDepth = 32, AllowDuplicateProperties = false, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    public static FileTable Read(byte[] bytes)
    {
        var (text, encoding) = TextDecoding.Decode(bytes);
        JsonElement root;
        try
        {
            using var document = JsonText.Parse(Encoding.UTF8.GetBytes(text), _options);
            root = document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new BadFileException(FileErrors.Broken(exception.LineNumber is { } line
                ? $"The JSON is broken in line {line + 1}, byte {exception.BytePositionInLine + 1}."
                : "The JSON is broken: an object names a property twice, it nests deeper than 32 levels, or a text is not valid Unicode."));
        }

        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("data", out var data))
            root = data;
        if (root.ValueKind != JsonValueKind.Array)
            throw new BadFileException(FileErrors.Broken("The JSON is not a list of objects."));
        if (root.GetArrayLength() > FileTable.MaxRows)
            throw new BadFileException(FileErrors.TooManyRows);
        if (root.GetArrayLength() == 0)
            throw new BadFileException(FileErrors.Empty);
        return Table(root) with { Details = encoding };
    }

    private static FileTable Table(JsonElement list)
    {
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        var rows = new List<(int Number, List<(int Column, JsonElement Value)> Cells)>();
        var number = 0;
        foreach (var item in list.EnumerateArray())
        {
            number++;
            if (item.ValueKind != JsonValueKind.Object)
                throw new BadFileException(FileErrors.Broken($"Entry {number} of the list is not an object."));
            var cells = new List<(int, JsonElement)>();
            foreach (var (name, value) in Properties(item))
            {
                if (!columns.TryGetValue(name, out var column))
                    columns[name] = column = columns.Count;
                cells.Add((column, value));
            }

            if (columns.Count > FileTable.MaxColumns)
                throw new BadFileException(FileErrors.TooManyColumns);
            rows.Add((number, cells));
        }

        return new FileTable("json", [.. columns.Keys], [.. rows.Select(row => new FileRow(row.Number, Cells(row.Cells, columns.Count)))]);
    }

    private static Cell[] Cells(List<(int Column, JsonElement Value)> given, int width)
    {
        var cells = new Cell[width];
        foreach (var (column, value) in given)
            cells[column] = new Cell(null, value);
        return cells;
    }

    private static IEnumerable<(string Name, JsonElement Value)> Properties(JsonElement item)
    {
        var enveloped = item.TryGetProperty("attributes", out var attributes) && attributes.ValueKind == JsonValueKind.Object && item.TryGetProperty("id", out _);
        if (enveloped)
            yield return ("id", item.GetProperty("id"));
        foreach (var property in (enveloped ? attributes : item).EnumerateObject())
        {
            if (property.Name != "custom" || property.Value.ValueKind != JsonValueKind.Object)
            {
                yield return (property.Name, property.Value);
                continue;
            }

            foreach (var own in property.Value.EnumerateObject())
                yield return (FieldScope.CustomPrefix + own.Name, own.Value);
        }
    }
}
