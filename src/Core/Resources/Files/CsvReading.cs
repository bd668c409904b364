using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Ashlar.Core.Resources.Files;

/// <summary>Reads comma-, semicolon- and tab-separated text.</summary>
internal static class CsvReading
{
    private const int MaxCell = 200_000;
    private static readonly char[] _delimiters = [',', ';', '\t', '|'];

    public static FileTable Read(byte[] bytes)
    {
        var (text, encoding) = TextDecoding.Decode(bytes);
        var (delimiter, skip) = Delimiter(text);
        using var reader = new StringReader(text[skip..]);
        string? broken = null;
        using var parser = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter.ToString(),
            HasHeaderRecord = false,
            IgnoreBlankLines = false,
            TrimOptions = TrimOptions.Trim,
            MaxFieldSize = MaxCell,
            BadDataFound = bad => broken ??= IsOpen(bad.RawRecord, delimiter) ? bad.RawRecord : null,
        });
        var table = new TableBuilder("csv");
        var width = 0;
        try
        {
            while (parser.Read())
            {
                var cells = parser.Record ?? [];
                if (width == 0 && cells.Any(cell => cell.Length > 0))
                    width = cells.Length;
                table.Add(parser.Row, cells.Length > width ? Rejoined(parser.RawRecord, delimiter, width) ?? cells : cells);
                if (broken is not null)
                    throw new BadFileException(FileErrors.Broken($"A quotation mark is opened in row {parser.Row} and never closed."));
            }
        }
        catch (MaxFieldSizeException)
        {
            throw new BadFileException(FileErrors.Broken($"A cell in row {parser.Row} is longer than {MaxCell} characters; a quotation mark before it may be missing its partner."));
        }

        return table.Build() with { DecimalComma = delimiter == ';', Details = $"{encoding}, {(delimiter == '\t' ? "tab" : delimiter)}" };
    }

    /// <summary>
    /// A row with too many cells usually has an address such as <c>24, place Kléber</c> without quotation marks. Nobody writes a space
    /// after a separator, and everybody after a comma, so cells that begin with one are parts of the cell before; null when that
    /// does not give the number of columns exactly.
    /// </summary>
    private static string[]? Rejoined(string record, char delimiter, int width)
    {
        using var reader = new StringReader(record);
        using var parser = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = delimiter.ToString(), HasHeaderRecord = false, MaxFieldSize = MaxCell, BadDataFound = null });
        if (!parser.Read() || parser.Record is not { } cells)
            return null;
        var joined = new List<string>(width);
        foreach (var cell in cells)
        {
            if (joined.Count > 0 && cell is [' ', not ' ', ..])
                joined[^1] += delimiter + cell;
            else
                joined.Add(cell);
        }

        return joined.Count == width ? [.. joined.Select(cell => cell.Trim())] : null;
    }

    /// <summary>The separator that Excel's first line <c>sep=;</c> names, or the one most frequent in the header.</summary>
    private static (char Delimiter, int Skip) Delimiter(string text)
    {
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        var first = (end < 0 ? text : text[..end]).TrimEnd('\r');
        if (first is ['s', 'e', 'p', '=', var named])
            return (named, end < 0 ? text.Length : end + 1);

        var counts = new int[_delimiters.Length];
        var quoted = false;
        foreach (var c in text)
        {
            if (c == '"')
                quoted = !quoted;
            else if (!quoted && c == '\n')
                break;
            else if (!quoted && Array.IndexOf(_delimiters, c) is >= 0 and var index)
                counts[index]++;
        }

        return (_delimiters[Array.IndexOf(counts, counts.Max())], 0);
    }

    /// <summary>A quotation mark within a cell is kept as it is; one that opens a cell must have its partner.</summary>
    private static bool IsOpen(string record, char delimiter) =>
        record.Count(c => c == '"') % 2 == 1 && (record.TrimStart().StartsWith('"') || record.Contains($"{delimiter}\"", StringComparison.Ordinal) || record.Contains($"{delimiter} \"", StringComparison.Ordinal));
}
