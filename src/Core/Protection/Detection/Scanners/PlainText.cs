using Ashlar.Core.Protection.Detection.Scanners.Ages;
using Ashlar.Core.Protection.Detection.Scanners.Told;
using Ashlar.Core.Protection.Detection.Text;

namespace Ashlar.Core.Protection.Detection.Scanners;

/// <summary>The scanners in their order: first what is certainly nothing, then identifiers, then the net for names, places and dates.</summary>
internal static class PlainText
{
    public static void Scan(Page page)
    {
        ScanIdentifiers(page);
        SpelledScanner.Scan(page);
        ToldMailScanner.Scan(page);
        ToldDateScanner.Scan(page);
        AgeScanner.Scan(page);
        NameScanner.Scan(page);
        PlaceScanner.Scan(page);
    }

    /// <summary>Identifiers alone, for views that only put spelled and broken forms together.</summary>
    public static void ScanIdentifiers(Page page)
    {
        OpaqueScanner.Scan(page);
        LabelScanner.Scan(page);
        DigitScanner.Scan(page);
        CodeScanner.Scan(page);
        NationalScanner.Scan(page);
        PartScanner.Scan(page);
        PrefixScanner.Scan(page);
        WebScanner.Scan(page);
        DateScanner.Scan(page);
    }
}
