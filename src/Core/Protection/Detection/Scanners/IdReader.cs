using Ashlar.Core.Protection.Detection.Text;

namespace Ashlar.Core.Protection.Detection.Scanners;

/// <summary>Reads numbers of records, accounts, licences and devices: letters and digits in groups.</summary>
internal static class IdReader
{
    private const int Longest = 40;

    private static readonly string[] _reasons = [.. Enum.GetValues<PhiKind>().Select(kind => $"follows the label of a {PhiNames.Of(kind).Replace('_', ' ')} number")];

    public static void Labelled(Page page, LabelledValue label)
    {
        var (end, digits, length) = Read(page, label.Value, label.Kind);
        if (end < 0 || digits < 5 && page.IsNumber(label.Value) && page.Symbol(label.Value + 1) == '.' && page.Size(label.Value) < 3)
            return;
        var part = digits == 4 && length == 4 && IsPart(page, label);
        if (!part && !IsLongEnough(label, digits, length))
            return;
        var confidence = label switch { { Strong: true, Said: true } => 0.92, { Strong: true } => 0.85, { Said: true } => 0.75, _ => 0.6 };
        if (label.Weak)
            confidence = page.Person(label.Value, 15) || page.Health(label.Value, 25) ? 0.4 : 0.3;
        confidence -= part ? 0 : Doubt(page, label, end, digits, length);
        if (confidence > 0)
            page.Add(label.Value, end, label.Kind, confidence, weak: label.Weak, reason: _reasons[(int)label.Kind]);
    }

    /// <summary>The last token of the value, its digits and its length; -1 where there is no value.</summary>
    public static (int End, int Digits, int Length) Read(Page page, int at, PhiKind kind)
    {
        var (end, digits, length) = (-1, 0, 0);
        for (var next = at; next < page.Count && length < Longest; next++)
        {
            page.Steps++;
            if (page.IsNumber(next))
                (digits, length, end) = (digits + page.Size(next), length + page.Size(next), next);
            else if (page.IsWord(next) && IsPiece(page, next))
                (length, end) = (length + page.Size(next), next);
            else if (page.Symbol(next) is '-' or '.' or '/' or '_' or '*' or '(' or ')' && end >= 0 && next + 1 < page.Count && page[next + 1].Kind is TokenKind.Number or TokenKind.Word && (page.Joined(next) || (page.Symbol(next) != '.' && page.IsNumber(next + 1) && page.IsNumber(next - 1))))
            {
                if (page.IsWord(next + 1) && !IsPiece(page, next + 1))
                    break;
                continue;
            }
            else if (!(page.Symbol(next) is '(' && next == at))
                break;
            if (!page.Joined(next) && !Goes(page, next, length, kind))
                break;
        }

        if (kind == PhiKind.Vehicle && end >= 0 && page.IsNumber(end) && page.IsWord(end + 1) && page.Size(end + 1) is 2 or 3 && IsCapitals(page.Text(end + 1)))
            return (end + 1, digits, length + page.Size(end + 1));

        // A word at the end without its number does not belong to the value.
        while (end >= at && page.IsWord(end) && !page.Joined(end - 1) && end > at)
            end--;
        while (end >= at && page.Symbol(end) != '\0')
            end--;
        return digits == 0 ? (-1, 0, 0) : (end, digits, length);
    }

    /// <summary>Letters of an identifier stand close to digits, or are few and capital.</summary>
    private static bool IsPiece(Page page, int at)
    {
        if (page.Size(at) > 8)
            return false;
        if (page.IsNumber(at + 1) && page.Joined(at) || page.IsNumber(at - 1) && page.Joined(at - 1))
            return page.Size(at) <= 6;
        var dash = page.Symbol(at + 1) is '-' or '_' or '/' or '.' && page.Joined(at) && page.Joined(at + 1) && (page.IsNumber(at + 2) || page.IsWord(at + 2) && page.IsNumber(at + 3) && page.Joined(at + 2));
        var after = page.Symbol(at - 1) is '-' or '_' or '/' && page.Joined(at - 1) && page.Joined(at - 2);
        var lone = page.Size(at) <= 4 && page.IsNumber(at + 1) && page.Gap(at) == 1 || page.Size(at) == 1 && page.IsNumber(at - 1) && page.IsNumber(at + 1);
        return dash || after && page.Size(at) <= 4 || lone && IsCapitals(page.Text(at)) || page.Size(at) <= 3 && IsCapitals(page.Text(at)) && page.IsWord(at + 1) == false && page.Joined(at);
    }

    private static bool IsCapitals(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('A', 'Z');

    /// <summary>Whether the value goes on after a space.</summary>
    private static bool Goes(Page page, int at, int length, PhiKind kind)
    {
        if (page.Gap(at) > 2 || page.IsLine(at + 1))
            return false;
        var limit = kind is PhiKind.Account or PhiKind.Ssn or PhiKind.HealthPlan or PhiKind.MedicalRecord or PhiKind.Licence ? 20 : 12;
        if (length >= limit)
            return false;
        if (kind == PhiKind.Vehicle && (page.IsNumber(at + 1) || page.IsWord(at + 1) && IsCapitals(page.Text(at + 1))) && page.Size(at + 1) <= 4 && page.Gap(at) == 1)
            return true;
        if (page.IsWord(at + 1))
            return page.Size(at + 1) <= 3 && IsCapitals(page.Text(at + 1)) && page.IsNumber(at + 2) && page.Gap(at + 1) <= 1;
        if (page.IsNumber(at + 1))
            return page.Size(at + 1) >= 2 && (page.Size(at) <= 6 || kind == PhiKind.Ssn) || page.IsWord(at);
        return page.Symbol(at + 1) is '-' or '/' && page.IsNumber(at + 2) && page.IsNumber(at);
    }

    private static bool IsLongEnough(LabelledValue label, int digits, int length)
    {
        var sure = label.Strong || label.Said;
        if (label.Kind == PhiKind.Ssn)
            return digits is >= 8 and <= 13;
        if (label.Kind == PhiKind.Vehicle)
            return digits >= 1 && length >= 4;
        return digits >= (sure || length > digits + 1 && length >= 5 ? 3 : 5) && length >= (label.Kind is PhiKind.Npi or PhiKind.Dea or PhiKind.Vehicle ? 5 : 4);
    }

    /// <summary>"last four", "ending in": four digits stand for all of them.</summary>
    private static bool IsPart(Page page, LabelledValue label)
    {
        for (var at = label.Label; at < label.Value; at++)
        {
            if (page.Is(at, "four") || page.Is(at, "ending") || page.Is(at, "ends") || page.Is(at, "last") || page.Is(at, "endet") || page.Is(at, "endend") || page.Is(at, "letzten"))
                return true;
        }

        return false;
    }

    /// <summary>Labels that trade and technology use too count less among their words.</summary>
    private static double Doubt(Page page, LabelledValue label, int last, int digits, int length)
    {
        if (page.IsNumber(label.Value) && digits == 4 && length == 4 && !label.Said)
            return 0.6;
        if (label.Strong && label.Kind is not PhiKind.HealthPlan)
            return label.Kind == PhiKind.MedicalRecord && !label.Said && page.Trade(label.Value) > 1 && !page.Health(label.Value, 30) ? 0.2 : 0;
        if (label.Kind is not (PhiKind.Account or PhiKind.Licence or PhiKind.Device or PhiKind.HealthPlan or PhiKind.Vehicle))
            return 0;
        if (label is { Kind: PhiKind.Device, Said: false, LabelEnd: var end } && end - label.Label < 2 && !page.Health(label.Value, 40) && !page.Person(label.Value, 40))
            return 0.2;
        var own = 0;
        for (var at = label.Label; at <= last; at++)
            own += page.Trade(at, 0);
        var trade = page.Trade(label.Value, 15) - own;
        return trade > 0 && !page.Health(label.Value, 40) && !page.Person(label.Value, 40) ? 0.4 : 0;
    }
}
