using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scoring;

/// <summary>Numbers that are too long to count or measure something, with the capital letters that belong to them: "C 28 441 907", "HARR-0417-E", "KX20 LPN". Beside a certain finding they are of the same person.</summary>
internal static class LongNumbers
{
    private const int LongestRun = 14;

    /// <summary>Digits, and letters in the same word as digits, of what is long and of what is fairly long.</summary>
    private const int Long = 6;
    private const int Fair = 5;

    /// <summary>What the weights must at least think of one of the tokens.</summary>
    private const float Hardly = 0.001f;
    private const float Slightly = 0.02f;

    public static void Add(TokenContext context, Func<int, float> sure, List<PhiSpan> found)
    {
        var page = context.Page;
        var index = 0;
        for (var at = 0; at < page.Count;)
        {
            var end = Run(page, at, out var weight);
            if (end == at)
            {
                at++;
                continue;
            }

            if (weight >= Fair && !Measures(page, at, end - 1))
            {
                while (index < context.Judged.Length && context.Judged[index] < at)
                    index++;
                var best = 0f;
                for (var next = index; next < context.Judged.Length && context.Judged[next] < end; next++)
                    best = Math.Max(best, sure(next));
                if (best >= (weight >= Long ? Hardly : Slightly))
                {
                    var start = page.Original(at).Start;
                    found.Add(new PhiSpan(start, page.Original(end - 1).End - start, Kind(context, at, end), PhiDetector.Threshold, "a long number where a person is told of"));
                }
            }

            at = end;
        }
    }

    /// <summary>What a scanner takes a part of it for.</summary>
    private static PhiKind Kind(TokenContext context, int from, int end)
    {
        for (var at = from; at < end; at++)
        {
            if (context.Evidence.Sure(at) > 0 && TokenLabels.Of(context.Evidence.Kind(at)) is TokenLabel.Number or TokenLabel.Contact or TokenLabel.Date)
                return context.Evidence.Kind(at);
        }

        return PhiKind.MedicalRecord;
    }

    /// <summary>The token after the run that begins here. A run begins and ends with letters or digits.</summary>
    private static int Run(Page page, int at, out int weight)
    {
        weight = 0;
        if (!Piece(page, at) || page.Joined(at - 1) && !page.IsLine(at - 1) && page.Symbol(at - 1) is not ('(' or '"' or '\'' or '#' or ':' or '=' or '|' or '^' or '>' or '['))
            return at;
        var (end, next, digits, mixed) = (at, at, 0, 0);
        while (next < page.Count && next < at + LongestRun)
        {
            if (Piece(page, next))
            {
                digits += page.IsNumber(next) ? page.Size(next) : 0;
                mixed += page.IsWord(next) && (page.Joined(next) && page.IsNumber(next + 1) || page.Joined(next - 1) && page.IsNumber(next - 1) || page.Joined(next) && page.Symbol(next + 1) == '-' && page.IsNumber(next + 2)) ? Math.Min(2, page.Size(next)) : 0;
                end = ++next;
                if (page.IsLine(next) || page.Gap(next - 1) > 1)
                    break;
            }
            else if (digits > 0 && page.IsNumber(end - 1) && Apart(page, end) is > 0 and var apart)
                next += apart;
            else if (end > at && next == end && page.Symbol(next) is '-' or '/' or '.' or '_' && page.Joined(next) && page.Joined(next - 1))
                next++;
            else
                break;
        }

        weight = digits < 3 ? 0 : digits + mixed;
        return Math.Max(end, at + 1);
    }

    /// <summary>Signs and spaces between two groups of digits: ") 555", " // 88", " - 01". How many tokens they are, or 0.</summary>
    private static int Apart(Page page, int at)
    {
        var count = 0;
        while (count < 3 && page.Symbol(at + count) is '-' or '/' or ')' or '(' or '_' or '*' or '~' && page.Gap(at + count) <= 1)
            count++;
        return count > 0 && page.Gap(at - 1) <= 1 && page.IsNumber(at + count) && !(count == 1 && page.Symbol(at) == '(') ? count : 0;
    }

    /// <summary>Whether what the weights hold for a little likely reads as a number of a person: long enough, and no amount.</summary>
    public static bool Reads(Page page, int first, int last)
    {
        var (digits, letters) = (0, 0);
        for (var at = first; at <= last; at++)
        {
            if (page.IsNumber(at))
                digits += page.Size(at);
            else if (page.Has(at, WordFlags.Number))
                digits++;
            else if (page.IsWord(at))
                letters += Math.Min(2, page.Size(at));
        }

        return digits > 1 && digits + letters >= Fair && !Measures(page, first, last);
    }

    private static bool Piece(Page page, int at) => page.IsNumber(at) || page.IsWord(at) && page.Size(at) <= 4 && Capital(page, at) && !page.Has(at, WordFlags.Label | WordFlags.Month);

    private static bool Capital(Page page, int at)
    {
        for (var letter = 0; letter < page.Size(at); letter++)
        {
            if (page.IsLower(at, letter))
                return false;
        }

        return true;
    }

    /// <summary>Money, measures, times, and the names of standards.</summary>
    private static bool Measures(Page page, int first, int last)
    {
        var before = page.Symbol(first - 1);
        if (before is '$' or '€' or '£' or '.' || page.Symbol(last + 1) is '€' or '%' or '$' || page.Symbol(last + 1) == ',' && page.Joined(last) && page.Joined(last + 1) && page.IsNumber(last + 2))
            return true;
        return page.IsNumber(first) && page.Size(first) is 12 or 14 && page.Text(first)[..2] is "19" or "20" || page.IsNumber(first) && page.Size(first) == 1 && page.Symbol(first + 1) == '.' && page.Symbol(first + 3) == '.' && last - first > 5;
    }
}
