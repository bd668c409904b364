using System.Collections.Concurrent;
using System.Runtime.Intrinsics;
using Ashlar.Core.Protection.Detection.Text;

namespace Ashlar.Core.Protection.Detection.Scoring;

/// <summary>
/// Judges every token by learned weights: a linear chain (conditional random field) over what the scanners believe and what stands around. The chain is worked
/// through once forwards and once backwards, so that every token gets the likelihood of each label with respect to its neighbours.
/// </summary>
internal sealed class TokenScorer
{
    /// <summary>A step of the weights.</summary>
    public const float Unit = 1f / 24;

    public const int Gaps = 6;

    /// <summary>Tokens of one piece of work. The fit of a token depends on no other, so long texts are fitted on all processors.</summary>
    private const int Share = 4096;

    private const uint OfTransition = 4;
    private const int Labels = TokenLabels.Count;
    private const int Width = Likelihood.Width;
    private const int Square = Likelihood.Square;

    /// <summary>Which of the numbers of a token are of labels.</summary>
    private static readonly Vector256<float> _labels = Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(Labels)).AsSingle();

    private readonly WeightTable _table;
    private readonly float[] _moves = new float[Gaps * Square];

    public TokenScorer(WeightTable table)
    {
        _table = table;
        for (var gap = 0; gap < Gaps; gap++)
        {
            for (var from = 0; from < Labels; from++)
            {
                for (var to = 0; to < Labels; to++)
                    _moves[gap * Square + from * Width + to] = Likelihood.Exp(table[MoveRow(gap, from)][to] * Unit);
            }
        }
    }

    public static TokenScorer Shipped { get; } = new(WeightTable.Shipped);

    public WeightTable Table => _table;

    /// <summary>The likelihood of every label for every judged token, in a borrowed array.</summary>
    public float[] Judge(TokenContext context, Subject subject)
    {
        var judged = context.Judged;
        var likely = context.Page.Borrow<float>(judged.Length * Width);
        if (judged.Length == 0)
            return likely;
        if (judged.Length <= Share)
            Fit(context, subject, likely, 0, judged.Length);
        else
            Parallel.ForEach(Partitioner.Create(0, judged.Length, Share), share => Fit(context, subject, likely, share.Item1, share.Item2));
        Likelihood.Chain(likely.AsSpan(0, judged.Length * Width), index => _moves.AsSpan(Gap(context.Page, judged[index - 1], judged[index]) * Square, Square));
        return likely;
    }

    /// <summary>How two judged tokens stand to one another: joined, by a space, by a symbol, on two lines, over few words, over many.</summary>
    public static int Gap(Page page, int one, int two)
    {
        if (two - one == 1)
            return page.Joined(one) ? 0 : 1;
        for (var between = one + 1; between < two && between < one + 8; between++)
        {
            if (page.IsLine(between))
                return 3;
        }

        return two - one == 2 && page.Symbol(one + 1) != '\0' ? 2 : two - one < 6 ? 4 : 5;
    }

    /// <summary>The row of the transitions from a label over a gap.</summary>
    public static int MoveRow(int gap, int label) => FeatureRows.Row(OfTransition, (uint)(gap * Labels + label));

    private void Fit(TokenContext context, Subject subject, float[] likely, int from, int to)
    {
        Span<int> rows = stackalloc int[FeatureRows.Most];
        for (var index = from; index < to; index++)
        {
            var features = new FeatureRows(rows);
            TokenFeatures.Write(ref features, context, subject, context.Judged[index]);
            Fit(features.Rows, likely.AsSpan(index * Width, Width));
        }
    }

    private void Fit(ReadOnlySpan<int> rows, Span<float> scores)
    {
        var sums = _table.Sum(rows);
        var best = sums[0];
        for (var label = 1; label < Labels; label++)
            best = Math.Max(best, sums[label]);
        var (lower, upper) = Vector128.Widen(sums);
        var behind = Vector256.ConvertToSingle(Vector256.Create(lower, upper) - Vector256.Create((int)best));
        (Likelihood.Exp(behind * Unit) & _labels).CopyTo(scores);
    }
}
