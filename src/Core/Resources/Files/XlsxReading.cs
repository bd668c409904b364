using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using SheetCell = DocumentFormat.OpenXml.Spreadsheet.Cell;
using SheetRow = DocumentFormat.OpenXml.Spreadsheet.Row;

namespace Ashlar.Core.Resources.Files;

/// <summary>Reads the first sheet of a workbook, row by row. Formulas count as the values they had when saved.</summary>
internal static partial class XlsxReading
{
    public static FileTable Read(byte[] bytes)
    {
        using var document = SpreadsheetDocument.Open(new MemoryStream(bytes, writable: false), isEditable: false);
        var workbook = document.WorkbookPart ?? throw new BadFileException(FileErrors.NoWorkbook);
        var sheet = workbook.Workbook.Sheets?.Elements<Sheet>().FirstOrDefault(s => s.State is null || s.State.Value == SheetStateValues.Visible) ?? throw new BadFileException(FileErrors.Empty);
        var texts = SharedTexts(workbook.SharedStringTablePart);
        var dates = new DateStyles(workbook);
        var table = new TableBuilder("xlsx");
        using var reader = OpenXmlReader.Create(workbook.GetPartById(sheet.Id!.Value!));
        var number = 0;
        var next = 0;
        var cells = new List<string>();
        while (reader.Read())
        {
            if (reader.ElementType == typeof(SheetRow) && reader.IsStartElement)
            {
                table.Add(number, cells);
                (cells, next) = ([], 0);
                number = int.TryParse(reader.Attributes.FirstOrDefault(attribute => attribute.LocalName == "r").Value, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : number + 1;
            }
            else if (reader.ElementType == typeof(SheetCell) && reader.IsStartElement)
            {
                next = Place((SheetCell)reader.LoadCurrentElement()!, next, cells, texts, dates);
            }
        }

        table.Add(number, cells);
        return table.Build() with { Details = sheet.Name?.Value };
    }

    /// <summary>Puts the cell in its column, which is the next one unless it names another, and returns the column after it.</summary>
    private static int Place(SheetCell cell, int next, List<string> cells, List<string> texts, DateStyles dates)
    {
        var column = cell.CellReference?.Value is { } reference ? ColumnOf(reference) : next;
        var text = Text(cell, texts, dates);
        if (text.Length == 0)
            return column + 1;
        if (column is < 0 or >= FileTable.MaxColumns)
            throw new BadFileException(FileErrors.TooManyColumns);
        while (cells.Count <= column)
            cells.Add("");
        cells[column] = text;
        return column + 1;
    }

    private static string Text(SheetCell cell, List<string> texts, DateStyles dates)
    {
        var value = cell.CellValue?.Text ?? "";
        var type = cell.DataType?.Value;
        if (type == CellValues.InlineString)
            return Unescape(InlineText(cell.InlineString));
        if (type == CellValues.SharedString)
            return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < texts.Count ? texts[index] : "";
        if (type == CellValues.Boolean)
            return value is "1" or "true" ? "true" : value.Length == 0 ? "" : "false";
        if (type is not null && type != CellValues.Number)
            return Unescape(value);
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            return value;
        return dates.Of(cell.StyleIndex?.Value, number) ?? Plain(value, number);
    }

    /// <summary>Spreadsheets keep doubles: 0.1 + 0.2 is what its fifteen digits say, and a customer number has no exponent.</summary>
    private static string Plain(string text, double number) =>
        Math.Abs(number) < 1e28 ? ((decimal)number).ToString("0.############################", CultureInfo.InvariantCulture) : text;

    private static List<string> SharedTexts(SharedStringTablePart? part)
    {
        var texts = new List<string>();
        if (part is null)
            return texts;
        using var reader = OpenXmlReader.Create(part);
        while (reader.Read())
        {
            if (reader.ElementType == typeof(SharedStringItem) && reader.IsStartElement)
                texts.Add(Unescape(InlineText((SharedStringItem)reader.LoadCurrentElement()!)));
        }

        return texts;
    }

    /// <summary>The text with its formatting left off; phonetic hints are not part of it.</summary>
    private static string InlineText(OpenXmlCompositeElement? item)
    {
        if (item is null)
            return "";
        var text = new StringBuilder();
        foreach (var part in item.ChildElements)
            text.Append(part switch { Text plain => plain.Text, Run run => run.Text?.Text, _ => null });
        return text.ToString();
    }

    private static string Unescape(string text) => text.Contains("_x", StringComparison.Ordinal)
        ? Escaped().Replace(text, match => ((char)int.Parse(match.Groups["code"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString())
        : text;

    private static int ColumnOf(string reference)
    {
        var column = 0;
        foreach (var c in reference.TakeWhile(char.IsAsciiLetter).Take(4))
            column = (column * 26) + char.ToUpperInvariant(c) - 'A' + 1;
        return column - 1;
    }

    [GeneratedRegex("_x(?<code>[0-9A-Fa-f]{4})_", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Escaped();

    /// <summary>Which numbers are days and times, by the format of their cell.</summary>
    private sealed class DateStyles
    {
        private readonly List<bool> _isDate = [];
        private readonly bool _from1904;

        public DateStyles(WorkbookPart workbook)
        {
            _from1904 = workbook.Workbook.WorkbookProperties?.Date1904?.Value == true;
            var sheet = workbook.WorkbookStylesPart?.Stylesheet;
            var own = (sheet?.NumberingFormats?.Elements<NumberingFormat>() ?? []).Where(format => format.NumberFormatId is not null)
                .GroupBy(format => format.NumberFormatId!.Value).ToDictionary(group => group.Key, group => group.First().FormatCode?.Value ?? "");
            foreach (var format in sheet?.CellFormats?.Elements<CellFormat>() ?? [])
            {
                var id = format.NumberFormatId?.Value ?? 0;
                _isDate.Add(id is (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58) || (own.TryGetValue(id, out var code) && IsDate(code)));
            }
        }

        public string? Of(uint? style, double number)
        {
            if (style is not { } index || index >= _isDate.Count || !_isDate[(int)index])
                return null;
            var serial = number + (_from1904 ? 1462 : 0);
            if (serial is < 1 or >= 2_958_466)
                return null;
            var time = DateTime.FromOADate(serial);
            return time.TimeOfDay < TimeSpan.FromMilliseconds(1)
                ? time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                : time.AddMilliseconds(0.5).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        }

        private static bool IsDate(string code)
        {
            var bare = Quoted().Replace(code, "");
            return bare.Any("dDyYhH".Contains) || (bare.Contains('m', StringComparison.OrdinalIgnoreCase) && !bare.Contains('#', StringComparison.Ordinal) && !bare.Contains('0', StringComparison.Ordinal));
        }
    }

    [GeneratedRegex("\"[^\"]*\"|\\\\.|\\[[^\\]]*\\]", RegexOptions.NonBacktracking)]
    private static partial Regex Quoted();
}
