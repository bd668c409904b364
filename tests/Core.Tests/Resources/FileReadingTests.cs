using System.IO.Compression;
using System.Text;
using Ashlar.Core.Resources.Files;

namespace Ashlar.Core.Tests.Resources;

[Trait("feature", "CRD-07")]
public sealed class FileReadingTests
{
    [Theory]
    [InlineData("name,city\nA,B\n", "utf-8")]
    [InlineData("name;city\r\nA;B\r\n", "utf-8")]
    [InlineData("name\tcity\nA\tB", "utf-8")]
    [InlineData("sep=|\nname|city\nA|B\n", "utf-8")]
    [InlineData("\n\n name , city \n\"A\" , B\n\n,\n", "utf-8")]
    [InlineData("name,city\nA,B\n", "utf-16")]
    public void Separators_encodings_and_blank_rows_do_not_matter(string text, string encoding)
    {
        var bytes = Encoding.GetEncoding(encoding) is var e && encoding == "utf-16" ? [.. e.GetPreamble(), .. e.GetBytes(text)] : e.GetBytes(text);

        var table = FileReading.Read(bytes).Value;

        Assert.Equal(["name", "city"], table.Columns);
        Assert.Equal(["A", "B"], table.Rows.Single().Cells.Select(cell => cell.Shown));
    }

    [Fact]
    public void Text_that_is_not_UTF_8_is_read_as_Windows_writes_it()
    {
        var table = FileReading.Read([.. "name\n"u8, 0x4D, 0xFC, 0x6C, 0x6C, 0x65, 0x72, 0x20, 0x80, (byte)'\n']).Value;

        Assert.Equal("Müller €", table.Rows[0].Cells[0].Shown);
        Assert.StartsWith("Windows-1252", table.Details, StringComparison.Ordinal);
    }

    [Fact]
    public void Quoted_cells_keep_separators_line_breaks_and_quotes()
    {
        var table = FileReading.Read("\uFEFFa,b\n\" x,\r\ny \",\"he said \"\"hi\"\"\"\n5\" disk,z\n"u8.ToArray()).Value;

        Assert.Equal([" x,\r\ny ", "he said \"hi\""], table.Rows[0].Cells.Select(cell => cell.Text));
        Assert.Equal("5\" disk", table.Rows[1].Cells[0].Text);
        Assert.Equal("a", table.Columns[0]);
    }

    [Theory]
    [InlineData("a,b\n\"x,1\ny,2\nz,3\n", "never closed")]
    [InlineData("a,b\n\"x,1", "never closed")]
    [InlineData("{\"a\":1", "broken in line 1")]
    [InlineData("[{\"a\":1},{\"a\":2,}]x", "broken")]
    [InlineData("{\"a\":1}", "not a list")]
    [InlineData("[{\"a\":1,\"a\":2}]", "twice")]
    [InlineData("\n \n", "empty")]
    [InlineData("[]", "empty")]
    public void A_broken_file_says_what_is_wrong(string text, string message) =>
        Assert.Contains(message, FileReading.Read(Encoding.UTF8.GetBytes(text)).Error!.Message, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void What_is_no_table_is_refused()
    {
        Assert.Contains("Excel 97", FileReading.Read([0xD0, 0xCF, 0x11, 0xE0, 1, 2]).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("neither", FileReading.Read([1, 0, 2, 0, 3]).Error!.Message, StringComparison.Ordinal);
        Assert.Equal("broken_file", FileReading.Read([.. "PK\u0003\u0004"u8, 1, 2, 3]).Error!.Details[0].Code);
        Assert.Equal("too_large", FileReading.Read(new byte[FileReading.MaxBytes + 1]).Error!.Code);
        Assert.Equal("too_large", FileReading.Read(Encoding.UTF8.GetBytes("a\n" + string.Concat(Enumerable.Repeat("x\n", FileTable.MaxRows + 1)))).Error!.Code);
        Assert.Equal("too_large", FileReading.Read(Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Range(0, 201).Select(n => $"c{n}")))).Error!.Code);
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        var random = new Random(7);
        var seeds = new[] { "a,b\n\"1\",2\n"u8.ToArray(), "[{\"a\":[1,{\"b\":null}]}]"u8.ToArray(), Workbook("<row r=\"1\"><c t=\"inlineStr\"><is><t>a</t></is></c></row>") };
        for (var round = 0; round < 2000; round++)
        {
            var bytes = (byte[])seeds[round % seeds.Length].Clone();
            for (var n = 0; n < 1 + (round % 5); n++)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);

            FileReading.Read(bytes);
        }
    }

    [Fact]
    public void A_zip_bomb_is_stopped()
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var part = zip.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.SmallestSize).Open();
            var zeros = new byte[1_000_000];
            for (var n = 0; n < 150; n++)
                part.Write(zeros);
        }

        var error = FileReading.Read(file.ToArray()).Error!;

        Assert.Equal("too_large", error.Code);
        Assert.Contains("unpacks", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cells_of_a_workbook_are_read_as_people_see_them()
    {
        var table = FileReading.Read(Workbook("""
            <row r="1"><c r="A1" t="inlineStr"><is><t>text</t></is></c><c r="B1" t="s"><v>0</v></c><c r="C1" t="str"><v>day</v></c><c r="D1" t="str"><v>yes</v></c></row>
            <row r="3"><c r="A3" t="inlineStr"><is><r><t>bo</t></r><r><t>ld_x0041_</t></r></is></c><c r="B3"><v>0.30000000000000004</v></c><c r="C3" s="1"><v>45000</v></c><c r="D3" t="b"><v>1</v></c></row>
            <row r="4"><c r="C4" s="1"><v>45000.75</v></c><c r="A4"><v>4.93012345678E+11</v></c></row>
            """)).Value;

        Assert.Equal(["text", "number", "day", "yes"], table.Columns);
        Assert.Equal([3, 4], table.Rows.Select(row => row.Number));
        Assert.Equal(["boldA", "0.3", "2023-03-15", "true"], table.Rows[0].Cells.Select(cell => cell.Shown));
        Assert.Equal(["493012345678", "", "2023-03-15T18:00:00Z", ""], table.Rows[1].Cells.Select(cell => cell.Shown));
    }

    private static byte[] Workbook(string rows)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Part(zip, "[Content_Types].xml", """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/sheet.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/><Override PartName="/xl/texts.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>""");
            Part(zip, "_rels/.rels", """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>""");
            Part(zip, "xl/workbook.xml", """<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>""");
            Part(zip, "xl/_rels/workbook.xml.rels", """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="sheet.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="r3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="texts.xml"/></Relationships>""");
            Part(zip, "xl/styles.xml", """<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts><cellXfs count="2"><xf/><xf numFmtId="164"/></cellXfs></styleSheet>""");
            Part(zip, "xl/texts.xml", """<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>number</t></si></sst>""");
            Part(zip, "xl/sheet.xml", $"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>""");
        }

        return file.ToArray();
    }

    private static void Part(ZipArchive zip, string path, string xml)
    {
        using var writer = new StreamWriter(zip.CreateEntry(path).Open());
        writer.Write(xml);
    }
}
