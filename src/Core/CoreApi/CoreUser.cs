namespace Ashlar.Core.CoreApi;

/// <summary>A person as modules see them, with the organisations they are an active member of.</summary>
internal sealed record CoreUser(Guid Id, long? LegacyId, string Email, string? Username, string Name, bool Active, IReadOnlyList<CoreMembership> Memberships);

/// <summary>Oldest first.</summary>
internal sealed record CoreMembership(Guid TenantId, Guid? ClientId);
