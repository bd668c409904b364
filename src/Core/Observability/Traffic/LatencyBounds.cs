namespace Ashlar.Core.Observability.Traffic;

/// <summary>Durations of requests, counted by bounds in milliseconds; what is longer than the last bound is counted behind it.</summary>
internal static class LatencyBounds
{
    private static readonly double[] _bounds = [1, 2, 3, 5, 7.5, 10, 15, 25, 50, 75, 100, 150, 250, 500, 750, 1_000, 2_500, 5_000, 10_000];

    public static int Count => _bounds.Length + 1;

    public static int IndexOf(double milliseconds)
    {
        var index = Array.BinarySearch(_bounds, milliseconds);
        return index >= 0 ? index : ~index;
    }

    /// <summary>The duration below which this share lies, taken as spread evenly between two bounds; null without requests.</summary>
    public static double? Quantile(IReadOnlyList<long> buckets, double share)
    {
        var wanted = buckets.Sum() * share;
        if (wanted == 0)
            return null;
        var below = 0L;
        for (var index = 0; index < _bounds.Length; index++)
        {
            if (below + buckets[index] >= wanted)
            {
                var (from, to) = (index == 0 ? 0 : _bounds[index - 1], _bounds[index]);
                return Math.Round(from + ((to - from) * (wanted - below) / buckets[index]), 2);
            }

            below += buckets[index];
        }

        return _bounds[^1];
    }

    /// <summary>SQL for the sums of the buckets of many rows.</summary>
    public static string Sums { get; } = $"ARRAY[{string.Join(", ", Enumerable.Range(1, _bounds.Length + 1).Select(index => $"coalesce(sum(buckets[{index}]), 0)"))}]::bigint[]";
}
