using Ashlar.Contract.Resources;

namespace Ashlar.Crm.Accounts;

internal sealed class AccountResource : IResource<Account>
{
    public void Define(ResourceBuilder<Account> resource)
    {
        resource.Icon("building-2")
            .Columns(a => a.Name, a => a.Number, a => a.Status, a => a.Industry, a => a.City, a => a.Phone, a => a.OwnerId, a => a.CreatedAt)
            .Filters(a => a.Status, a => a.Industry, a => a.OwnerId, a => a.Country)
            .CountsToward("accounts")
            .Timeline()
            .Alias("/api/v1/customers", "customer")
            .BeforeWrite<OwnedByCreator<Account>>()
            .BeforeWrite<KeepsParentsAcyclic>();

        resource.Field(a => a.Name).Searchable();
        resource.Field(a => a.Number).Label("Customer number").Hint("Your own number for this customer.").Max(40).Unique().Searchable();
        resource.Field(a => a.Status).Default(AccountStatus.Prospect).Options(
            new FieldOption("prospect", "Prospect", "blue"),
            new FieldOption("active", "Active", "green"),
            new FieldOption("inactive", "Inactive", "gray"));
        resource.Field(a => a.OwnerId).Relation("org.users", OnDelete.Null);
        resource.Field(a => a.ParentId).Label("Parent account").Relation("crm.accounts", OnDelete.Null);
        resource.Field(a => a.Website).Url();
        resource.Field(a => a.Email).Label("E-mail").Email().Searchable();
        resource.Field(a => a.Phone).Phone().Searchable();
        resource.Field(a => a.Fax).Phone().Searchable();
        resource.Field(a => a.ContactName).Label("Contact person").Searchable();
        resource.Field(a => a.ContactTitle).Label("Title of contact");
        resource.Field(a => a.PostalCode).Max(20);
        resource.Field(a => a.City).Searchable();
        resource.Field(a => a.Employees).Range(0, 10_000_000);
        resource.Field(a => a.Notes).LongText();

        resource.Field(a => a.MergedIntoId).Label("Merged into").Relation("crm.accounts", OnDelete.Null).ReadOnly();
        resource.Field(a => a.MatchName).Internal();
        resource.Field(a => a.MatchDomain).Internal();
        resource.Field(a => a.MatchPhone).Internal();

        resource.Section("Contact", a => a.Website, a => a.Email, a => a.Phone, a => a.Fax, a => a.ContactName, a => a.ContactTitle)
            .Section("Address", a => a.Street, a => a.PostalCode, a => a.City, a => a.Region, a => a.Country)
            .Section("Business", a => a.AnnualRevenue, a => a.Employees, a => a.ParentId, a => a.MergedIntoId)
            .Section("Notes", a => a.Tags, a => a.Notes);
    }
}
