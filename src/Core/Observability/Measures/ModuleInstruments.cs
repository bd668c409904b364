using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using Ashlar.Contract.Metrics;
using Ashlar.Core.Modules;

namespace Ashlar.Core.Observability.Measures;

/// <summary>The instruments of everything that modules declared to measure. Counters stand at zero from the start, so that collectors know them before the first is counted.</summary>
internal sealed class ModuleInstruments : IDisposable
{
    public const string MeterName = "Ashlar.Modules";
    private const string Other = "other";

    private readonly Meter _meter;
    private readonly FrozenDictionary<string, (MetricDefinition Definition, Instrument<double> Instrument)> _byName;

    public ModuleInstruments(IMeterFactory factory, ModuleRegistry modules)
    {
        _meter = factory.Create(MeterName);
        _byName = modules.Modules.SelectMany(module => module.Definition.Metrics.Select(metric => (Name: $"{module.Id}.{metric.Name}", Metric: metric)))
            .ToFrozenDictionary(one => one.Name, one => (one.Metric, Make($"ashlar.{one.Name}", one.Metric)), StringComparer.Ordinal);
        foreach (var (definition, instrument) in _byName.Values)
        {
            if (instrument is Counter<double> counter)
            {
                foreach (var labels in Combinations(definition.Labels, 0))
                    counter.Add(0, Tags(definition, labels));
            }
        }
    }

    public void Check(string name, double value, IReadOnlyList<string> labels)
    {
        if (!_byName.TryGetValue(name, out var metric))
            throw new ArgumentException($"No module declares the metric '{name}'.", nameof(name));
        if (labels.Count != metric.Definition.Labels.Count)
            throw new ArgumentException($"The metric '{name}' has {metric.Definition.Labels.Count} labels.", nameof(labels));
        if (!double.IsFinite(value) || (metric.Definition.Kind == MetricKind.Counter && value < 0))
            throw new ArgumentException($"The metric '{name}' cannot take {value}.", nameof(value));
    }

    public void Record(string name, double value, IReadOnlyList<string> labels)
    {
        var (definition, instrument) = _byName[name];
        if (instrument is Counter<double> counter)
            counter.Add(value, Tags(definition, labels));
        else
            ((Histogram<double>)instrument).Record(value, Tags(definition, labels));
    }

    public void Dispose() => _meter.Dispose();

    private Instrument<double> Make(string name, MetricDefinition metric) => metric.Kind == MetricKind.Counter
        ? _meter.CreateCounter<double>(name, metric.Unit, metric.Help)
        : _meter.CreateHistogram(name, metric.Unit, metric.Help, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [.. metric.Bounds] });

    private static KeyValuePair<string, object?>[] Tags(MetricDefinition metric, IReadOnlyList<string> labels) =>
        [.. metric.Labels.Select((label, index) => new KeyValuePair<string, object?>(label.Name, label.Values.Contains(labels[index], StringComparer.Ordinal) ? labels[index] : Other))];

    private static IEnumerable<string[]> Combinations(IReadOnlyList<MetricLabel> labels, int from) =>
        from == labels.Count ? [[]] : labels[from].Values.SelectMany(value => Combinations(labels, from + 1).Select(rest => (string[])[value, .. rest]));
}
