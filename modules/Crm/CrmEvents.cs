using Ashlar.Contract.Values;

namespace Ashlar.Crm;

internal sealed record LeadConverted(Guid LeadId, Guid AccountId, Guid ContactId, Guid? DealId);

internal sealed record DealMoved(Guid DealId, Guid? FromStageId, Guid ToStageId);

internal sealed record DealWon(Guid DealId, Guid? AccountId, Money? Value);

internal sealed record DealLost(Guid DealId, Guid? AccountId, string Reason);

internal sealed record AccountsMerged(Guid AccountId, IReadOnlyList<Guid> SourceIds);
