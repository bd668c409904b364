using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scanners;

/// <summary>Social security numbers, telephone and card numbers by the shape of their groups, with what stands around them for or against.</summary>
internal static class DigitScanner
{
    private const int LongestChain = 24;

    private readonly record struct Group(int Token, int Size, char Before);

    public static void Scan(Page page)
    {
        var chain = new List<Group>(LongestChain);
        for (var at = 0; at < page.Count; at++)
        {
            page.Steps++;
            if (!page.IsNumber(at) || page.Blocked(at) || IsPartOfWord(page, at))
                continue;
            chain.Clear();
            var last = Chain(page, at, chain);
            for (var from = 0; from < chain.Count;)
                from += Math.Max(1, Match(page, chain, from));
            at = last;
        }
    }

    /// <summary>A telephone or fax number after its label, in any grouping.</summary>
    public static void Labelled(Page page, LabelledValue label)
    {
        var (digits, end, at) = (0, -1, label.Value);
        for (; at < page.Count && digits < 16; at++)
        {
            page.Steps++;
            if (page.IsNumber(at))
                (digits, end) = (digits + page.Size(at), at);
            else if (page.Symbol(at) is not ('+' or '-' or '(' or ')' or '.' or '/' or '*' or '_'))
                break;
            if (page.Gap(at) > 3 || (page.Symbol(at) == '.' && !page.Joined(at)))
                break;
        }

        if (end < 0 || digits > 16 || digits < (label.Said ? 5 : 7) || IsPartOfWord(page, end) || DateReader.Read(page, label.Value, out var date) && date.End >= end)
            return;
        var start = label.Value > 0 && page.Symbol(label.Value - 1) is '+' or '(' && page.Joined(label.Value - 1) ? label.Value - 1 : label.Value;
        var denied = page.Denied(label.Label) ? 0.4 : 0;
        page.Add(start, end, label.Kind, (label.Said || digits is >= 10 and <= 13 ? 0.85 : 0.7) - denied, label.Kind == PhiKind.Fax ? "a number after the label of a fax" : "a number after the label of a telephone");
    }

    /// <summary>Groups of digits with at most one sign and a little space between them; returns the last token.</summary>
    private static int Chain(Page page, int at, List<Group> chain)
    {
        chain.Add(new Group(at, page.Size(at), page.Symbol(at - 1) is not '\0' and var sign && page.Joined(at - 1) ? sign : '\0'));
        var last = at;
        while (chain.Count < LongestChain)
        {
            page.Steps++;
            var (next, before) = (last + 1, ' ');
            if (page.Symbol(next) is ')' && page.Symbol(next + 1) is '-' or '/')
                (next, before) = (next + 2, ')');
            else if (page.Symbol(next) is '-' or '.' or '/' or ')' or '_' or '*' or '~' or '\\' or '|')
                (before, next) = (page.Symbol(next), page.Symbol(next + 1) == page.Symbol(next) ? next + 2 : next + 1);
            else if (page.Symbol(next) is ',' or ':' or '+' or '=' && !page.Joined(next - 1) == !page.Joined(next))
                (before, next) = (page.Symbol(next), next + 1);
            if (page.Symbol(next) == '(' && before == ' ')
                next++;
            if (!page.IsNumber(next) || page[next].Start - page[last].End > 4 || page.Blocked(next) || IsPartOfWord(page, next))
                return last;
            chain.Add(new Group(next, page.Size(next), before));
            last = next;
        }

        return last;
    }

    /// <summary>The groups that a finding beginning at one takes, or 0.</summary>
    private static int Match(Page page, List<Group> chain, int from)
    {
        if (from > 0 && chain[from].Before is '-' or '.' or '/')
            return 0;
        return Ssn(page, chain, from) is > 0 and var ssn ? ssn : Card(page, chain, from) is > 0 and var card ? card : Phone(page, chain, from);
    }

    private static int Ssn(Page page, List<Group> chain, int from)
    {
        if (!Sizes(chain, from, 3, 2, 4) || Continues(chain, from + 3))
            return 0;
        var (first, last) = (chain[from].Token, chain[from + 2].Token);
        var (area, group, serial) = (Value(page, first), Value(page, chain[from + 1].Token), Value(page, last));
        var separators = chain[from + 1].Before == ' ' || chain[from + 2].Before == ' ' ? ' ' : chain[from + 1].Before;
        var confidence = separators switch { '-' => 0.75, ' ' => page.Health(first) || page.Person(first) ? 0.6 : 0.4, ',' or ':' or '+' or '=' => 0.35, _ => 0.55 };
        if (area is 0 or 666 || group == 0 || serial == 0 || (area >= 900 && group is < 50 or 89 or 93))
            confidence -= 0.3;
        if (chain[from].Before is '-' or '.' or '/' or '#')
            confidence -= 0.3;
        if (page.Denied(first))
            confidence -= 0.6;
        else if (page.Trade(first, 8) > 0 && !page.Health(first, 40) && !page.Person(first, 40))
            confidence -= 0.3;
        page.Add(first, last, PhiKind.Ssn, confidence, "the groups of a social security number");
        return 3;
    }

    private static int Phone(Page page, List<Group> chain, int from)
    {
        var (first, taken, confidence) = (chain[from].Token, 0, 0.0);
        var plus = chain[from].Before == '+';
        var bracket = chain[from].Before == '(' && from + 1 < chain.Count && chain[from + 1].Before == ')';
        if (plus && Total(chain, from, out taken) is >= 8 and <= 15)
            confidence = 0.75;
        else if (Sizes(chain, from, 1, 3, 3, 4) && page.Text(first)[0] == '1')
            (taken, confidence) = (4, 0.65);
        else if (Sizes(chain, from, 3, 3, 4) && page.Text(first)[0] >= '2')
            (taken, confidence) = (3, bracket ? 0.75 : chain[from + 1].Before is '-' or '.' ? 0.65 : chain[from + 2].Before is ',' or ':' or '+' or '=' ? 0.3 : 0.5);
        else if (page.Text(first)[0] == '0' && chain[from].Size is >= 2 and <= 6 && Total(chain, from, out taken) is >= 8 and <= 13 && taken > 1 && chain[from + 1].Before is '/' or '-' or ' ' or ')')
            confidence = chain[from + 1].Before == '/' || bracket ? 0.5 : 0.4;
        // Ten digits in a row are a number of North America only where something certain stands beside them.
        var weak = false;
        if (taken == 0 && chain[from].Size == 10 && page.Text(first)[0] >= '2' && page.Text(first)[3] >= '2')
            (taken, confidence, weak) = (1, 0.3, true);
        else if (taken == 0 && page.Text(first)[0] == '0' && chain[from].Size is >= 3 and <= 6 && Total(chain, from, out taken) is >= 8 and <= 13)
            (confidence, weak) = (0.3, true);
        if (taken == 0 || confidence == 0 || Continues(chain, from + taken) || DateReader.Read(page, first, out _))
            return 0;
        if (page.Denied(first))
            confidence -= 0.5;
        if (page.Person(first) || page.Health(first, 15))
            confidence += 0.1;
        else if (page.Trade(first, 6) > 0)
            confidence -= 0.15;
        var fax = Fax(page, first);
        page.Add(plus || chain[from].Before == '(' ? first - 1 : first, Extension(page, chain[from + taken - 1].Token), fax ? PhiKind.Fax : PhiKind.Phone, confidence, "the groups of a telephone number", weak);
        return taken;
    }

    /// <summary>Card numbers: the first digit of a scheme, the checksum, and groups of four or none.</summary>
    private static int Card(Page page, List<Group> chain, int from)
    {
        var taken = chain[from].Size is >= 13 and <= 19 ? 1 : Sizes(chain, from, 4, 4, 4, 4) ? 4 : Sizes(chain, from, 4, 6, 5) ? 3 : 0;
        if (taken == 0 || Continues(chain, from + taken) || page.Text(chain[from].Token)[0] is < '3' or > '6')
            return 0;
        Span<char> digits = stackalloc char[24];
        var length = 0;
        for (var index = from; index < from + taken; index++)
        {
            page.Text(chain[index].Token).CopyTo(digits[length..]);
            length += chain[index].Size;
        }

        if (!Checksums.Luhn(digits[..length]))
            return 0;
        page.Add(chain[from].Token, chain[from + taken - 1].Token, PhiKind.Account, (taken > 1 ? 0.7 : 0.5) - (page.Denied(chain[from].Token) || page.Trade(chain[from].Token, 8) > 0 ? 0.4 : 0), "a card number whose checksum holds");
        return taken;
    }

    /// <summary>The last token of "ext. 14", "x14" behind a number, or the number's own.</summary>
    private static int Extension(Page page, int at)
    {
        var next = page.Symbol(at + 1) is ',' ? at + 2 : at + 1;
        if (!page.Is(next, "ext") && !page.Is(next, "x") && !page.Is(next, "extension") && !page.Is(next, "durchwahl"))
            return at;
        next = page.Symbol(next + 1) is '.' or ':' ? next + 2 : next + 1;
        return page.IsNumber(next) && page.Size(next) <= 5 ? next : at;
    }

    private static bool Fax(Page page, int at)
    {
        for (var back = at - 1; back >= 0 && back > at - 6; back--)
        {
            if (page.Is(back, "fax") || page.Is(back, "telefax") || page.Is(back, "facsimile"))
                return true;
        }

        return false;
    }

    private static bool Sizes(List<Group> chain, int from, params ReadOnlySpan<int> sizes)
    {
        if (from + sizes.Length > chain.Count)
            return false;
        for (var index = 0; index < sizes.Length; index++)
        {
            if (chain[from + index].Size != sizes[index])
                return false;
        }

        return true;
    }

    private static int Total(List<Group> chain, int from, out int taken)
    {
        var total = 0;
        for (taken = 0; from + taken < chain.Count && total + chain[from + taken].Size <= 15 && (taken == 0 || chain[from + taken].Before != '.'); taken++)
            total += chain[from + taken].Size;
        return total;
    }

    private static bool Continues(List<Group> chain, int next) => next < chain.Count && (chain[next].Before is '-' or '.' or '/');

    private static bool IsPartOfWord(Page page, int at) =>
        (page.Joined(at - 1) && page.IsWord(at - 1)) || (page.Joined(at) && page.IsWord(at + 1) && page.Size(at + 1) < 3);

    private static int Value(Page page, int at) => int.Parse(page.Text(at), System.Globalization.CultureInfo.InvariantCulture);
}
