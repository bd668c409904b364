using System.Diagnostics;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Protection.Compliance;

/// <summary>A control and what was found.</summary>
internal sealed record ControlResult(string Id, string Title, string Safeguard, string Status, string Evidence, DateTimeOffset CheckedAt, double Milliseconds);

/// <summary>Runs every control now. A check that cannot run is a failure, and says why.</summary>
internal sealed class ComplianceReport(DataControls data, AccessControls access, TransportControls transport, TimeProvider time, ILogger<ComplianceReport> log)
{
    public async Task<IReadOnlyList<ControlResult>> Run(TenantInfo tenant, CancellationToken cancel)
    {
        var results = new List<ControlResult>();
        foreach (var control in data.All.Concat(access.All).Concat(transport.All))
        {
            var watch = Stopwatch.StartNew();
            Finding finding;
            try
            {
                finding = await control.Check(tenant, cancel);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                log.LogWarning(failure, "The control {Control} could not be checked", control.Id);
                finding = Finding.Of(false, $"Could not be checked: {Redactor.Redact(failure.Message)}");
            }

            results.Add(new ControlResult(control.Id, control.Title, control.Safeguard, finding.Passed switch { true => "pass", false => "fail", null => "not_applicable" }, finding.Evidence, time.GetUtcNow(), Math.Round(watch.Elapsed.TotalMilliseconds, 1)));
        }

        return results;
    }
}
