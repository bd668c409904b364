using Ashlar.Contract.Values;

namespace Ashlar.Crm.Deals;

internal sealed record DealView(Guid Id, Guid? PipelineId, Guid? StageId, DealStatus Status, Money? Value, int? Probability, Money? Weighted, string? LostReason, DateTimeOffset? ClosedAt)
{
    public static DealView From(Deal deal) =>
        new(deal.Id, deal.PipelineId, deal.StageId, deal.Status, deal.Value, deal.Probability, deal.Weighted, deal.LostReason, deal.ClosedAt);
}
