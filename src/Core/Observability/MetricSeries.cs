using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Ashlar.Core.Observability;

internal enum MetricShape { Counter, Gauge, Histogram }

/// <summary>One instrument with its values per set of labels. Labels beyond the limit share one series, so that nobody can fill the memory.</summary>
internal sealed class MetricSeries(string name, MetricShape shape, string help, IReadOnlyList<string>? keep, IReadOnlyList<double>? bounds = null)
{
    public const int Most = 500;

    /// <summary>Seconds; the buckets that the conventions for HTTP name.</summary>
    private static readonly double[] _usual = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    private static readonly KeyValuePair<string, string>[] _rest = [new("overflow", "true")];

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Point> _points = new(StringComparer.Ordinal);

    /// <summary>The same points by their tags as they are told, so that the usual measurement builds no text.</summary>
    private readonly ConcurrentDictionary<MetricTags, Point> _told = new();

    public string Name => name;

    public MetricShape Shape => shape;

    public string Help => help;

    public double[] Bounds { get; } = bounds is { Count: > 0 } ? [.. bounds] : _usual;

    public sealed class Point(KeyValuePair<string, string>[] labels, int buckets)
    {
        public IReadOnlyList<KeyValuePair<string, string>> Labels => labels;
        public double Value { get; set; }
        public long Count { get; set; }
        public long[] Buckets { get; } = new long[buckets];
    }

    /// <param name="value">What was measured.</param>
    /// <param name="tags">Its labels.</param>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var told = MetricTags.TryOf(tags, keep, out var few);
        if (!told || !_told.TryGetValue(few, out var point))
        {
            point = Find(tags);
            // Points are few; what is told in more ways than that is looked up by its text each time.
            if (told && _told.Count < Most)
                _told[few] = point;
        }

        lock (point)
        {
            point.Value += value;
            if (shape != MetricShape.Histogram)
                return;
            point.Count++;
            for (var bucket = 0; bucket < Bounds.Length; bucket++)
            {
                if (value > Bounds[bucket])
                    continue;
                point.Buckets[bucket]++;
                return;
            }
        }
    }

    /// <summary>Observed values are told anew each time; what is not told any more is gone.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _told.Clear();
            _points.Clear();
        }
    }

    public IReadOnlyList<Point> Points()
    {
        lock (_gate)
        {
            return [.. _points.Values.Select(point =>
            {
                lock (point)
                {
                    var copy = new Point([.. point.Labels], point.Buckets.Length) { Value = point.Value, Count = point.Count };
                    point.Buckets.CopyTo(copy.Buckets, 0);
                    return copy;
                }
            })];
        }
    }

    private Point Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = LabelsOf(tags);
        var key = string.Join('\u001f', labels.Select(label => $"{label.Key}={label.Value}"));
        lock (_gate)
        {
            if (!_points.TryGetValue(key, out var point))
            {
                if (_points.Count >= Most)
                    (key, labels) = ("overflow", _rest);
                if (!_points.TryGetValue(key, out point))
                    _points[key] = point = new Point(labels, shape == MetricShape.Histogram ? Bounds.Length : 0);
            }

            return point;
        }
    }

    private KeyValuePair<string, string>[] LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new List<KeyValuePair<string, string>>(tags.Length);
        foreach (var (key, value) in tags)
        {
            if (value is not null && keep?.Contains(key) != false)
                labels.Add(new(MetricNames.Label(key), Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? ""));
        }

        labels.Sort((one, other) => string.CompareOrdinal(one.Key, other.Key));
        return [.. labels];
    }
}

/// <summary>What a series said at one moment.</summary>
internal sealed record MetricReading(MetricSeries Series, IReadOnlyList<MetricSeries.Point> Points);

/// <summary>Names as Prometheus wants them.</summary>
internal static class MetricNames
{
    public static string Of(Instrument instrument, MetricShape shape)
    {
        var name = Label(instrument.Name);
        var unit = instrument.Unit switch { "s" => "seconds", "By" => "bytes", "%" => "percent", _ => "" };
        if (unit.Length > 0 && !name.EndsWith($"_{unit}", StringComparison.Ordinal))
            name = $"{name}_{unit}";
        return shape == MetricShape.Counter && !name.EndsWith("_total", StringComparison.Ordinal) ? $"{name}_total" : name;
    }

    public static string Label(string text) => string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
}
