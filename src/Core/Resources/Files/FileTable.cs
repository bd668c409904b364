using System.Text.Json;

namespace Ashlar.Core.Resources.Files;

/// <summary>What stands in one place of a file: text, a JSON value, or nothing at all when a JSON object does not mention the name.</summary>
internal readonly record struct Cell(string? Text, JsonElement Json = default)
{
    public bool IsMissing => Text is null && Json.ValueKind == JsonValueKind.Undefined;

    /// <summary>As people see it.</summary>
    public string Shown => Text ?? (Json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? "" : Json.ToString());

    public bool IsBlank => Shown.Length == 0;
}

/// <summary>One row with its number in the file, as a spreadsheet counts: the header is row 1. JSON counts its objects from 1.</summary>
internal sealed record FileRow(int Number, IReadOnlyList<Cell> Cells);

/// <summary>A file read into rows. Columns have unique names; rows that are blank are left out.</summary>
internal sealed record FileTable(string Format, IReadOnlyList<string> Columns, IReadOnlyList<FileRow> Rows)
{
    public const int MaxRows = 50_000;
    public const int MaxColumns = 200;

    /// <summary>Decimal numbers may have a comma, as where semicolons separate the cells.</summary>
    public bool DecimalComma { get; init; }

    /// <summary>Encoding and delimiter, for the preview.</summary>
    public string? Details { get; init; }
}
