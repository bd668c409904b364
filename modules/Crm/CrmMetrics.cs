using Ashlar.Contract.Metrics;

namespace Ashlar.Crm;

/// <summary>What the CRM measures.</summary>
internal static class CrmMetrics
{
    public const string DealsEnded = "deals_ended";
    public const string DealDays = "deal_days";

    public static readonly MetricLabel Outcome = new("outcome", "won", "lost");
}
