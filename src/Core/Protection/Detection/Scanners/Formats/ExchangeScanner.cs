using System.Collections.Frozen;
using Ashlar.Core.Protection.Detection.Text;

namespace Ashlar.Core.Protection.Detection.Scanners.Formats;

/// <summary>Claims in X12 (NM1*IL*1*SMITH*ANNA) and the records of German practices (xDT: 3101 and a surname): segments and field numbers say what a value is.</summary>
internal static class ExchangeScanner
{
    private const int LongestLine = 200;

    private static readonly FrozenDictionary<string, PhiKind> _elements = new Dictionary<string, PhiKind>(StringComparer.Ordinal)
    {
        ["ISA9"] = PhiKind.Date, ["GS4"] = PhiKind.Date, ["BHT4"] = PhiKind.Date, ["NM13"] = PhiKind.Name, ["NM14"] = PhiKind.Name, ["NM15"] = PhiKind.Name, ["NM19"] = PhiKind.HealthPlan, ["N31"] = PhiKind.Address, ["N32"] = PhiKind.Address,
        ["N41"] = PhiKind.Place, ["N43"] = PhiKind.Place, ["DMG2"] = PhiKind.BirthDate, ["CLM1"] = PhiKind.Account, ["CLP1"] = PhiKind.Account, ["CLP7"] = PhiKind.Account, ["DTP3"] = PhiKind.Date, ["REF2"] = PhiKind.Account, ["PER4"] = PhiKind.Phone,
        ["TRN2"] = PhiKind.Account, ["DTM2"] = PhiKind.Date, ["SVD1"] = PhiKind.Account, ["HI1"] = PhiKind.Diagnosis, ["HI2"] = PhiKind.Diagnosis, ["HI3"] = PhiKind.Diagnosis, ["INS12"] = PhiKind.Date, ["N102"] = PhiKind.Name,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, PhiKind> _fields = new Dictionary<string, PhiKind>(StringComparer.Ordinal)
    {
        ["3000"] = PhiKind.MedicalRecord, ["3100"] = PhiKind.Name, ["3101"] = PhiKind.Name, ["3102"] = PhiKind.Name, ["3103"] = PhiKind.BirthDate, ["3105"] = PhiKind.HealthPlan, ["3119"] = PhiKind.HealthPlan, ["3106"] = PhiKind.Place, ["3107"] = PhiKind.Address,
        ["3109"] = PhiKind.Address, ["3112"] = PhiKind.Place, ["3113"] = PhiKind.Place, ["3626"] = PhiKind.Phone, ["3622"] = PhiKind.MedicalRecord, ["5000"] = PhiKind.Date, ["6001"] = PhiKind.Diagnosis, ["6200"] = PhiKind.Date, ["8418"] = PhiKind.MedicalRecord, ["0212"] = PhiKind.Licence, ["0211"] = PhiKind.Name,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static void Scan(Page page)
    {
        var text = page.View.Text;
        if (text.Contains("NM1*", StringComparison.Ordinal) || text.Contains("ISA*", StringComparison.Ordinal) || text.Contains("CLM*", StringComparison.Ordinal) || text.Contains("CLP*", StringComparison.Ordinal))
            Claims(page, text);
        if (text.Contains("3101", StringComparison.Ordinal) && text.Contains("3102", StringComparison.Ordinal))
            Records(page, text);
    }

    private static void Claims(Page page, ReadOnlySpan<char> text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = text[start..].IndexOfAny('~', '\n') is >= 0 and var length ? start + length : text.Length;
            page.Steps += end - start;
            var star = text[start..end].IndexOf('*');
            if (star is 2 or 3)
                Segment(page, text, start, end, star);
            start = end + 1;
        }
    }

    private static void Segment(Page page, ReadOnlySpan<char> text, int start, int end, int star)
    {
        var name = text.Slice(start, star);
        var (at, number, told) = (start + star + 1, 1, false);
        while (at <= end && number < 20)
        {
            var stop = text[at..end].IndexOf('*') is >= 0 and var length ? at + length : end;

            // What is said to be a number of a member is one, also where the elements before were counted wrongly.
            if (told && stop - at > 3)
                page.AddRange(at, stop, PhiKind.HealthPlan, 0.85, "an element of a claim");
            else if (stop - at > 1 && _elements.TryGetValue($"{name}{number}", out var kind))
            {
                var from = kind == PhiKind.Diagnosis && text[at..stop].IndexOf(':') is >= 0 and var colon ? at + colon + 1 : at;
                page.AddRange(from, stop, kind, 0.85, "an element of a claim");
            }

            told = number > 2 && text[at..stop] is "MI" or "SY" or "XX" or "HN";
            at = stop + 1;
            number++;
        }
    }

    /// <summary>"3101 Meier", or with three digits of length before and nothing between: 0143101Meier.</summary>
    private static void Records(Page page, ReadOnlySpan<char> text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = text[start..].IndexOf('\n') is >= 0 and var length ? start + length : text.Length;
            var line = text[start..Math.Min(end, start + LongestLine)];
            page.Steps += line.Length;
            var digits = line.IndexOfAnyExceptInRange('0', '9') is >= 0 and var count ? count : line.Length;
            var skip = digits >= 7 && _fields.ContainsKey(line.Slice(3, 4).ToString()) ? 3 : 0;
            if (line.Length > skip + 5 && digits >= skip + 4 && _fields.TryGetValue(line.Slice(skip, 4).ToString(), out var kind))
            {
                var from = start + skip + (text[start + skip + 4] == ' ' ? 5 : 4);
                if (end > from)
                    page.AddRange(from, end, kind, 0.85, "a field of a practice's record");
            }

            start = end + 1;
        }
    }
}
