using System.Collections.Frozen;
using Ashlar.Core.Protection.Detection.Text;

namespace Ashlar.Core.Protection.Detection.Scanners.Formats;

/// <summary>FHIR and C-CDA: the key of a JSON object, or the element and attribute of XML, says what the value is.</summary>
internal static class MarkupScanner
{
    private static readonly FrozenDictionary<string, PhiKind>.AlternateLookup<ReadOnlySpan<char>> _keys = new Dictionary<string, PhiKind>(StringComparer.OrdinalIgnoreCase)
    {
        ["family"] = PhiKind.Name, ["given"] = PhiKind.Name, ["patientName"] = PhiKind.Name, ["firstName"] = PhiKind.Name, ["lastName"] = PhiKind.Name, ["middleName"] = PhiKind.Name, ["fullName"] = PhiKind.Name,
        ["surname"] = PhiKind.Name, ["givenName"] = PhiKind.Name, ["familyName"] = PhiKind.Name, ["maidenName"] = PhiKind.Name, ["vorname"] = PhiKind.Name, ["nachname"] = PhiKind.Name, ["patient"] = PhiKind.Name,
        ["birthDate"] = PhiKind.BirthDate, ["birthTime"] = PhiKind.BirthDate, ["dateOfBirth"] = PhiKind.BirthDate, ["dob"] = PhiKind.BirthDate, ["geburtsdatum"] = PhiKind.BirthDate, ["deceasedDateTime"] = PhiKind.Date,
        ["deceasedTime"] = PhiKind.Date, ["line"] = PhiKind.Address, ["streetAddressLine"] = PhiKind.Address, ["street"] = PhiKind.Address, ["address"] = PhiKind.Address, ["city"] = PhiKind.Place, ["district"] = PhiKind.Place,
        ["postalCode"] = PhiKind.Zip, ["zip"] = PhiKind.Zip, ["telecom"] = PhiKind.Phone, ["extension"] = PhiKind.MedicalRecord, ["admissionDate"] = PhiKind.Date, ["dischargeDate"] = PhiKind.Date, ["onsetDateTime"] = PhiKind.Date,
        ["effectiveDateTime"] = PhiKind.Date, ["authoredOn"] = PhiKind.Date, ["recordedDate"] = PhiKind.Date, ["performedDateTime"] = PhiKind.Date, ["occurrenceDateTime"] = PhiKind.Date, ["issued"] = PhiKind.Date, ["start"] = PhiKind.Date,
        ["end"] = PhiKind.Date, ["abatementDateTime"] = PhiKind.Date, ["admitDate"] = PhiKind.Date, ["effectiveTime"] = PhiKind.Date, ["low"] = PhiKind.Date, ["high"] = PhiKind.Date, ["subscriberId"] = PhiKind.HealthPlan,
        ["serialNumber"] = PhiKind.Device, ["carrierHRF"] = PhiKind.Device, ["deviceIdentifier"] = PhiKind.Device, ["lotNumber"] = PhiKind.Device, ["reference"] = PhiKind.MedicalRecord, ["id"] = PhiKind.MedicalRecord, ["display"] = PhiKind.Name,
        ["text"] = PhiKind.Name, ["prefix"] = PhiKind.Name, ["suffix"] = PhiKind.Name,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    public static void Scan(Page page)
    {
        var text = page.View.Text;
        var fhir = text.Contains("resourceType", StringComparison.Ordinal) || text.Contains("hl7", StringComparison.OrdinalIgnoreCase) || text.Contains("birth", StringComparison.OrdinalIgnoreCase) || text.Contains("<given", StringComparison.Ordinal) || text.Contains("patient", StringComparison.OrdinalIgnoreCase);
        if (!fhir)
            return;
        var area = PhiKind.Name;
        var areaEnd = -1;
        for (var at = 0; at < page.Count; at++)
        {
            page.Steps++;
            if (!page.IsWord(at) || !IsKey(page, at, out var json))
                continue;
            if (page.Is(at, "identifier") || page.Is(at, "telecom"))
                (area, areaEnd) = (page.Is(at, "telecom") ? PhiKind.Phone : PhiKind.MedicalRecord, at + 120);
            else if (page.Is(at, "name") || page.Is(at, "address") || page.Is(at, "contact"))
                areaEnd = -1;
            if (page.Is(at, "system") && at < areaEnd && area != PhiKind.Phone)
                area = System(page, at);
            if (page.Is(at, "value") && at < areaEnd)
                Value(page, at, json, area);
            else if (_keys.TryGetValue(page.Text(at), out var kind) && Means(page, at, kind))
                Value(page, at, json, kind);
        }
    }

    /// <summary>Keys that other records use too count only beside what makes them somebody's.</summary>
    private static bool Means(Page page, int at, PhiKind kind)
    {
        if (page.Is(at, "id"))
            return Before(page, at, 14, "patient") && page.IsNumber(NextValue(page, at)) || page.Is(NextValue(page, at), "P");
        if (page.Is(at, "reference"))
            return page.Is(NextValue(page, at), "patient");
        if (page.Is(at, "display") || page.Is(at, "text"))
            return page.Is(at, "display") ? Before(page, at, 14, "subject", "performer", "patient", "beneficiary", "actor", "individual", "subscriber", "author", "requester") && page.IsCapital(NextValue(page, at)) : Before(page, at, 26, "name") && page.IsCapital(NextValue(page, at));
        return kind != PhiKind.MedicalRecord || page.Is(at - 1, "id") || page.Is(at - 4, "id") || Near(page, at, "id");
    }

    private static int NextValue(Page page, int at)
    {
        var next = at + 1;
        while (next < at + 6 && page.Symbol(next) is '"' or ':' or '=' or '>' or '<' or '[' || page.Is(next, "value"))
            next++;
        return next;
    }

    private static bool Before(Page page, int at, int reach, params ReadOnlySpan<string> words)
    {
        for (var back = at - 1; back >= 0 && back > at - reach; back--)
        {
            foreach (var word in words)
            {
                if (page.Is(back, word))
                    return true;
            }
        }

        return false;
    }

    private static bool Near(Page page, int at, string word)
    {
        for (var back = at - 1; back >= 0 && back > at - 20 && page.Symbol(back) is not '<' and not '>'; back--)
        {
            if (page.Is(back, word))
                return true;
        }

        return false;
    }

    /// <summary>A JSON key in quotes before a colon, an element, or an attribute.</summary>
    private static bool IsKey(Page page, int at, out bool json)
    {
        json = page.Symbol(at - 1) == '"' && page.Symbol(at + 1) == '"' && page.Symbol(at + 2) == ':';
        return json || page.Symbol(at - 1) is '<' or ':' && page.Symbol(at + 1) is '>' or '\0' || page.Symbol(at + 1) == '=' && page.Symbol(at + 2) == '"';
    }

    private static PhiKind System(Page page, int at)
    {
        for (var next = at + 1; next < page.Count && next < at + 30; next++)
        {
            if (page.Is(next, "ssn"))
                return PhiKind.Ssn;
            if (page.Is(next, "npi"))
                return PhiKind.Npi;
            if (page.Is(next, "value") || page.Symbol(next) == '}')
                break;
        }

        return PhiKind.MedicalRecord;
    }

    /// <summary>The text between the quotes or tags after a key; of a list every text.</summary>
    private static void Value(Page page, int at, bool json, PhiKind kind)
    {
        var text = page.View.Text;
        var start = page[at].End;
        if (json)
        {
            var (index, list) = (start + 1, false);
            for (; index < text.Length && index < start + 600; index++)
            {
                page.Steps++;
                if (text[index] == '[')
                    list = true;
                else if (text[index] == '"')
                {
                    var end = text[(index + 1)..Math.Min(text.Length, index + 300)].IndexOf('"');
                    if (end < 0)
                        return;
                    Take(page, index + 1, index + 1 + end, kind);
                    if (!list)
                        return;
                    index += end + 1;
                }
                else if (text[index] is ']' or '{' or '}' || (text[index] is not (':' or ' ' or ',' or '\n') && !list))
                    return;
            }

            return;
        }

        var window = text[start..Math.Min(text.Length, start + 300)];
        var close = window.IndexOf('>');
        var value = window.IndexOf("value=\"", StringComparison.Ordinal);
        if (window.StartsWith("=\""))
            Take(page, start + 2, start + 2 + Math.Max(0, window[2..].IndexOf('"')), kind);
        else if (value >= 0 && (close < 0 || value < close))
            Take(page, start + value + 7, start + value + 7 + Math.Max(0, window[(value + 7)..].IndexOf('"')), kind);
        else if (close >= 0 && window[(close + 1)..].IndexOf('<') is > 0 and var stop && window[close - (close > 0 ? 1 : 0)] != '/')
            Take(page, start + close + 1, start + close + 1 + stop, kind);
    }

    private static void Take(Page page, int start, int end, PhiKind kind)
    {
        var text = page.View.Text[start..end];
        if (text.Trim().Length < 2 || kind is PhiKind.BirthDate or PhiKind.Date && !text.ContainsAnyInRange('0', '9'))
            return;
        if (kind == PhiKind.Phone)
        {
            if (text.Contains('@') || text.Count('/') > 1)
                return;
            if (text.StartsWith("tel:"))
                start += 4;
        }

        page.AddRange(start, end, kind, 0.9, "a field of a health record");
    }
}
