using Ashlar.Core.Protection.Detection.Scoring;

namespace Ashlar.Core.Tests.Protection.Detection.Training;

/// <summary>Learns which words speak of somebody's care: logistic regression over whole texts.</summary>
internal static class SubjectTraining
{
    private const int Rounds = 40;
    private const double Rate = 0.3;
    private const double Shrink = 0.0008;

    /// <summary>What one unit of likelihood weighs in the table.</summary>
    private const double Scale = 25;

    public static WeightTable Of(IReadOnlyList<TrainingText> texts)
    {
        var samples = texts.Select(text => (Counts: Counts(text), Somebody: !text.Negative)).ToList();
        var known = samples.SelectMany(sample => sample.Counts.Keys).GroupBy(row => row).Where(group => group.Count() > 2).Select(group => group.Key).ToHashSet();
        var (weights, squares) = (new Dictionary<int, double>(), new Dictionary<int, double>());
        var bias = 0.0;
        var order = new Shuffle(5);
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var index in order.Of(samples.Count))
            {
                var (counts, somebody) = samples[index];
                var sum = bias + counts.Sum(count => weights.GetValueOrDefault(count.Key) * count.Value);
                var error = (somebody ? 1 : 0) - 1 / (1 + Likelihood.Exp((float)-sum));
                bias += 0.01 * error;
                foreach (var (row, count) in counts.Where(count => known.Contains(count.Key)))
                {
                    var weight = weights.GetValueOrDefault(row);
                    var slope = error * count - Shrink * weight;
                    squares[row] = squares.GetValueOrDefault(row) + slope * slope;
                    weights[row] = weight + Rate * slope / Math.Sqrt(squares[row] + 0.1);
                }
            }
        }

        var table = new sbyte[WeightTable.Rows * WeightTable.Width];
        foreach (var (row, weight) in weights)
            table[row * WeightTable.Width] = (sbyte)Math.Clamp(Math.Round(weight * Scale), -127, 127);
        return new WeightTable(table);
    }

    private static SortedDictionary<int, double> Counts(TrainingText text)
    {
        var counts = new SortedDictionary<int, double>();
        var rows = new int[Subject.Most];
        for (var at = 0; at < text.Context.Count; at++)
        {
            foreach (var row in rows.AsSpan(0, Subject.Rows(text.Context, at, rows)))
                counts[row] = counts.GetValueOrDefault(row) + 1;
        }

        foreach (var row in counts.Keys.ToList())
            counts[row] /= Math.Sqrt(text.Context.Count + Subject.Damping);
        return counts;
    }
}
