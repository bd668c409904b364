using System.Buffers;
using System.Collections.Frozen;
using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scanners.Formats;

/// <summary>HL7 v2: the fields of a segment say by their number what they hold.</summary>
internal static class Hl7Scanner
{
    private static readonly FrozenDictionary<string, PhiKind> _fields = new Dictionary<string, PhiKind>
    {
        ["PID2"] = PhiKind.MedicalRecord, ["PID3"] = PhiKind.MedicalRecord, ["PID4"] = PhiKind.MedicalRecord, ["PID5"] = PhiKind.Name, ["PID6"] = PhiKind.Name, ["PID7"] = PhiKind.BirthDate,
        ["PID9"] = PhiKind.Name, ["PID11"] = PhiKind.Address, ["PID12"] = PhiKind.Place, ["PID13"] = PhiKind.Phone, ["PID14"] = PhiKind.Phone, ["PID18"] = PhiKind.Account, ["PID19"] = PhiKind.Ssn,
        ["PID20"] = PhiKind.Licence, ["PID21"] = PhiKind.MedicalRecord, ["PID23"] = PhiKind.Place, ["PID29"] = PhiKind.Date, ["NK12"] = PhiKind.Name, ["NK14"] = PhiKind.Address, ["NK15"] = PhiKind.Phone,
        ["NK16"] = PhiKind.Phone, ["NK116"] = PhiKind.BirthDate, ["NK137"] = PhiKind.Ssn, ["GT12"] = PhiKind.Account, ["GT13"] = PhiKind.Name, ["GT15"] = PhiKind.Address, ["GT16"] = PhiKind.Phone, ["GT17"] = PhiKind.Phone,
        ["GT18"] = PhiKind.BirthDate, ["GT112"] = PhiKind.Ssn, ["IN116"] = PhiKind.Name, ["IN118"] = PhiKind.BirthDate, ["IN119"] = PhiKind.Address, ["IN136"] = PhiKind.HealthPlan, ["IN149"] = PhiKind.HealthPlan,
        ["IN22"] = PhiKind.Ssn, ["PV17"] = PhiKind.Name, ["PV18"] = PhiKind.Name, ["PV19"] = PhiKind.Name, ["PV117"] = PhiKind.Name, ["PV119"] = PhiKind.MedicalRecord, ["PV144"] = PhiKind.Date, ["PV145"] = PhiKind.Date,
        ["DG13"] = PhiKind.Diagnosis, ["DG15"] = PhiKind.Date, ["OBR16"] = PhiKind.Name, ["ORC12"] = PhiKind.Name, ["IN18"] = PhiKind.HealthPlan, ["MSH7"] = PhiKind.Date, ["EVN2"] = PhiKind.Date, ["OBR2"] = PhiKind.MedicalRecord, ["ORC2"] = PhiKind.MedicalRecord, ["ORC3"] = PhiKind.MedicalRecord, ["PV15"] = PhiKind.MedicalRecord, ["PV150"] = PhiKind.MedicalRecord, ["PV152"] = PhiKind.Name, ["PD14"] = PhiKind.Name, ["PID40"] = PhiKind.Phone,
        ["OBR3"] = PhiKind.MedicalRecord, ["OBR7"] = PhiKind.Date, ["OBR10"] = PhiKind.Name, ["OBR28"] = PhiKind.Name, ["OBR32"] = PhiKind.Name, ["OBX14"] = PhiKind.Date, ["OBX16"] = PhiKind.Name, ["OBX18"] = PhiKind.Device,
        ["ORC10"] = PhiKind.Name, ["ORC11"] = PhiKind.Name, ["DG116"] = PhiKind.Name, ["ROL4"] = PhiKind.Name, ["AIP3"] = PhiKind.Name, ["EVN5"] = PhiKind.Name, ["ACC1"] = PhiKind.Date, ["PR111"] = PhiKind.Name, ["NK112"] = PhiKind.Account,
        ["NK133"] = PhiKind.MedicalRecord, ["GT119"] = PhiKind.Account, ["IN146"] = PhiKind.HealthPlan, ["IN26"] = PhiKind.HealthPlan, ["IN28"] = PhiKind.HealthPlan, ["MRG2"] = PhiKind.MedicalRecord, ["MRG3"] = PhiKind.Account, ["MRG4"] = PhiKind.MedicalRecord,
        ["MRG1"] = PhiKind.MedicalRecord, ["MRG7"] = PhiKind.Name, ["PR15"] = PhiKind.Date, ["AL16"] = PhiKind.Date,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly SearchValues<string> _segments = SearchValues.Create(["MSH|", "PID|", "NK1|", "GT1|", "IN1|", "IN2|", "PV1|", "DG1|", "OBR|", "OBX|", "MRG|", "ORC|", "PD1|", "ACC|"], StringComparison.Ordinal);

    public static bool Applies(ReadOnlySpan<char> text) => text.ContainsAny(_segments);

    public static void Scan(Page page)
    {
        var text = page.View.Text;
        for (var line = 0; line < text.Length;)
        {
            var end = text[line..].IndexOf('\n') is >= 0 and var length ? line + length : text.Length;
            page.Steps += end - line;
            if (end - line > 4 && text[line + 3] == '|' && char.IsAsciiLetterUpper(text[line]))
                Segment(page, text, line, end);
            line = end + 1;
        }
    }

    private static void Segment(Page page, ReadOnlySpan<char> text, int line, int end)
    {
        var name = text.Slice(line, 3);
        var (number, at) = (name.SequenceEqual("MSH") ? 2 : 1, line + 4);
        while (at <= end)
        {
            var stop = text[at..end].IndexOf('|') is >= 0 and var length ? at + length : end;
            if (stop > at && _fields.TryGetValue($"{name}{number}", out var kind))
                Field(page, text, at, stop, kind);
            else if (stop > at && number > 2)
                Shape(page, text, at, stop);
            number++;
            at = stop + 1;
        }
    }

    /// <summary>Fields of other numbers, and of messages that count them wrongly, by their shape: dates, names, addresses.</summary>
    private static void Shape(Page page, ReadOnlySpan<char> text, int start, int end)
    {
        var field = text[start..end];
        page.Steps += field.Length;
        var caret = field.IndexOf('^');
        var first = caret < 0 ? field : field[..caret];
        if (first.Length is 8 or 12 or 14 && !first.ContainsAnyExceptInRange('0', '9') && first[0] is '1' or '2' && first[4] is '0' or '1' && first[6] <= '3' && first[..2] is "19" or "20")
            page.AddRange(start, start + first.Length, PhiKind.Date, 0.75, "a date of an HL7 message");
        else if (first.Length is > 14 and < 28 && first[..2] is "20" && first[..14].IndexOfAnyExceptInRange('0', '9') < 0)
            page.AddRange(start, start + first.Length, PhiKind.Date, 0.75, "a date of an HL7 message");
        else if (caret > 2 && field.Count('^') >= 4 && first.ContainsAnyInRange('0', '9') && first.Contains(' '))
            page.AddRange(start, end, PhiKind.Address, 0.8, "an address of an HL7 message");
        else if (caret > 1 && field.Length > caret + 2 && char.IsUpper(first[0]) && char.IsUpper(field[caret + 1]) && !field.ContainsAnyInRange('0', '9') && (Lexicon.Of(first) & WordFlags.Names) != WordFlags.None)
            page.AddRange(start, end, PhiKind.Name, 0.8, "a name of an HL7 message");
    }

    /// <summary>Of numbers the first component is the identifier, of the rest everything.</summary>
    private static void Field(Page page, ReadOnlySpan<char> text, int start, int end, PhiKind kind)
    {
        for (var at = start; at <= end;)
        {
            var stop = text[at..end].IndexOf('~') is >= 0 and var length ? at + length : end;
            var whole = kind is PhiKind.Name or PhiKind.Address or PhiKind.Phone;
            var last = whole || text[at..stop].IndexOf('^') is not (>= 0 and var caret) ? stop : at + caret;
            while (last > at && text[last - 1] is '^' or ' ')
                last--;
            if (last - at > 1 && text[at..last].IndexOfAnyExcept("\"^ ") >= 0)
                page.AddRange(at, last, kind, 0.95, "a field of an HL7 message");
            at = stop + 1;
        }
    }
}
