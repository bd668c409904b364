using System.Text.Json.Nodes;
using Ashlar.Contract.Resources;

namespace Ashlar.Core.Access.Roles;

/// <summary>A named set of permissions, with rules on rows and fields.</summary>
internal sealed class Role : Entity
{
    public string Code { get; set; } = "";
    public string Name { get; set; } = "";
    public string? Description { get; set; }
    public string? App { get; set; }
    public bool Builtin { get; set; }
    public string[] Allow { get; set; } = [];
    public string[] Deny { get; set; } = [];
    public JsonNode? Rules { get; set; }
}

internal sealed class RoleResource : IResource<Role>
{
    public void Define(ResourceBuilder<Role> resource)
    {
        resource.InControlPlane().Icon("shield").Sort("name").Title(r => r.Name).Filters(r => r.App, r => r.Builtin)
            .Columns(r => r.Name, r => r.Code, r => r.App, r => r.Builtin, r => r.Description)
            .BeforeWrite<RoleIsYoursToShape>();
        resource.Field(r => r.Code).Unique().Max(80);
        resource.Field(r => r.Name).Searchable();
        resource.Field(r => r.Description).LongText();
        resource.Field(r => r.App).Hint("An app the role is confined to.").Max(40);
        resource.Field(r => r.Builtin).ReadOnly();
        resource.Field(r => r.Allow).Max(500).Hint("Permission codes such as crm:accounts:read; * stands for any part.");
        resource.Field(r => r.Deny).Max(500).Hint("Denied whatever other roles allow.");
        resource.Field(r => r.Rules).Hint("Which rows and fields of a resource the role reaches.");
    }
}
