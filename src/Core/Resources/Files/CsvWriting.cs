using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Ashlar.Core.Resources.Files;

/// <summary>RFC 4180 in UTF-8, with the mark that spreadsheet programs need to believe it.</summary>
internal sealed class CsvWriting(Stream buffer) : RowWriter
{
    private readonly CsvWriter _csv = new(new StreamWriter(buffer, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true), new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\r\n" });

    public override void Start(IReadOnlyList<ExportColumn> columns)
    {
        foreach (var column in columns)
            _csv.WriteField(column.Name);
        _csv.NextRecord();
    }

    public override void Row(IReadOnlyList<ExportColumn> columns, object?[] values)
    {
        for (var i = 0; i < values.Length; i++)
            _csv.WriteField(values[i] is { } value ? CellText.Guard(CellText.Of(columns[i], value)) : "");
        _csv.NextRecord();
    }

    public override void Flush() => _csv.Flush();

    public override void Finish() => _csv.Flush();

    public override void Dispose() => _csv.Dispose();
}
