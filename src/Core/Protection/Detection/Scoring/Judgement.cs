using Ashlar.Core.Protection.Detection.Text;

namespace Ashlar.Core.Protection.Detection.Scoring;

/// <summary>What the weights make of the judged tokens of a page.</summary>
internal sealed class Judgement(TokenContext context, float[] likely)
{
    private const int Labels = TokenLabels.Count;
    private const int Width = Likelihood.Width;

    public TokenContext Context => context;

    public Page Page => context.Page;

    public int Count => context.Judged.Length;

    /// <summary>The token at a place among the judged.</summary>
    public int Token(int index) => context.Judged[index];

    /// <summary>How likely a judged token identifies somebody, as whatever.</summary>
    public float Sure(int index) => 1 - likely[index * Width];

    /// <summary>What it is most likely of.</summary>
    public TokenLabel Label(int index)
    {
        var best = 1;
        for (var label = 2; label < Labels; label++)
        {
            if (likely[index * Width + label] > likely[index * Width + best])
                best = label;
        }

        return (TokenLabel)best;
    }
}
