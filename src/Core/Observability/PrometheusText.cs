using System.Globalization;
using System.Text;

namespace Ashlar.Core.Observability;

/// <summary>Writes measurements in the text format of Prometheus, version 0.0.4.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Of(IEnumerable<MetricReading> readings)
    {
        var text = new StringBuilder();
        foreach (var (metric, points) in readings)
        {
            if (points.Count == 0)
                continue;
            text.Append("# HELP ").Append(metric.Name).Append(' ').Append(metric.Help.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal)).Append('\n');
            text.Append("# TYPE ").Append(metric.Name).Append(' ').Append(metric.Shape.ToString().ToLowerInvariant()).Append('\n');
            foreach (var point in points)
            {
                if (metric.Shape == MetricShape.Histogram)
                    Histogram(text, metric, point);
                else
                    Line(text, metric.Name, point.Labels, null, point.Value);
            }
        }

        return text.ToString();
    }

    private static void Histogram(StringBuilder text, MetricSeries metric, MetricSeries.Point point)
    {
        var name = metric.Name;
        var below = 0L;
        for (var index = 0; index < metric.Bounds.Length; index++)
        {
            below += point.Buckets[index];
            Line(text, $"{name}_bucket", point.Labels, Number(metric.Bounds[index]), below);
        }

        Line(text, $"{name}_bucket", point.Labels, "+Inf", point.Count);
        Line(text, $"{name}_sum", point.Labels, null, point.Value);
        Line(text, $"{name}_count", point.Labels, null, point.Count);
    }

    private static void Line(StringBuilder text, string name, IReadOnlyList<KeyValuePair<string, string>> labels, string? bound, double value)
    {
        text.Append(name);
        var all = bound is null ? labels : [.. labels, new("le", bound)];
        if (all.Count > 0)
            text.Append('{').AppendJoin(',', all.Select(label => $"{label.Key}=\"{Escape(label.Value)}\"")).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Escape(string text) => text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);

    private static string Number(double value) => double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : double.IsNaN(value) ? "NaN" : value.ToString("R", CultureInfo.InvariantCulture);
}
