using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scoring;

/// <summary>Makes findings of runs of judged tokens: where they begin and end, their kind and their reason.</summary>
internal sealed class SpanMaker(Judgement judgement)
{
    private const int LongestRun = 12;
    private const int LongestPrefix = 3;

    private readonly Page _page = judgement.Page;
    private readonly TokenContext _context = judgement.Context;

    public PhiSpan Make(JudgedRun run, float confidence)
    {
        var label = judgement.Label(run.First);
        var (from, to) = (judgement.Token(run.First), judgement.Token(run.Last));
        if (label == TokenLabel.Number)
            (from, to) = Whole(from, to);
        var start = _page.Original(from).Start;
        return new PhiSpan(start, _page.Original(to).End - start, Kind(label, run), Score(confidence), Reason(label));
    }

    /// <summary>A finding counts as more likely than not: where its token alone is less, a certain one nearby has made it so.</summary>
    public static double Score(double likely) => Math.Round(Math.Max(PhiDetector.Threshold, likely), 2);

    /// <summary>A number goes to the ends of its run, and takes along the few capital letters that stand before it: "HLT-20117-B", "BAU 25/204".</summary>
    private (int From, int To) Whole(int from, int to)
    {
        for (var steps = 0; steps < LongestRun && Joins(from - 1, from); steps++)
            from--;
        for (var steps = 0; steps < LongestRun && Joins(to, to + 1); steps++)
            to++;
        while (from < to && _page.Symbol(from) != '\0')
            from++;
        while (to > from && _page.Symbol(to) != '\0')
            to--;
        return (_page.IsNumber(from) && IsPrefix(from - 1) ? from - 1 : from, to);
    }

    private bool Joins(int one, int two) => _page.Joined(one) && IsPiece(one) && IsPiece(two);

    private bool IsPiece(int at) => _page.IsNumber(at) || _page.IsWord(at) && (_page.Size(at) < 5 || !_page.Has(at, WordFlags.Label)) || _page.Symbol(at) is '-' or '/' or '_' or '.';

    private bool IsPrefix(int at) =>
        _page.IsWord(at) && _page.Size(at) <= LongestPrefix && _page.Gap(at) == 1 && !_page.Text(at).ContainsAnyExceptInRange('A', 'Z') && !_page.Has(at, WordFlags.Label | WordFlags.Common | WordFlags.Title);

    /// <summary>The kind a scanner believed in, where it is of the label, or what the words before say.</summary>
    private PhiKind Kind(TokenLabel label, JudgedRun run)
    {
        for (var index = run.First; index <= run.Last; index++)
        {
            var at = judgement.Token(index);
            if (_context.Evidence.Sure(at) > 0 && TokenLabels.Of(_context.Evidence.Kind(at)) == label)
                return _context.Evidence.Kind(at);
        }

        var first = judgement.Token(run.First);
        if (_context.Labels.Label(first) is > 0 and var announced && (PhiKind)((announced - 1) / 2) is var kind && TokenLabels.Of(kind) == label)
            return kind;
        return label == TokenLabel.Date && run.First == run.Last && IsAge(first) ? PhiKind.Age : Usual(label);
    }

    /// <summary>Ninety and more, and a hundred and more.</summary>
    private bool IsAge(int at) => _page.IsNumber(at) && (_page.Size(at) == 2 && _page.Text(at)[0] == '9' || _page.Size(at) == 3 && _page.Text(at)[0] == '1');

    private static PhiKind Usual(TokenLabel label) => label switch
    {
        TokenLabel.Name => PhiKind.Name,
        TokenLabel.Place => PhiKind.Place,
        TokenLabel.Address => PhiKind.Address,
        TokenLabel.Date => PhiKind.Date,
        TokenLabel.Contact => PhiKind.Phone,
        _ => PhiKind.MedicalRecord,
    };

    private static string Reason(TokenLabel label) => label switch
    {
        TokenLabel.Name => "reads as the name of a person",
        TokenLabel.Place => "reads as where a person is",
        TokenLabel.Address => "reads as a person's address",
        TokenLabel.Date => "reads as a date of a person's life",
        TokenLabel.Contact => "reads as a way to reach a person",
        _ => "reads as a number of a person",
    };
}
