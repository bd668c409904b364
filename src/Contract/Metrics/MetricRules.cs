using Ashlar.Contract.Modules;

namespace Ashlar.Contract.Metrics;

/// <summary>What a metric may be, so that collectors can hold all of it and nobody is named in it.</summary>
internal static class MetricRules
{
    private const int MostValues = 20;
    private const int MostSeries = 100;

    private static readonly string[] _naming = ["tenant", "organisation", "organization", "client", "user", "person", "member", "email", "mail", "phone", "name", "address", "ip", "id", "key", "le", "quantile", "instance", "job"];

    /// <summary>What is wrong, or null.</summary>
    public static string? Fault(MetricDefinition metric)
    {
        if (!IsName(metric.Name, 60))
            return $"the metric '{metric.Name}' must be named in snake case, with 60 characters at most";
        if (string.IsNullOrWhiteSpace(metric.Help))
            return $"the metric '{metric.Name}' needs a sentence of help";
        if (metric.Kind == MetricKind.Distribution ? metric.Bounds.Count is 0 or > 20 || metric.Bounds.Zip(metric.Bounds.Skip(1)).Any(pair => pair.First >= pair.Second) : metric.Bounds.Count > 0)
            return $"the metric '{metric.Name}' must have up to 20 rising bounds when it is a distribution, and none otherwise";
        if (metric.Labels.Select(label => label.Name).Distinct(StringComparer.Ordinal).Count() < metric.Labels.Count)
            return $"the metric '{metric.Name}' has a label twice";
        if (metric.Labels.Aggregate(1L, (product, label) => product * (label.Values.Count + 1)) > MostSeries + metric.Labels.Count)
            return $"the labels of '{metric.Name}' have more than {MostSeries} combinations";
        return metric.Labels.Select(label => Fault(metric, label)).FirstOrDefault(fault => fault is not null);
    }

    private static string? Fault(MetricDefinition metric, MetricLabel label)
    {
        if (!IsName(label.Name, 30) || _naming.Any(word => label.Name == word || label.Name.StartsWith($"{word}_", StringComparison.Ordinal) || label.Name.EndsWith($"_{word}", StringComparison.Ordinal)))
            return $"the label '{label.Name}' of '{metric.Name}' could name an organisation, a person or a machine, or is no snake case";
        if (label.Values.Count is 0 or > MostValues || label.Values.Distinct(StringComparer.Ordinal).Count() < label.Values.Count || label.Values.Any(value => !IsName(value, 40)))
            return $"the label '{label.Name}' of '{metric.Name}' must list up to {MostValues} different values in snake case";
        return null;
    }

    private static bool IsName(string text, int most) => text.Length > 0 && text.Length <= most && char.IsAsciiLetterLower(text[0]) && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_') && text == Shapes.Snake(text);
}
