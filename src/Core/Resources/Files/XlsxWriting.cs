using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using Ashlar.Contract.Resources;
using Ashlar.Core.Http;

namespace Ashlar.Core.Resources.Files;

/// <summary>
/// A workbook of one sheet, written part after part without ever being whole in memory. Numbers that fifteen digits hold and days are
/// numbers and days of the spreadsheet; everything else is text, which a spreadsheet never runs.
/// </summary>
internal sealed class XlsxWriting : RowWriter
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Header = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>""";
    private const int MaxCell = 32_767;

    private static readonly (string Path, string Xml)[] _parts =
    [
        ("[Content_Types].xml", """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"""),
        ("_rels/.rels", """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"""),
        ("xl/workbook.xml", $"""<workbook xmlns="{Main}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Export" sheetId="1" r:id="rId1"/></sheets></workbook>"""),
        ("xl/_rels/workbook.xml.rels", """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"""),
        ("xl/styles.xml", $"""<styleSheet xmlns="{Main}"><fonts count="2"><font/><font><b/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>"""),
    ];

    private readonly ZipArchive _archive;
    private readonly Stream _sheet;
    private readonly XmlWriter _xml;
    private int _row;

    public XlsxWriting(Stream buffer)
    {
        _archive = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (path, xml) in _parts)
        {
            using var part = new StreamWriter(_archive.CreateEntry(path, CompressionLevel.Fastest).Open(), new UTF8Encoding(false));
            part.Write(Header + xml);
        }

        _sheet = _archive.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.Fastest).Open();
        _xml = XmlWriter.Create(_sheet, new XmlWriterSettings { Encoding = new UTF8Encoding(false), NewLineHandling = NewLineHandling.Entitize });
    }

    public override void Start(IReadOnlyList<ExportColumn> columns)
    {
        _xml.WriteStartElement("worksheet", Main);
        // The header stays in sight.
        _xml.WriteRaw("""<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>""");
        _xml.WriteStartElement("sheetData", Main);
        StartRow();
        foreach (var column in columns)
            Text(column.Name, style: 1);
        _xml.WriteEndElement();
    }

    public override void Row(IReadOnlyList<ExportColumn> columns, object?[] values)
    {
        StartRow();
        for (var i = 0; i < values.Length; i++)
            Cell(columns[i], values[i]);
        _xml.WriteEndElement();
    }

    public override void Flush() => _xml.Flush();

    public override void Finish()
    {
        _xml.WriteEndDocument();
        _xml.Dispose();
        _sheet.Dispose();
        _archive.Dispose();
    }

    public override void Dispose()
    {
        _xml.Dispose();
        _sheet.Dispose();
        _archive.Dispose();
    }

    private void StartRow()
    {
        _xml.WriteStartElement("row", Main);
        _xml.WriteAttributeString("r", (++_row).ToString(CultureInfo.InvariantCulture));
    }

    private void Cell(ExportColumn column, object? value)
    {
        switch (value)
        {
            case null:
                Number("", null);
                break;
            case bool flag:
                Number(flag ? "1" : "0", "b");
                break;
            case DateOnly date when column.Field.Kind == FieldKind.Date && date.Year >= 1901:
                Number(date.ToDateTime(TimeOnly.MinValue).ToOADate().ToString(CultureInfo.InvariantCulture), null, style: 2);
                break;
            case long or decimal when Exact(value) is { } number:
                Number(number, null);
                break;
            default:
                var text = CellText.Of(column, value);
                Text(text is ['\'', ..] || CellText.Nulls.Contains(text) ? CellText.Guard(text) : text);
                break;
        }
    }

    /// <summary>The digits of a number that a double gives back unchanged.</summary>
    private static string? Exact(object value)
    {
        var number = Convert.ToDecimal(value, CultureInfo.InvariantCulture);
        var text = number.ToString("0.############################", CultureInfo.InvariantCulture);
        return text.Count(char.IsAsciiDigit) <= 15 ? text : null;
    }

    private void Number(string digits, string? type, int style = 0)
    {
        _xml.WriteStartElement("c", Main);
        if (style > 0)
            _xml.WriteAttributeString("s", style.ToString(CultureInfo.InvariantCulture));
        if (type is not null)
            _xml.WriteAttributeString("t", type);
        if (digits.Length > 0)
            _xml.WriteElementString("v", Main, digits);
        _xml.WriteEndElement();
    }

    private void Text(string text, int style = 0)
    {
        _xml.WriteStartElement("c", Main);
        if (style > 0)
            _xml.WriteAttributeString("s", style.ToString(CultureInfo.InvariantCulture));
        _xml.WriteAttributeString("t", "inlineStr");
        _xml.WriteStartElement("is", Main);
        _xml.WriteStartElement("t", Main);
        _xml.WriteAttributeString("xml", "space", null, "preserve");
        _xml.WriteString(Storable(text.Cut(MaxCell)));
        _xml.WriteEndElement();
        _xml.WriteEndElement();
        _xml.WriteEndElement();
    }

    /// <summary>XML knows no control characters; workbooks write them, and what looks like one written so, as <c>_x0007_</c>.</summary>
    private static string Storable(string text)
    {
        if (!text.Contains("_x", StringComparison.Ordinal) && text.All(c => c >= ' ' && !char.IsSurrogate(c) && c < '\uFFFE'))
            return text;
        var storable = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                storable.Append(text[i]).Append(text[++i]);
            else if ((text[i] == '_' && i + 1 < text.Length && text[i + 1] == 'x') || text[i] == '\r' || !XmlConvert.IsXmlChar(text[i]))
                storable.Append($"_x{(int)text[i]:X4}_");
            else
                storable.Append(text[i]);
        }

        return storable.ToString();
    }
}
