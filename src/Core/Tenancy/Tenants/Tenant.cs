using System.Text.Json.Nodes;
using Ashlar.Contract.Resources;

namespace Ashlar.Core.Tenancy.Tenants;

internal enum Isolation { Shared, Schema, Database }

/// <summary>An organisation as the operator sees it.</summary>
internal sealed class Tenant : Entity
{
    public string Code { get; set; } = "";
    public string Name { get; set; } = "";
    public TenantStatus Status { get; set; }
    public string? StatusReason { get; set; }
    public Isolation Isolation { get; set; }
    public string? Trade { get; set; }
    public string[] Hosts { get; set; } = [];
    public string AdminEmail { get; set; } = "";
    public string AdminName { get; set; } = "";
    public string[] Apps { get; set; } = [];
    public JsonNode? Limits { get; set; }
    public JsonNode? Provisioning { get; set; }
    public long? LegacyId { get; set; }
}

internal sealed class TenantResource : IResource<Tenant>
{
    public void Define(ResourceBuilder<Tenant> resource)
    {
        resource.AcrossTenants().Table("platform_tenants").Icon("building-2").Sort("name").Title(t => t.Name).Operations(Operations.Read | Operations.Create | Operations.Update)
            .Columns(t => t.Name, t => t.Code, t => t.Status, t => t.Isolation, t => t.Apps)
            .Filters(t => t.Status, t => t.Isolation)
            .BeforeWrite<TenantKeepsItsPlace>();
        resource.Field(t => t.Code).Searchable().Max(40).Hint("Small letters, digits and hyphens; part of the address and never changed.");
        resource.Field(t => t.Name).Searchable();
        resource.Field(t => t.Status).ReadOnly().Options(new("provisioning", "Being set up", "blue"), new("active", "Active", "green"), new("suspended", "Suspended", "amber"), new("failed", "Failed", "red"));
        resource.Field(t => t.StatusReason).ReadOnly();
        resource.Field(t => t.Isolation).Default(Isolation.Shared).Options(new("shared", "Shared tables"), new("schema", "Own schema"), new("database", "Own database"));
        resource.Field(t => t.Hosts).Hint("Host names of its own besides the one under the base domain.");
        // The operator's own organisation has none.
        resource.Field(t => t.AdminEmail).Email().Required(false).Label("Administrator's e-mail");
        resource.Field(t => t.AdminName).Required(false).Label("Administrator's name");
        resource.Field(t => t.Apps).Hint("Apps to subscribe to from the start.");
        resource.Field(t => t.Limits).Hint("Resources allotted, such as {\"users\":50,\"storage_mb\":1000}; they beat the plans.");
        resource.Field(t => t.LegacyId).Unique().Range(1, null).Label("Earlier id").Hint("The number under which another system knew it; modules may use it in the Core API.");
        resource.Field(t => t.Provisioning).ReadOnly();
    }
}
