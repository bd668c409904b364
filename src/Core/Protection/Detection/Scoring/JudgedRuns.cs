using System.Runtime.InteropServices;
using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scoring;

/// <summary>A run of judged tokens, first and last included, and how likely the likeliest of them is.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JudgedRun(int First, int Last, float Best);

/// <summary>Puts together the judged tokens that belong to one finding.</summary>
internal sealed class JudgedRuns(Judgement judgement)
{
    /// <summary>How two tokens stand to one another, as <see cref="TokenScorer.Gap"/> tells it.</summary>
    private const int Joined = 0;
    private const int TwoLines = 3;
    private const int ManyWords = 5;

    private readonly Page _page = judgement.Page;

    /// <summary>The runs of tokens that are at least so likely.</summary>
    public IEnumerable<JudgedRun> Of(float least)
    {
        for (var index = 0; index < judgement.Count; index++)
        {
            if (judgement.Sure(index) < least)
                continue;
            var (first, best) = (index, judgement.Sure(index));
            while (index + 1 < judgement.Count && judgement.Sure(index + 1) >= least && GoesOn(index, index + 1))
                best = Math.Max(best, judgement.Sure(++index));
            yield return new JudgedRun(first, index, best);
        }
    }

    /// <summary>Whether two judged tokens belong to one finding.</summary>
    private bool GoesOn(int one, int two)
    {
        var (first, second) = (judgement.Token(one), judgement.Token(two));
        var gap = TokenScorer.Gap(_page, first, second);
        if (gap == Joined || IsOneRun(first, second))
            return true;
        if (gap == ManyWords)
            return false;
        var spelled = IsSpelled(first) || IsSpelled(second);
        if (judgement.Label(one) != judgement.Label(two) && !(gap != TwoLines && spelled && TellsLetters(first, second)))
            return false;
        if (gap == TwoLines)
            return judgement.Label(one) is TokenLabel.Number or TokenLabel.Contact && IsBrokenNumber(first, second);
        return gap < TwoLines || spelled || IsOverCapital(first, second) || IsOverParticles(first, second);
    }

    private bool IsOneRun(int one, int two) => judgement.Context.Runs.First(one) == judgement.Context.Runs.First(two);

    /// <summary>Two numbers on two lines.</summary>
    private bool IsBrokenNumber(int one, int two) => two - one == 2 && _page.IsNumber(one) && _page.IsNumber(two);

    private bool IsOverCapital(int one, int two) => two - one == 2 && _page.IsCapital(one + 1);

    private bool IsOverParticles(int one, int two)
    {
        for (var between = one + 1; between < two; between++)
        {
            if (_page.IsWord(between) && !_page.Has(between, WordFlags.Particle))
                return false;
        }

        return true;
    }

    /// <summary>Whether what stands between is how letters and digits are told: "M as in Mike, C wie Cäsar, dash, double four".</summary>
    private bool TellsLetters(int one, int two)
    {
        for (var between = one + 1; between < two; between++)
        {
            if (_page.IsWord(between) && !SpellingWords.Explains.Has(_page, between) && !SpellingWords.Multiples.Has(_page, between) && SpokenDigits.Spoken(_page, between) == '\0')
                return false;
        }

        return true;
    }

    private bool IsSpelled(int at) => _page.Has(at, WordFlags.Number | WordFlags.Numeral) || _page.IsWord(at) && _page.Size(at) == 1;
}
