using System.Collections.Frozen;
using Ashlar.Core.Protection.Detection.Text;

namespace Ashlar.Core.Protection.Detection.Scanners;

/// <summary>Numbers that carry what they are before their first digit: PAT00118820, INV-44188, RX#0447188, VN0042718, KV-24-77100.</summary>
internal static class PrefixScanner
{
    private const int Longest = 14;

    private static readonly FrozenDictionary<string, PhiKind>.AlternateLookup<ReadOnlySpan<char>> _prefixes = new Dictionary<string, PhiKind>(StringComparer.Ordinal)
    {
        ["PAT"] = PhiKind.MedicalRecord, ["PT"] = PhiKind.MedicalRecord, ["MRN"] = PhiKind.MedicalRecord, ["MR"] = PhiKind.MedicalRecord, ["ID"] = PhiKind.MedicalRecord, ["PID"] = PhiKind.MedicalRecord, ["UHID"] = PhiKind.MedicalRecord, ["CHI"] = PhiKind.MedicalRecord,
        ["ENC"] = PhiKind.Account, ["VN"] = PhiKind.Account, ["VIS"] = PhiKind.Account, ["ACC"] = PhiKind.Account, ["ACCT"] = PhiKind.Account, ["CSN"] = PhiKind.Account, ["CLM"] = PhiKind.Account, ["CLAIM"] = PhiKind.Account, ["INV"] = PhiKind.Account, ["RX"] = PhiKind.Account,
        ["Rx"] = PhiKind.Account, ["CASE"] = PhiKind.Account, ["REF"] = PhiKind.Account, ["AUTH"] = PhiKind.Account, ["PA"] = PhiKind.Account, ["TR"] = PhiKind.Account, ["TRIP"] = PhiKind.Account, ["FALL"] = PhiKind.Account, ["RE"] = PhiKind.Account, ["RG"] = PhiKind.Account, ["RNR"] = PhiKind.Account,
        ["AZ"] = PhiKind.Account, ["IMG"] = PhiKind.Account, ["LAB"] = PhiKind.Account, ["SP"] = PhiKind.Account, ["KV"] = PhiKind.HealthPlan, ["MBR"] = PhiKind.HealthPlan, ["MEM"] = PhiKind.HealthPlan, ["POL"] = PhiKind.HealthPlan, ["GRP"] = PhiKind.HealthPlan, ["SUB"] = PhiKind.HealthPlan,
        ["SN"] = PhiKind.Device, ["DEV"] = PhiKind.Device, ["CDL"] = PhiKind.Licence, ["DL"] = PhiKind.Licence, ["LIC"] = PhiKind.Licence,
    }.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public static void Scan(Page page)
    {
        for (var at = 0; at + 1 < page.Count; at++)
        {
            page.Steps++;
            if (!page.Joined(at) || !page.IsWord(at) || page.Size(at) > 5 || page.Blocked(at) || page.Joined(at - 1) && (page.IsNumber(at - 1) || page.Symbol(at - 1) is '-' or '/' or '.' or '_') || !_prefixes.TryGetValue(page.Text(at), out var kind))
                continue;
            var last = Last(page, at, out var digits);
            if (digits >= 5)
                page.Add(at, last, kind, (page.Person(at, 20) || page.Health(at, 25) ? 0.4 : 0.25) - (page.Denied(at) ? 0.15 : 0), "a number that says itself what it is", weak: true);
        }
    }

    /// <summary>The end of the run that begins with the prefix: digits, with one sign or a few letters between.</summary>
    private static int Last(Page page, int at, out int digits)
    {
        digits = 0;
        var last = at;
        for (var next = at + 1; next < page.Count && next < at + Longest && page.Joined(next - 1); next++)
        {
            page.Steps++;
            if (page.IsNumber(next))
                (digits, last) = (digits + page.Size(next), next);
            else if (page.IsWord(next) && page.Size(next) <= 4 && next > at + 1)
                last = next;
            else if (page.Symbol(next) is not ('-' or '#' or '/' or '_' or ':'))
                break;
        }

        return last;
    }
}
