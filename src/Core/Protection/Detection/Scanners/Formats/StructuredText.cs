using Ashlar.Core.Protection.Detection.Text;

namespace Ashlar.Core.Protection.Detection.Scanners.Formats;

/// <summary>Health data in its own forms: HL7 v2, FHIR as JSON and XML, C-CDA, and tables with a line of column names.</summary>
internal static class StructuredText
{
    public static void Scan(Page page)
    {
        var text = page.View.Text;
        if (Hl7Scanner.Applies(text))
            Hl7Scanner.Scan(page);
        if (text.Contains('"') && text.Contains(':') || text.Contains("</", StringComparison.Ordinal) || text.Contains("/>", StringComparison.Ordinal))
            MarkupScanner.Scan(page);
        ExchangeScanner.Scan(page);
        TableScanner.Scan(page);
    }
}
