namespace Ashlar.Core.Tenancy.Tenants;

/// <summary>Makes the first administrator of a tenant; its own interface so that provisioning can be tested without mail.</summary>
internal interface ITenantAdmins
{
    /// <summary>Invites the person and grants the role. Returns the link of the invitation when no mail could carry it. Safe to repeat.</summary>
    Task<string?> Invite(TenantInfo tenant, string email, string name, Guid roleId, CancellationToken cancel);
}
