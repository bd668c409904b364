using Ashlar.Contract.Resources;

namespace Ashlar.Crm.Contacts;

internal sealed class ContactResource : IResource<Contact>
{
    public void Define(ResourceBuilder<Contact> resource)
    {
        resource.Icon("contact")
            .Columns(c => c.Name, c => c.AccountId, c => c.Title, c => c.Email, c => c.Phone, c => c.Mobile, c => c.OwnerId)
            .Filters(c => c.AccountId, c => c.OwnerId, c => c.Tags)
            .Sort("name")
            .CountsToward("contacts")
            .Timeline()
            .Rule(contact => contact.Check())
            .BeforeWrite<OwnedByCreator<Contact>>();

        // Each name may be 100 long, and the computed one holds both.
        resource.Field(c => c.Name).ReadOnly().Required(false).Max(201).Searchable();
        resource.Field(c => c.FirstName).Max(100);
        resource.Field(c => c.LastName).Max(100);
        resource.Field(c => c.AccountId).Relation("crm.accounts", OnDelete.Null);
        resource.Field(c => c.Email).Label("E-mail").Email().Searchable();
        resource.Field(c => c.Phone).Phone().Searchable();
        resource.Field(c => c.Mobile).Phone().Searchable();
        resource.Field(c => c.OwnerId).Relation("org.users", OnDelete.Null);
        resource.Field(c => c.Notes).LongText();

        resource.Section("Contact", c => c.Email, c => c.Phone, c => c.Mobile)
            .Section("Notes", c => c.Tags, c => c.Notes);
    }
}
