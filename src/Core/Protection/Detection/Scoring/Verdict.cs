using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scoring;

/// <summary>From likelihoods of tokens to findings. A finding needs one likely token; less likely ones beside it are taken along.</summary>
internal sealed class Verdict
{
    /// <summary>A token this likely belongs to the finding beside it.</summary>
    private const float Possible = 0.1f;

    /// <summary>A token this likely belongs to a run that may count beside a certain finding, if one of the run is a little more likely.</summary>
    private const float Conceivable = 0.02f;
    private const float Doubted = 0.03f;

    /// <summary>The mean that confirms what a scanner found, and the least the scanner must have thought of it; less for ways to reach somebody.</summary>
    private const double Confirms = 0.3;
    private const double ConfirmsContact = 0.05;

    /// <summary>A label this likely is a part of the value.</summary>
    private const float Likely = 0.5f;

    private readonly Judgement _judgement;
    private readonly Thresholds _thresholds;
    private readonly JudgedRuns _runs;
    private readonly SpanMaker _spans;
    private readonly Page _page;

    public Verdict(TokenContext context, Subject subject, float[] likely)
    {
        _judgement = new Judgement(context, likely);
        (_thresholds, _runs, _spans, _page) = (new Thresholds(_judgement, subject), new JudgedRuns(_judgement), new SpanMaker(_judgement), context.Page);
    }

    public void Find(List<PhiSpan> candidates, List<PhiSpan> found)
    {
        Confirm(candidates, found);
        foreach (var run in _runs.Of(Possible))
        {
            var span = _spans.Make(WithoutLabel(run), run.Best);
            if (run.Best >= _thresholds.Needed(run.First, span.Kind))
                found.Add(span);
        }

        Beside.Add(candidates, found.Count > 0 ? Doubtful() : [], found);
    }

    /// <summary>What a scanner found stands where its tokens are likely on average; its ends are exact.</summary>
    private void Confirm(List<PhiSpan> candidates, List<PhiSpan> found)
    {
        var first = 0;
        foreach (var candidate in candidates)
        {
            while (first < _judgement.Count && Place(first).End <= candidate.Start)
                first++;
            if (Mean(candidate, first, out var best) is { } mean && IsConfirmed(candidate, mean) && best >= _thresholds.Needed(first, candidate))
                found.Add(candidate with { Confidence = SpanMaker.Score(Math.Max(candidate.Confidence, mean)) });
        }
    }

    /// <summary>How likely the tokens of a candidate are, from the first on; of an age, the likeliest alone. Null where none of them was judged.</summary>
    private double? Mean(PhiSpan candidate, int first, out float best)
    {
        var (sum, count) = (0.0, 0);
        best = 0;
        for (var index = first; index < _judgement.Count && Place(index).Start < candidate.End; index++)
            (sum, count, best) = (sum + _judgement.Sure(index), count + 1, Math.Max(best, _judgement.Sure(index)));
        if (count == 0)
            return null;
        return candidate.Kind == PhiKind.Age ? best : sum / count;
    }

    private static bool IsConfirmed(PhiSpan candidate, double mean) => candidate.Confidence >= Confirms && mean >= (Thresholds.IsContact(candidate.Kind) ? ConfirmsContact : Confirms);

    private (int Start, int End) Place(int index) => _page.Original(_judgement.Token(index));

    /// <summary>Runs of tokens that are hardly likely, but read as a number of a person or a way to reach one, and long numbers. They count where somebody is certainly told of.</summary>
    private List<PhiSpan> Doubtful()
    {
        var doubtful = new List<PhiSpan>();
        foreach (var run in _runs.Of(Conceivable))
        {
            var value = WithoutLabel(run);
            if (run.Best >= Doubted && IsNumber(value))
                doubtful.Add(_spans.Make(value, (float)PhiDetector.Threshold));
        }

        LongNumbers.Add(_judgement.Context, _judgement.Sure, doubtful);
        return doubtful;
    }

    private bool IsNumber(JudgedRun run) => _judgement.Label(run.First) is TokenLabel.Number or TokenLabel.Contact && LongNumbers.Reads(_page, _judgement.Token(run.First), _judgement.Token(run.Last));

    /// <summary>What announces a value is none of it, unless that is likely by itself.</summary>
    private JudgedRun WithoutLabel(JudgedRun run)
    {
        while (run.First < run.Last && Announces(run.First))
            run = run with { First = run.First + 1 };
        return run;
    }

    private bool Announces(int index) => _judgement.Sure(index) < Likely && _page.Has(_judgement.Token(index), WordFlags.Label) && !_judgement.Context.Runs.Coded(_judgement.Token(index));
}
