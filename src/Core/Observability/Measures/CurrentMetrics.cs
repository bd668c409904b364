using Ashlar.Contract.Metrics;
using Ashlar.Core.Commands;

namespace Ashlar.Core.Observability.Measures;

/// <summary>What module code measures in the operation it runs in.</summary>
internal sealed class CurrentMetrics(CurrentOperation current, ModuleInstruments instruments) : IMetrics
{
    public void Note(string metric, double value = 1, params IReadOnlyList<string> labels)
    {
        // A mistake shows where it is made, not after the commit.
        instruments.Check(metric, value, labels);
        current.Work.AfterCommit(() => instruments.Record(metric, value, labels));
    }
}
