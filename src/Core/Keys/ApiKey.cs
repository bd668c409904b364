using Ashlar.Contract.Resources;

namespace Ashlar.Core.Keys;

internal enum KeyKind { Person, Integration, Module }

internal enum KeyEnvironment { Dev, Staging, Prod }

internal enum KeyStatus { Pending, Active, Refused, Revoked }

/// <summary>A key as the organisation sees it. The secret is shown once, when it is made; its hash is kept where tenants' sessions do not reach.</summary>
internal sealed class ApiKey : Entity
{
    public string Name { get; set; } = "";
    public KeyKind Kind { get; set; }
    public string? ModuleName { get; set; }
    public KeyEnvironment Environment { get; set; }
    public Guid? OwnerId { get; set; }
    public KeyStatus Status { get; set; }
    public bool IsActive { get; set; }
    public string[] Scopes { get; set; } = [];
    public string[] AllowedIps { get; set; } = [];
    public string[] Tenants { get; set; } = [];
    public long? RateLimit { get; set; }
    public string Prefix { get; set; } = "";
    public DateTimeOffset? ExpiresAt { get; set; }
    public DateTimeOffset? OverlapEndsAt { get; set; }
    public DateTimeOffset? LastUsedAt { get; set; }

    public void Become(KeyStatus status) => (Status, IsActive) = (status, status == KeyStatus.Active);
}

internal sealed class ApiKeyResource : IResource<ApiKey>
{
    public void Define(ResourceBuilder<ApiKey> resource)
    {
        resource.InControlPlane().Named("api_key", "api_keys", "API key", "API keys").Icon("key-round").Sort("-created_at").Title(k => k.Name).Operations(Operations.Read)
            .Columns(k => k.Name, k => k.Kind, k => k.Environment, k => k.Status, k => k.OwnerId, k => k.LastUsedAt, k => k.ExpiresAt)
            .Filters(k => k.Status, k => k.Kind, k => k.Environment, k => k.OwnerId, k => k.ModuleName);
        resource.Field(k => k.Name).Searchable();
        resource.Field(k => k.Kind).Options(new("person", "Person", "blue"), new("integration", "Integration", "violet"), new("module", "Module", "teal"));
        resource.Field(k => k.ModuleName).Label("Module").Max(60);
        resource.Field(k => k.Environment).Options(new("dev", "Development", "gray"), new("staging", "Staging", "amber"), new("prod", "Production", "red"));
        resource.Field(k => k.OwnerId).Relation("org.users").Label("Acts for");
        resource.Field(k => k.Status).Options(new("pending", "Waiting for approval", "amber"), new("active", "Active", "green"), new("refused", "Refused", "gray"), new("revoked", "Revoked", "red"));
        resource.Field(k => k.IsActive).Label("Works");
        resource.Field(k => k.Scopes).Max(200).Hint("What it may do, within what its owner may do at that moment.");
        resource.Field(k => k.AllowedIps).Max(100).Label("Allowed addresses").Hint("Networks it may be used from, such as 203.0.113.0/24; from anywhere when empty.");
        resource.Field(k => k.Tenants).Max(200).Label("Organisations").Hint("Codes of the organisations a module's key reaches; all when empty.");
        resource.Field(k => k.RateLimit).Hint("Calls per minute.");
        resource.Field(k => k.Prefix).Label("Begins with");
        resource.Field(k => k.OverlapEndsAt).Label("Old secret works until");
        resource.Field(k => k.LastUsedAt).Label("Last used");
    }
}
