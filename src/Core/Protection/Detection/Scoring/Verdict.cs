using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scoring;

/// <summary>From likelihoods of tokens to findings. A finding needs one likely token; less likely ones beside it are taken along.</summary>
internal sealed class Verdict(TokenContext context, Subject subject, float[] likely)
{
    /// <summary>A token this likely belongs to the finding beside it.</summary>
    private const float Possible = 0.1f;

    /// <summary>A token this likely belongs to a run that may count beside a certain finding, if one of the run is a little more likely.</summary>
    private const float Conceivable = 0.02f;
    private const float Doubted = 0.03f;

    /// <summary>A token this likely makes others around it believable.</summary>
    private const float Certain = 0.99f;

    /// <summary>The mean that confirms what a scanner found, and the least the scanner must have thought of it.</summary>
    private const double Confirms = 0.3;

    /// <summary>The same for what has the form of an address of mail, of the web or of a telephone, beside a certain finding: in a text about somebody all of these count.</summary>
    private const double ConfirmsContact = 0.05;
    private const float BesideContact = 0.08f;

    /// <summary>Judged tokens before and after among which a certain one counts.</summary>
    private const int Reach = 50;

    private const int LongestRun = 12;

    /// <summary>What a scanner believes this much needs no more than the likelihood below, whatever the words around speak of.</summary>
    private const double Surely = 0.7;
    private const float Vouched = 0.9f;

    private const int Labels = TokenLabels.Count;
    private const int Width = Likelihood.Width;

    /// <summary>
    /// How likely a token must be to begin a finding, by how much the words around speak of somebody, in nine steps: beside a certain one, and alone. Names, places, addresses
    /// and dates stand in texts about nobody too, so that they need more.
    /// </summary>
    private static readonly float[] _beside = [0.8f, 0.6f, 0.25f, 0.15f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f];

    private static readonly float[] _besideSoft = [0.995f, 0.98f, 0.6f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f];
    private static readonly float[] _alone = [0.9999f, 0.9995f, 0.998f, 0.99f, 0.97f, 0.95f, 0.9f, 0.8f, 0.7f];
    private static readonly float[] _aloneSoft = [0.9999f, 0.9995f, 0.999f, 0.998f, 0.99f, 0.97f, 0.95f, 0.9f, 0.8f];

    private readonly Page _page = context.Page;
    private readonly int[] _judged = context.Judged;
    private readonly int[] _certain = new int[context.Judged.Length + 1];

    public void Find(List<PhiSpan> candidates, List<PhiSpan> found)
    {
        for (var index = 0; index < _judged.Length; index++)
            _certain[index + 1] = _certain[index] + (Sure(index) >= Certain ? 1 : 0);
        Confirm(candidates, found);
        for (var index = 0; index < _judged.Length;)
        {
            if (Sure(index) < Possible)
            {
                index++;
                continue;
            }

            var (last, best) = (index, Sure(index));
            while (last + 1 < _judged.Length && Sure(last + 1) >= Possible && GoOn(last, last + 1))
                best = Math.Max(best, Sure(++last));
            var span = Span(WithoutLabel(index, last), last, best);
            if (best >= Needed(index, span.Kind))
                found.Add(span);
            index = last + 1;
        }

        Beside.Add(candidates, found.Count > 0 ? Doubtful() : [], found);
    }

    /// <summary>Runs of tokens that are hardly likely, but read as a number of a person or a way to reach one, and long numbers. They count where somebody is certainly told of.</summary>
    private List<PhiSpan> Doubtful()
    {
        var doubtful = new List<PhiSpan>();
        for (var index = 0; index < _judged.Length;)
        {
            if (Sure(index) < Conceivable)
            {
                index++;
                continue;
            }

            var (last, best) = (index, Sure(index));
            while (last + 1 < _judged.Length && Sure(last + 1) >= Conceivable && GoOn(last, last + 1))
                best = Math.Max(best, Sure(++last));
            var first = WithoutLabel(index, last);
            if (best >= Doubted && Label(first) is TokenLabel.Number or TokenLabel.Contact && LongNumbers.Reads(_page, _judged[first], _judged[last]))
                doubtful.Add(Span(first, last, (float)PhiDetector.Threshold));
            index = last + 1;
        }

        LongNumbers.Add(context, Sure, doubtful);
        return doubtful;
    }

    /// <summary>What announces a value is none of it, unless that is likely by itself.</summary>
    private int WithoutLabel(int first, int last)
    {
        while (first < last && _page.Has(_judged[first], WordFlags.Label) && Sure(first) < 0.5f && !context.Runs.Coded(_judged[first]))
            first++;
        return first;
    }

    /// <summary>What a scanner found stands where its tokens are likely on average; its ends are exact.</summary>
    private void Confirm(List<PhiSpan> candidates, List<PhiSpan> found)
    {
        var first = 0;
        foreach (var candidate in candidates)
        {
            while (first < _judged.Length && _page.Original(_judged[first]).End <= candidate.Start)
                first++;
            var (sum, count, best) = (0.0, 0, 0f);
            for (var index = first; index < _judged.Length && _page.Original(_judged[index]).Start < candidate.End; index++)
                (sum, count, best) = (sum + Sure(index), count + 1, Math.Max(best, Sure(index)));
            if (candidate.Kind == PhiKind.Age)
                (sum, count) = (best, Math.Min(count, 1));
            if (count > 0 && candidate.Confidence >= Confirms && sum / count >= (IsContact(candidate.Kind) ? ConfirmsContact : Confirms) && best >= Least(first, candidate))
                found.Add(candidate with { Confidence = Score(Math.Max(candidate.Confidence, sum / count)) });
        }
    }

    /// <summary>What a scanner is fairly sure of needs less where it stands alone.</summary>
    private float Least(int index, PhiSpan candidate)
    {
        var sure = candidate.Kind == PhiKind.Age ? candidate.Confidence >= PhiDetector.Threshold : candidate.Confidence >= Surely && !IsSoft(candidate.Kind) && !IsContact(candidate.Kind);
        return sure ? Math.Min(Vouched, Needed(index, candidate.Kind)) : Needed(index, candidate.Kind);
    }

    private static bool IsContact(PhiKind kind) => kind is PhiKind.Email or PhiKind.Url or PhiKind.Ip or PhiKind.Phone or PhiKind.Fax;

    private static bool IsSoft(PhiKind kind) => kind is PhiKind.Name or PhiKind.Place or PhiKind.Zip or PhiKind.Address or PhiKind.Date;

    private float Needed(int index, PhiKind kind)
    {
        var lean = (int)Math.Max(subject.Lean(_judged[index], Subject.Near), subject.Lean(_judged[index], Subject.Far));
        if (_certain[Math.Min(_judged.Length, index + Reach + 1)] == _certain[Math.Max(0, index - Reach)])
            return IsSoft(kind) ? _aloneSoft[lean] : _alone[lean];
        return IsSoft(kind) ? _besideSoft[lean] : IsContact(kind) ? Math.Min(_beside[lean], BesideContact) : _beside[lean];
    }

    private float Sure(int index) => 1 - likely[index * Width];

    private TokenLabel Label(int index)
    {
        var best = 1;
        for (var label = 2; label < Labels; label++)
        {
            if (likely[index * Width + label] > likely[index * Width + best])
                best = label;
        }

        return (TokenLabel)best;
    }

    /// <summary>Whether two judged tokens belong to one finding.</summary>
    private bool GoOn(int one, int two)
    {
        var gap = TokenScorer.Gap(_page, _judged[one], _judged[two]);
        if (gap == 0 || context.Runs.First(_judged[one]) == context.Runs.First(_judged[two]))
            return true;
        if (gap == 5 || Label(one) != Label(two) && !(gap != 3 && (Spelled(_judged[one]) || Spelled(_judged[two])) && Letters(_judged[one], _judged[two])))
            return false;
        if (gap == 3)
            return Label(one) is TokenLabel.Number or TokenLabel.Contact && _judged[two] - _judged[one] == 2 && _page.IsNumber(_judged[one]) && _page.IsNumber(_judged[two]);
        return gap < 3 || _judged[two] - _judged[one] == 2 && _page.IsCapital(_judged[one] + 1) || Particles(_judged[one], _judged[two]) || Spelled(_judged[one]) || Spelled(_judged[two]);
    }

    /// <summary>A finding counts as more likely than not: where its token alone is less, a certain one nearby has made it so.</summary>
    private static double Score(double likely) => Math.Round(Math.Max(PhiDetector.Threshold, likely), 2);

    private bool Particles(int one, int two)
    {
        for (var between = one + 1; between < two; between++)
        {
            if (_page.IsWord(between) && !_page.Has(between, WordFlags.Particle))
                return false;
        }

        return true;
    }

    /// <summary>Whether what stands between is how letters and digits are told: "M as in Mike, C wie Cäsar, dash, double four".</summary>
    private bool Letters(int one, int two)
    {
        for (var between = one + 1; between < two; between++)
        {
            if (_page.IsWord(between) && !(_page.Is(between, "as") || _page.Is(between, "in") || _page.Is(between, "wie") || _page.Is(between, "like") || _page.Is(between, "double") || _page.Is(between, "triple") || _page.Is(between, "doppel") || SpokenDigits.Spoken(_page, between) != '\0'))
                return false;
        }

        return true;
    }

    private bool Spelled(int at) => _page.Has(at, WordFlags.Number | WordFlags.Numeral) || _page.IsWord(at) && _page.Size(at) == 1;

    private PhiSpan Span(int first, int last, float confidence)
    {
        var label = Label(first);
        var (from, to) = label == TokenLabel.Number ? Whole(_judged[first], _judged[last]) : (_judged[first], _judged[last]);
        var start = _page.Original(from).Start;
        var end = _page.Original(to).End;
        return new PhiSpan(start, end - start, Kind(label, first, last), Score(confidence), Reason(label));
    }

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
        var prefixed = _page.IsNumber(from) && _page.IsWord(from - 1) && _page.Size(from - 1) <= 3 && _page.Gap(from - 1) == 1 && !_page.Text(from - 1).ContainsAnyExceptInRange('A', 'Z') && !_page.Has(from - 1, WordFlags.Label | WordFlags.Common | WordFlags.Title);
        return (prefixed ? from - 1 : from, to);
    }

    private bool Joins(int one, int two) => _page.Joined(one) && IsPiece(one) && IsPiece(two);

    private bool IsPiece(int at) => _page.IsNumber(at) || _page.IsWord(at) && (_page.Size(at) < 5 || !_page.Has(at, WordFlags.Label)) || _page.Symbol(at) is '-' or '/' or '_' or '.';

    /// <summary>The kind a scanner believed in, where it is of the label, or what the words before say.</summary>
    private PhiKind Kind(TokenLabel label, int first, int last)
    {
        for (var index = first; index <= last; index++)
        {
            var at = _judged[index];
            if (context.Evidence.Sure(at) > 0 && TokenLabels.Of(context.Evidence.Kind(at)) == label)
                return context.Evidence.Kind(at);
        }

        if (context.Labels.Label(_judged[first]) is > 0 and var announced && (PhiKind)((announced - 1) / 2) is var kind && TokenLabels.Of(kind) == label)
            return kind;
        return label switch
        {
            TokenLabel.Name => PhiKind.Name,
            TokenLabel.Place => PhiKind.Place,
            TokenLabel.Address => PhiKind.Address,
            TokenLabel.Date => first == last && IsAge(_judged[first]) ? PhiKind.Age : PhiKind.Date,
            TokenLabel.Contact => PhiKind.Phone,
            _ => PhiKind.MedicalRecord,
        };
    }

    private bool IsAge(int at) => _page.IsNumber(at) && (_page.Size(at) == 2 && _page.View[_page[at].Start] == '9' || _page.Size(at) == 3 && _page.View[_page[at].Start] == '1');

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
