using Ashlar.Core.Protection.Detection.Scoring;

namespace Ashlar.Core.Tests.Protection.Detection.Training;

/// <summary>Learns the weights of the chain: conditional likelihood, a step after every text, each weight with a rate of its own (AdaGrad).</summary>
internal sealed class ChainTraining
{
    private const int Labels = TokenLabels.Count;
    private const int Width = Likelihood.Width;
    private const int Square = Likelihood.Square;
    private const int Rounds = 12;

    /// <summary>From this round on the weights are averaged.</summary>
    private const int Settled = 5;

    /// <summary>What is seen in fewer texts is chance.</summary>
    private const int LeastTexts = 2;

    private const float Rate = 0.1f;

    /// <summary>Of a hundred features so many are left out each time, so that none is relied on alone.</summary>
    private const int Dropped = 30;

    /// <summary>Weights lose this share after each round.</summary>
    private const float Loss = 0.03f;

    private readonly float[] _weights = new float[WeightTable.Rows * WeightTable.Width];
    private readonly float[] _squares = new float[WeightTable.Rows * WeightTable.Width];
    private readonly bool[] _known = new bool[WeightTable.Rows];
    private readonly PhiValues _dice = new(31);
    private readonly IReadOnlyList<TrainingText> _texts;

    private ChainTraining(IReadOnlyList<TrainingText> texts)
    {
        _texts = texts;
        var (seen, last) = (new int[WeightTable.Rows], new int[WeightTable.Rows]);
        for (var text = 0; text < texts.Count; text++)
        {
            foreach (var row in texts[text].Rows.SelectMany(rows => rows))
            {
                if (last[row] != text + 1)
                    (last[row], seen[row]) = (text + 1, seen[row] + 1);
            }
        }

        for (var row = 0; row < seen.Length; row++)
            _known[row] = seen[row] >= LeastTexts;
    }

    public static sbyte[] Of(IReadOnlyList<TrainingText> texts)
    {
        var training = new ChainTraining(texts);
        var order = new Shuffle(11);
        var sums = new float[training._weights.Length];
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var index in order.Of(texts.Count))
                training.Learn(texts[index]);
            training.Shrink();
            for (var at = 0; round >= Settled && at < sums.Length; at++)
                sums[at] += training._weights[at];
        }

        return [.. sums.Select(sum => (sbyte)Math.Clamp(MathF.Round(sum / (Rounds - Settled) / TokenScorer.Unit), -127, 127))];
    }

    private void Shrink()
    {
        for (var at = 0; at < _weights.Length; at++)
            _weights[at] *= 1 - Loss;
    }

    private void Learn(TrainingText text)
    {
        var judged = text.Context.Judged;
        if (judged.Length == 0)
            return;
        var moves = Moves();
        var salt = (uint)_dice.Next(1 << 20);
        int[][] kept = [.. text.Rows.Select(rows => rows.Where(row => FeatureRows.Mix(salt, (uint)row) % 100 >= Dropped).ToArray())];
        var likely = new float[judged.Length * Width];
        for (var index = 0; index < judged.Length; index++)
            Fit(kept[index], likely.AsSpan(index * Width, Labels));
        var gaps = judged.Select((at, index) => index == 0 ? 0 : TokenScorer.Gap(text.Context.Page, judged[index - 1], at)).ToArray();
        Likelihood.Chain(likely, index => moves.AsSpan(gaps[index] * Square, Square));
        for (var index = 0; index < judged.Length; index++)
        {
            for (var label = 0; label < Labels; label++)
            {
                var slope = ((int)text.Gold[index] == label ? 1 : 0) - likely[index * Width + label];
                if (slope is < 0.002f and > -0.002f)
                    continue;
                foreach (var row in kept[index])
                {
                    if (_known[row])
                        Step(row * WeightTable.Width + label, slope);
                }

                // Transitions learn from the label before as it should be, which is simpler than the pair's expectation and enough for so few weights.
                if (index > 0)
                    Step(TokenScorer.MoveRow(gaps[index], (int)text.Gold[index - 1]) * WeightTable.Width + label, slope);
            }
        }
    }

    private void Step(int at, float slope)
    {
        _squares[at] += slope * slope;
        _weights[at] += Rate * slope / MathF.Sqrt(_squares[at] + 1f);
    }

    private float[] Moves()
    {
        var moves = new float[TokenScorer.Gaps * Square];
        for (var gap = 0; gap < TokenScorer.Gaps; gap++)
        {
            for (var from = 0; from < Labels; from++)
            {
                for (var to = 0; to < Labels; to++)
                    moves[gap * Square + from * Width + to] = Likelihood.Exp(_weights[TokenScorer.MoveRow(gap, from) * WeightTable.Width + to]);
            }
        }

        return moves;
    }

    private void Fit(int[] rows, Span<float> scores)
    {
        scores.Clear();
        foreach (var row in rows)
        {
            for (var label = 0; label < Labels; label++)
                scores[label] += _weights[row * WeightTable.Width + label];
        }

        var best = scores[0];
        foreach (var score in scores)
            best = Math.Max(best, score);
        foreach (ref var score in scores)
            score = Likelihood.Exp(score - best);
    }
}
