using Ashlar.Contract.Resources;

namespace Ashlar.Core.Access.Org;

internal enum ClientStatus { Active, Inactive }

/// <summary>A sub-account of the organisation. Users confined to a client see its rows only.</summary>
internal sealed class Client : Entity
{
    public string Code { get; set; } = "";
    public string Name { get; set; } = "";
    public ClientStatus Status { get; set; }
    public Guid? ParentId { get; set; }
}

internal sealed class ClientResource : IResource<Client>
{
    public void Define(ResourceBuilder<Client> resource)
    {
        resource.InControlPlane().Icon("building").Sort("name").Filters(c => c.Status)
            .Columns(c => c.Name, c => c.Code, c => c.Status, c => c.ParentId)
            .BeforeWrite<WhenAccessChanges<Client>>().BeforeWrite<ClientsFormATree>();
        resource.Field(c => c.Code).Unique().Max(60);
        resource.Field(c => c.Name).Searchable();
        resource.Field(c => c.ParentId).Relation("org.clients").Label("Belongs to");
        resource.Field(c => c.Status).Options(new("active", "Active", "green"), new("inactive", "Inactive", "gray")).Default(ClientStatus.Active);
    }
}
