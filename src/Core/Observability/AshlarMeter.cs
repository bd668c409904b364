using System.Diagnostics.Metrics;

namespace Ashlar.Core.Observability;

/// <summary>The measurements of this host. Its scope tells them from those of another host in the same process.</summary>
internal sealed class AshlarMeter : IDisposable
{
    public const string Name = "Ashlar";

    private readonly Meter _meter;

    public AshlarMeter(IMeterFactory factory)
    {
        _meter = factory.Create(Name);
        JobsEnded = _meter.CreateCounter<long>("ashlar.jobs.ended", "{job}", "Jobs that ended, by kind and outcome.");
        JobSeconds = _meter.CreateHistogram<double>("ashlar.jobs.duration", "s", "How long an attempt at a job took.");
        Commands = _meter.CreateCounter<long>("ashlar.feature.uses", "{use}", "Changes that people and systems made, by module.");
    }

    public Counter<long> JobsEnded { get; }

    public Histogram<double> JobSeconds { get; }

    public Counter<long> Commands { get; }

    public Meter Meter => _meter;

    public void Dispose() => _meter.Dispose();
}
