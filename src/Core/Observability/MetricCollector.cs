using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Ashlar.Core.Observability;

/// <summary>
/// Listens to the meters of this host and keeps what they say. Requests are labelled with their route, never with ids; labels that could name
/// a tenant, a database or a person are dropped.
/// </summary>
internal sealed class MetricCollector : IDisposable
{
    /// <summary>Which meters count, and which of their labels are kept.</summary>
    private static readonly Dictionary<string, string[]?> _meters = new(StringComparer.Ordinal)
    {
        ["Microsoft.AspNetCore.Hosting"] = ["http.request.method", "http.response.status_code", "http.route", "error.type"],
        ["Microsoft.AspNetCore.Server.Kestrel"] = ["network.transport", "network.protocol.version"],
        ["Npgsql"] = ["db.client.connection.state"],
        ["System.Runtime"] = ["gc.heap.generation", "dotnet.gc.heap.generation", "cpu.mode"],
        [AshlarMeter.Name] = ["kind", "outcome", "module", "level", "state", "status", "objective"],
        // Their labels were checked when they were declared.
        [Measures.ModuleInstruments.MeterName] = null,
    };

    /// <summary>Told at every statement and of no use beside the connections in use and the durations.</summary>
    private static readonly HashSet<string> _unheard = new(StringComparer.Ordinal) { "db.client.operation.npgsql.executing", "db.client.operation.npgsql.bytes_read", "db.client.operation.npgsql.bytes_written" };

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, MetricSeries> _series = new();
    private readonly Lock _observing = new();
    private readonly IMeterFactory _factory;

    public MetricCollector(IMeterFactory factory)
    {
        _factory = factory;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (Wanted(instrument))
                listener.EnableMeasurementEvents(instrument, _series.GetOrAdd(instrument, Make));
        };
        _listener.SetMeasurementEventCallback<double>(Record);
        _listener.SetMeasurementEventCallback<float>((instrument, value, tags, state) => Record(instrument, value, tags, state));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, state) => Record(instrument, value, tags, state));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, state) => Record(instrument, value, tags, state));
        _listener.Start();
    }

    /// <summary>All there is now, or one of them. What is observed is copied before anybody else may observe it anew.</summary>
    public IReadOnlyList<MetricReading> Read(string? only = null)
    {
        lock (_observing)
        {
            foreach (var (instrument, series) in _series)
            {
                if (instrument.IsObservable)
                    series.Forget();
            }

            _listener.RecordObservableInstruments();
            return [.. _series.Values.Where(series => only is null || series.Name == only).OrderBy(series => series.Name, StringComparer.Ordinal).Select(series => new MetricReading(series, series.Points()))];
        }
    }

    public void Dispose() => _listener.Dispose();

    // Meters of a host carry its factory; those of the runtime and of the driver belong to the process.
    private bool Wanted(Instrument instrument) => _meters.ContainsKey(instrument.Meter.Name) && !_unheard.Contains(instrument.Name) && (instrument.Meter.Scope is null || ReferenceEquals(instrument.Meter.Scope, _factory));

    private static MetricSeries Make(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        var shape = type == typeof(Histogram<>) ? MetricShape.Histogram : type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? MetricShape.Counter : MetricShape.Gauge;
        return new MetricSeries(MetricNames.Of(instrument, shape), shape, instrument.Description ?? instrument.Name, _meters[instrument.Meter.Name], (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries);
    }

    private static void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state) => ((MetricSeries)state!).Record(value, tags);
}
