using Ashlar.Contract.Resources;

namespace Ashlar.Crm.Leads;

internal sealed class LeadResource : IResource<Lead>
{
    public void Define(ResourceBuilder<Lead> resource)
    {
        resource.Icon("magnet")
            .Columns(l => l.Name, l => l.Company, l => l.Status, l => l.Source, l => l.Score, l => l.EstimatedValue, l => l.OwnerId, l => l.CreatedAt)
            .Filters(l => l.Status, l => l.Source, l => l.OwnerId)
            .CountsToward("leads")
            .Timeline()
            .Board(l => l.Status, [l => l.Name, l => l.Company, l => l.EstimatedValue, l => l.OwnerId], sum: l => l.EstimatedValue)
            .Rule(lead => lead.Check())
            .BeforeWrite<OwnedByCreator<Lead>>();

        resource.Field(l => l.Name).Searchable();
        resource.Field(l => l.Company).Searchable();
        resource.Field(l => l.Status).Default(LeadStatus.New).Options(
            new FieldOption("new", "New", "blue"),
            new FieldOption("contacted", "Contacted", "amber"),
            new FieldOption("qualified", "Qualified", "green"),
            new FieldOption("disqualified", "Disqualified", "gray"),
            new FieldOption("converted", "Converted", "violet"));
        resource.Field(l => l.Email).Label("E-mail").Email().Searchable();
        resource.Field(l => l.Phone).Phone().Searchable();
        resource.Field(l => l.OwnerId).Relation("org.users", OnDelete.Null);
        resource.Field(l => l.Score).Range(0, 100).Hint("0 to 100: how likely it is that this becomes a customer.");
        resource.Field(l => l.Notes).LongText();
        resource.Field(l => l.DisqualifiedReason).Label("Why disqualified").Max(500);
        resource.Field(l => l.ConvertedAccountId).Label("Became account").Relation("crm.accounts", OnDelete.Null).ReadOnly();
        resource.Field(l => l.ConvertedContactId).Label("Became contact").Relation("crm.contacts", OnDelete.Null).ReadOnly();
        resource.Field(l => l.ConvertedDealId).Label("Became deal").Relation("crm.deals", OnDelete.Null).ReadOnly();
        resource.Field(l => l.ConvertedAt).ReadOnly();

        resource.Section("Contact", l => l.Email, l => l.Phone)
            .Section("Outcome", l => l.DisqualifiedReason, l => l.ConvertedAccountId, l => l.ConvertedContactId, l => l.ConvertedDealId, l => l.ConvertedAt)
            .Section("Notes", l => l.Tags, l => l.Notes);
    }
}
