namespace Ashlar.Crm.Leads;

internal sealed record LeadView(Guid Id, LeadStatus Status, string? DisqualifiedReason)
{
    public static LeadView From(Lead lead) => new(lead.Id, lead.Status, lead.DisqualifiedReason);
}
