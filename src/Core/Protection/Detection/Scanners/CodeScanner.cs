using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scanners;

/// <summary>Identifiers that prove themselves: VIN, DEA, NPI, Medicare and German insurance numbers, UDI, and codes of diagnoses.</summary>
internal static class CodeScanner
{
    public static void Scan(Page page)
    {
        for (var at = 0; at < page.Count; at++)
        {
            page.Steps++;
            if (page.Symbol(at) == '(')
                Udi(page, at);
            else if (page.Symbol(at) == ':' && page.Joined(at) && page.Joined(at - 1))
                Mac(page, at);
            if (!page.IsWordOrNumber(at) || page.Blocked(at) || page.Joined(at - 1) && (page.IsWordOrNumber(at - 1) || page.Symbol(at - 1) is '-' or '.' or '_'))
                continue;
            var end = at;
            while (page.Joined(end) && page.IsWordOrNumber(end + 1) && end < at + 20)
                end++;
            var length = page[end].End - page[at].Start;
            page.Steps += end - at;
            if (page.IsNumber(at) && end == at && length is 10 or 20)
                Plain(page, at, length);
            else if (length == 17)
                Vin(page, at, end);
            else if (length is 9 or 10 && end > at)
                Prescriber(page, at, end);
            else if (length is 3 or 4 && page.IsWord(at) && page.Size(at) == 1 && (page.Symbol(end + 1) == '.' && page.Joined(end)))
                Diagnosis(page, at, page.Health(at, 15) ? 0.65 : 0.3);
            else if (length is 4 or 11 && page.IsNumber(at))
                Medicare(page, at);
        }
    }

    /// <summary>ICD-10, perhaps without its point where a label says so.</summary>
    public static void Diagnosis(Page page, int at, double confidence)
    {
        if (!page.IsWord(at) || page.Size(at) != 1 || !page.IsNumber(at + 1) || !page.Joined(at))
            return;
        var end = at + 1;
        while (page.Joined(end) && page[end + 1].Kind is TokenKind.Word or TokenKind.Number && end < at + 4)
            end++;
        var stem = page[end].End - page[at].Start;
        if (page.Symbol(end + 1) == '.' && page.Joined(end) && page.Joined(end + 1) && page[end + 2].Kind is TokenKind.Number or TokenKind.Word && page.Size(end + 2) <= 4)
        {
            end += 2;
            while (page.Joined(end) && page[end + 1].Kind is TokenKind.Word or TokenKind.Number && end < at + 8)
                end++;
        }

        // The certainty that German practices write behind a code.
        if (page.Gap(end) <= 1 && page.IsWord(end + 1) && page.Size(end + 1) == 1 && page.View[page[end + 1].Start] is 'G' or 'V' or 'Z' or 'A' && confidence > 0.7)
            end++;
        if (stem is < 3 or > 7 || page.Denied(at))
            return;
        page.Add(at, end, PhiKind.Diagnosis, confidence, "a code of the international classification of diseases");
        if (confidence > 0.7 && page.Symbol(end + 1) is ',' or ';' or '/' or '+' && page.IsWord(end + 2) && !page.IsLine(end + 1))
            Diagnosis(page, end + 2, confidence - 0.001);
    }

    /// <summary>NPI by their check digit, and the numbers on cards of European health insurance, which begin with 80.</summary>
    private static void Plain(Page page, int at, int length)
    {
        var text = page.Text(at);
        if (length == 20 && text.StartsWith("80", StringComparison.Ordinal))
            page.Add(at, at, PhiKind.HealthPlan, page.Health(at, 40) || page.Person(at, 40) ? 0.6 : 0.4, "the form of a number of a health card");
        else if (length == 10 && text[0] is '1' or '2' && Checksums.Npi(text) && page.Health(at, 40))
            page.Add(at, at, PhiKind.Npi, 0.3, "a provider number whose check digit holds", weak: true);
    }

    private static void Vin(Page page, int at, int end)
    {
        var text = page.View.Text[page[at].Start..page[end].End];
        if (Checksums.Vin(text) && text.ContainsAnyInRange('0', '9') && text.IndexOfAnyExceptInRange('0', '9') >= 0)
            page.Add(at, end, PhiKind.Vehicle, page.Denied(at) ? 0.4 : 0.8, "a vehicle number whose check digit holds");
    }

    /// <summary>DEA numbers, and numbers of German insured persons: a letter, eight digits and a check digit.</summary>
    private static void Prescriber(Page page, int at, int end)
    {
        var text = page.View.Text[page[at].Start..page[end].End];
        if (Checksums.Dea(text))
            page.Add(at, end, PhiKind.Dea, page.Denied(at) ? 0.1 : page.Health(at) ? 0.7 : 0.45, "a number of the drug administration whose check digit holds");
        else if (text.Length == 10 && char.IsAsciiLetterUpper(text[0]) && !text[1..].ContainsAnyExceptInRange('0', '9') && Checksums.Luhn($"{(text[0] - 'A' + 1):00}"[..1] + Turned(text)))
            page.Add(at, end, PhiKind.HealthPlan, page.Denied(at) || !page.Health(at) ? 0.3 : 0.65, "the form of a German insurance number");
    }

    /// <summary>Weights 1, 2, 1, 2 from the left are those of Luhn over the two digits of the letter and the rest.</summary>
    private static string Turned(ReadOnlySpan<char> text) => $"{(text[0] - 'A' + 1) % 10}{text[1..]}";

    /// <summary>Medicare beneficiary identifiers: 1EG4-TE5-MK73.</summary>
    private static void Medicare(Page page, int at)
    {
        var end = at;
        while (page.Joined(end) && end < at + 14 && (page[end + 1].Kind is TokenKind.Word or TokenKind.Number || page.Symbol(end + 1) == '-'))
            end++;
        var code = page.View.Text[page[at].Start..page[end].End].ToString().Replace("-", "");
        if (code.Length == 11 && Fits(code, "9A*9A*9AA99"))
            page.Add(at, end, PhiKind.HealthPlan, 0.7, "the form of a Medicare number");
    }

    private static bool Fits(string code, string form)
    {
        for (var at = 0; at < form.Length; at++)
        {
            if (form[at] == '9' ? !char.IsAsciiDigit(code[at]) : form[at] == 'A' ? !char.IsAsciiLetterUpper(code[at]) : !char.IsAsciiLetterOrDigit(code[at]))
                return false;
        }

        return true;
    }

    /// <summary>Six pairs of hex digits: the network address of a device, which says something where a person is told of.</summary>
    private static void Mac(Page page, int at)
    {
        var start = page[at].Start - 2;
        var text = page.View.Text;
        if (start < 0 || start + 17 > text.Length || start > 0 && (char.IsAsciiHexDigit(text[start - 1]) || text[start - 1] == ':') || start + 17 < text.Length && (char.IsAsciiHexDigit(text[start + 17]) || text[start + 17] == ':'))
            return;
        for (var index = 0; index < 17; index++)
        {
            page.Steps++;
            if (index % 3 == 2 ? text[start + index] != ':' : !char.IsAsciiHexDigit(text[start + index]))
                return;
        }

        var about = page.Person(at, 15) || page.Health(at, 15);
        page.AddRange(start, start + 17, PhiKind.Device, about ? 0.7 : page.Is(at - 2, "mac") || page.Is(at - 3, "mac") ? 0.55 : 0.2, "the network address of a device");
    }

    /// <summary>Unique device identifiers in readable form: (01) and fourteen digits, with what follows in brackets.</summary>
    private static void Udi(Page page, int at)
    {
        if (!page.IsNumber(at + 1) || !page.Text(at + 1).SequenceEqual("01") || page.Symbol(at + 2) != ')' || !page.IsNumber(at + 3) || page.Size(at + 3) != 14)
            return;
        var end = at + 3;
        while (end + 1 < page.Count && end < at + 40 && page.Joined(end) && (page.Symbol(end + 1) is '(' or ')' or '-' || page[end + 1].Kind is TokenKind.Word or TokenKind.Number))
            end++;
        page.Steps += end - at;
        page.Add(at, end, PhiKind.Device, 0.8, "a unique device identifier");
    }
}
