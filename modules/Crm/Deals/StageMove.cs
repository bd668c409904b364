using Ashlar.Contract.Resources;

namespace Ashlar.Crm.Deals;

/// <summary>One step in the history of a deal.</summary>
internal sealed class StageMove : Entity
{
    public StageMove()
    {
    }

    public StageMove(Guid deal, Guid? from, Guid to, string? reason, DateTimeOffset at, Guid? by) =>
        (DealId, FromStageId, ToStageId, Reason, MovedAt, MovedBy) = (deal, from, to, reason, at, by);

    public Guid DealId { get; private set; }
    public Guid? FromStageId { get; private set; }
    public Guid ToStageId { get; private set; }
    public string? Reason { get; private set; }
    public DateTimeOffset MovedAt { get; private set; }
    public Guid? MovedBy { get; private set; }
}
