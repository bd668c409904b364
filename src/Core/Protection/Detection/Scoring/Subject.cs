using Ashlar.Core.Protection.Detection.Text;
using Ashlar.Core.Protection.Detection.Words;

namespace Ashlar.Core.Protection.Detection.Scoring;

/// <summary>How much the words around a token speak of one person's care rather than of nobody: every word weighs as training learned, and sums up to each token make any window cheap.</summary>
internal sealed class Subject
{
    /// <summary>Tokens before and after.</summary>
    public const int Near = 40;
    public const int Far = 200;

    /// <summary>Windows of few words say less than long ones.</summary>
    public const double Damping = 8;

    /// <summary>Rows of one token.</summary>
    public const int Most = 4;

    private const uint OfWord = 1;
    private const uint OfClass = 2;
    private const uint OfEvidence = 3;
    private const uint OfStem = 5;

    private readonly int _count;
    private readonly int[] _sums;

    public Subject(TokenContext context, WeightTable table)
    {
        _count = context.Count;
        _sums = context.Page.Borrow<int>(_count + 1);
        Span<int> rows = stackalloc int[Most];
        for (var at = 0; at < context.Count; at++)
        {
            var sum = 0;
            foreach (var row in rows[..Rows(context, at, rows)])
                sum += table[row][0];
            _sums[at + 1] = _sums[at] + sum;
        }
    }

    /// <summary>Whether a window leans towards nobody or somebody, in nine steps.</summary>
    public uint Lean(int at, int reach)
    {
        var (from, to) = (Math.Max(0, at - reach), Math.Min(_count, at + reach + 1));
        var lean = (_sums[to] - _sums[from]) / Math.Sqrt(to - from + Damping);
        return lean switch { < -90 => 0, < -50 => 1, < -25 => 2, < -8 => 3, < 8 => 4, < 25 => 5, < 50 => 6, < 90 => 7, _ => 8 };
    }

    /// <summary>The rows whose first weight a token adds.</summary>
    public static int Rows(TokenContext context, int at, Span<int> rows)
    {
        var count = 0;
        if (context.Says(at))
            rows[count++] = FeatureRows.Row(OfWord, context.Word(at));
        if (context.Page.IsWord(at) && context.Page.Size(at) > 6 && context.Page.Has(at, WordFlags.Vocab))
            rows[count++] = FeatureRows.Row(OfStem, (uint)WordTable.Hash(context.Page.Text(at)[..5]));
        rows[count++] = FeatureRows.Row(OfClass, context.Class(at));
        if (context.Evidence.Begins(at) && context.Evidence.Sure(at) > 2)
            rows[count++] = FeatureRows.Row(OfEvidence, context.Evidence.At(at));
        return count;
    }
}
