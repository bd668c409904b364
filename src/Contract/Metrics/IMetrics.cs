namespace Ashlar.Contract.Metrics;

/// <summary>
/// Measures what the module declared with <c>ModuleBuilder.Metric</c>. What is noted counts when the running operation commits, and not at all
/// when it does not. The figures are of the whole installation and never of one organisation or person.
/// </summary>
public interface IMetrics
{
    /// <summary>Adds to a counter, or notes one value of a distribution.</summary>
    /// <param name="metric">The module's id and the metric's name, for example <c>crm.deals_ended</c>.</param>
    /// <param name="value">How much to add, not negative; or the value itself, in the metric's unit.</param>
    /// <param name="labels">A value for each declared label, in their order. One that was not declared counts as <c>other</c>.</param>
    /// <exception cref="ArgumentException">No module declared the metric, the number of labels differs, or a counter would fall.</exception>
    void Note(string metric, double value = 1, params IReadOnlyList<string> labels);
}

/// <summary>How a metric adds up.</summary>
public enum MetricKind
{
    /// <summary>A sum that only grows.</summary>
    Counter,

    /// <summary>How often values were within which bounds, with their number and sum.</summary>
    Distribution,
}

/// <summary>A label of a metric with every value it may take. Ids of organisations and people cannot be values, since they cannot be listed.</summary>
/// <param name="Name">Snake case; names such as <c>tenant</c>, <c>user</c> or <c>email</c> are refused.</param>
/// <param name="Values">Snake case, at most twenty.</param>
public sealed record MetricLabel(string Name, params IReadOnlyList<string> Values);

/// <summary>Something a module measures. Collectors see it as <c>ashlar_{module}_{name}</c>.</summary>
/// <param name="Name">Snake case, unique in the module.</param>
/// <param name="Kind">How it adds up.</param>
/// <param name="Help">A sentence that says what it counts.</param>
public sealed record MetricDefinition(string Name, MetricKind Kind, string Help)
{
    /// <summary>What it is counted in, by UCUM: <c>s</c>, <c>By</c>, <c>d</c> or a noun in braces such as <c>{deal}</c>.</summary>
    public string? Unit { get; init; }

    /// <summary>Its labels; all combinations of their values may be a hundred.</summary>
    public IReadOnlyList<MetricLabel> Labels { get; init; } = [];

    /// <summary>Rising bounds of a distribution.</summary>
    public IReadOnlyList<double> Bounds { get; init; } = [];
}
