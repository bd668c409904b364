using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Contract.Values;

namespace Ashlar.Crm.Leads;

/// <summary>Somebody who might become a customer.</summary>
internal sealed class Lead : Entity, IOwned
{
    public string Name { get; set; } = "";
    public string? Company { get; set; }
    public LeadStatus Status { get; set; } = LeadStatus.New;
    public LeadSource? Source { get; set; }
    public string? Email { get; set; }
    public string? Phone { get; set; }
    public Guid? OwnerId { get; set; }
    public int? Score { get; set; }
    public Money? EstimatedValue { get; set; }
    public string[] Tags { get; set; } = [];
    public string? Notes { get; set; }

    public string? DisqualifiedReason { get; set; }
    public Guid? ConvertedAccountId { get; private set; }
    public Guid? ConvertedContactId { get; private set; }
    public Guid? ConvertedDealId { get; private set; }
    public DateTimeOffset? ConvertedAt { get; private set; }

    public bool IsConverted => ConvertedAt is not null;

    public Error? Check() => (Status, IsConverted) switch
    {
        (LeadStatus.Converted, false) => CrmErrors.LeadConvertsByCommand,
        (not LeadStatus.Converted, true) => CrmErrors.LeadIsConverted,
        (LeadStatus.Disqualified, _) when string.IsNullOrWhiteSpace(DisqualifiedReason) => CrmErrors.LeadNeedsReason,
        _ => null,
    };

    public Error? Qualify()
    {
        if (IsConverted)
            return CrmErrors.LeadIsConverted;

        (Status, DisqualifiedReason) = (LeadStatus.Qualified, null);
        return null;
    }

    public Error? Disqualify(string reason)
    {
        if (IsConverted)
            return CrmErrors.LeadIsConverted;

        if (string.IsNullOrWhiteSpace(reason))
            return CrmErrors.LeadNeedsReason;

        (Status, DisqualifiedReason) = (LeadStatus.Disqualified, reason.Trim());
        return null;
    }

    public Error? Convert(Guid account, Guid contact, Guid? deal, DateTimeOffset now)
    {
        if (IsConverted)
            return CrmErrors.LeadIsConverted;

        if (Status == LeadStatus.Disqualified)
            return CrmErrors.LeadIsDisqualified;

        Status = LeadStatus.Converted;
        (ConvertedAccountId, ConvertedContactId, ConvertedDealId, ConvertedAt) = (account, contact, deal, now);
        return null;
    }

    public void FollowMergedAccount(Guid account) => ConvertedAccountId = account;
}

internal enum LeadStatus
{
    New,
    Contacted,
    Qualified,
    Disqualified,
    Converted,
}

internal enum LeadSource
{
    Web,
    Referral,
    Event,
    Outbound,
    Partner,
    Advertising,
    Other,
}
