using Ashlar.Contract.Errors;
using Ashlar.Contract.Jobs;
using Ashlar.Contract.Resources;
using Microsoft.EntityFrameworkCore;

namespace Ashlar.Crm.Leads;

/// <summary>Disqualifies leads that nobody has touched for long: 90 days, or the <c>days</c> that its schedule says.</summary>
internal sealed class RetireStaleLeads(IStore store, TimeProvider time) : IJob
{
    private const int Step = 50;

    public async Task<Result<JobStep>> Run(IJobRun run, CancellationToken cancel)
    {
        var days = run.Input.TryGetProperty("days", out var given) && given.TryGetInt32(out var number) ? number : 90;
        if (days < 1)
            return CrmErrors.StaleDaysInvalid;

        var before = time.GetUtcNow().AddDays(-days);
        var open = store.Query<Lead>().Where(lead => (lead.Status == LeadStatus.New || lead.Status == LeadStatus.Contacted) && lead.UpdatedAt < before);
        var leads = await open.OrderBy(lead => lead.Id).Take(Step).ToListAsync(cancel);
        foreach (var lead in leads)
        {
            if (lead.Disqualify($"Nobody touched it for {days} days.") is { } error)
                return error;
        }

        var retired = leads.Count + (run.Position is { } earlier ? int.Parse(earlier, global::System.Globalization.CultureInfo.InvariantCulture) : 0);
        if (leads.Count == Step)
            return JobStep.Next($"{retired}", retired, retired + await open.CountAsync(cancel) - Step);

        run.Log(retired == 0 ? $"No lead was older than {days} days." : $"{retired} leads were disqualified.");
        return JobStep.Done;
    }
}
