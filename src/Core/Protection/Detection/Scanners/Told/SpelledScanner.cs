using System.Collections.Frozen;
using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scanners.Told;

/// <summary>Letters and digits read aloud: "K wie Kaufmann, vier vier null", "golf kilo romeo, four eight one". Their ends are exact here; what they are a label before them says.</summary>
internal static class SpelledScanner
{
    private const int LongestRun = 60;
    private const int LabelReach = 10;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _alphabets = new[]
    {
        "alpha", "alfa", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet", "juliett", "kilo", "lima", "mike", "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango", "uniform", "victor", "whiskey",
        "whisky", "xray", "yankee", "zulu", "anton", "berta", "casar", "caesar", "dora", "emil", "friedrich", "gustav", "heinrich", "julius", "kaufmann", "konrad", "ludwig", "martha", "nordpol", "otto", "paula", "quelle", "richard",
        "siegfried", "samuel", "theodor", "ulrich", "viktor", "wilhelm", "xanthippe", "ypsilon", "zeppelin", "zacharias", "adam", "boy", "frank", "george", "henry", "ida", "john", "king", "lincoln", "mary", "nora", "ocean", "queen", "sam", "zebra", "bee", "cee", "dee", "eff", "gee", "aitch", "jay", "kay", "cue", "vee", "zee", "zed",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    public static void Scan(Page page)
    {
        for (var at = 0; at < page.Count;)
        {
            page.Steps++;
            var run = new Run();
            var end = Read(page, at, ref run);
            if (end > at && run.IsNumber)
                Add(page, at, end - 1, run);
            at = Math.Max(at + 1, end);
        }
    }

    private static void Add(Page page, int at, int last, Run run)
    {
        var start = page.Is(at - 1, "plus") || page.Is(at - 1, "double") ? at - 1 : at;
        var kind = Announced(page, start, out var labelled);
        if (!labelled)
            kind = run is { Letters: 0, Digits: >= 10 and <= 13 } ? PhiKind.Phone : PhiKind.MedicalRecord;
        page.Add(start, last, kind, labelled ? 0.65 : run.Digits + run.Letters > 6 ? 0.5 : 0.35, "digits and letters that are read aloud", weak: !labelled);
    }

    /// <summary>What the label nearest before announces.</summary>
    private static PhiKind Announced(Page page, int at, out bool labelled)
    {
        for (var back = at - 1; back >= 0 && back >= at - LabelReach; back--)
        {
            page.Steps++;
            if (page.Has(back, WordFlags.Label) && LabelScanner.Find(page, back, out var end) is { } label && end <= at && label.Kind is not (PhiKind.Name or PhiKind.Place or PhiKind.Address or PhiKind.Date or PhiKind.Age))
            {
                labelled = true;
                return label.Kind;
            }
        }

        labelled = false;
        return default;
    }

    /// <summary>The token after the run that begins here.</summary>
    private static int Read(Page page, int at, ref Run run)
    {
        var (end, next) = (at, at);
        while (next < page.Count && next < at + LongestRun)
        {
            page.Steps++;
            var taken = Element(page, next, ref run);
            if (taken > 0)
            {
                next += taken;
                end = next;
            }
            else if (end > at && next - end < 3 && Between(page, next))
                next++;
            else
                break;
        }

        return end;
    }

    private static bool Between(Page page, int at) => page.Symbol(at) is ',' or '-' or '/' or ';' || page.IsLine(at) || SpokenDigits.Spoken(page, at) != '\0' || SpokenDigits.Fills(page, at);

    private static int Element(Page page, int at, ref Run run)
    {
        if (page.IsNumber(at))
        {
            if (page.Size(at) > 4 || page.Joined(at) && page.Symbol(at + 1) is '.' or ':' or '%' or '/' && page.IsNumber(at + 2))
                return 0;
            run.Plain(page.Size(at));
            return 1;
        }

        if (!page.IsWord(at))
            return 0;
        if (page.Is(at, "double") || page.Is(at, "triple") || page.Is(at, "doppel"))
        {
            if (!page.Has(at + 1, WordFlags.Number) && !(page.IsNumber(at + 1) && page.Size(at + 1) == 1))
                return 0;
            run.Again(page.Is(at, "triple") ? 3 : 2);
            return 2;
        }

        if (page.Has(at, WordFlags.Number) && Lexicon.Number(page.Text(at)) is >= 0 and var value)
        {
            run.Spoken(value);
            return 1;
        }

        if (page.Has(at, WordFlags.Numeral) && page.Size(at) > 6)
        {
            run.Spoken(20);
            return 1;
        }

        return Letter(page, at, ref run);
    }

    /// <summary>A letter, perhaps with the word that explains it, or a word of a spelling alphabet.</summary>
    private static int Letter(Page page, int at, ref Run run)
    {
        if (page.Size(at) > 1)
        {
            if (!_alphabets.Contains(page.Text(at)) || page.Joined(at) && page.Symbol(at + 1) != ',')
                return 0;
            run.Letter();
            return 1;
        }

        if (!page.IsCapital(at) && !(page.Is(at + 1, "as") && page.Is(at + 2, "in")) && !page.Is(at + 1, "wie") || page.Joined(at) && page.Symbol(at + 1) is not (',' or '-'))
            return 0;
        var explained = page.Is(at + 1, "as") && page.Is(at + 2, "in") && page.IsWord(at + 3) ? 4 : (page.Is(at + 1, "wie") || page.Is(at + 1, "like") || page.Is(at + 1, "for")) && page.IsWord(at + 2) ? 3 : 1;
        run.Letter();
        return explained;
    }

    /// <summary>What a run counts. One that only counts upwards is a rhyme or an exercise.</summary>
    private struct Run()
    {
        private int _spoken;
        private int _last = -1;
        private bool _counts = true;

        public int Digits { get; private set; }
        public int Letters { get; private set; }

        public readonly bool IsNumber => _spoken > 2 && Digits >= (Letters > 1 ? 2 : 3) && Digits + Letters >= 4 && !(_counts && Letters == 0);

        public void Plain(int digits) => (Digits, _counts) = (Digits + digits, false);

        public void Again(int digits) => (Digits, _spoken, _counts) = (Digits + digits, _spoken + digits, false);

        public void Letter() => (Letters, _spoken) = (Letters + 1, _spoken + 1);

        public void Spoken(int value)
        {
            _counts &= _last < 0 || value == _last + 1;
            (Digits, _spoken, _last) = (Digits + (value > 9 ? 2 : 1), _spoken + 1, value);
        }
    }
}
