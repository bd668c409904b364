using Ashlar.Core.Audit;

namespace Ashlar.Core.Identity.Accounts;

/// <summary>A user of the platform as stored.</summary>
internal sealed record Account(Guid Id, string Email, string Name, string? PasswordHash, bool Active, DateTimeOffset? VerifiedAt, DateTimeOffset? LockedUntil, string? Locale, string? TimeZone)
{
    public bool IsLockedAt(DateTimeOffset now) => LockedUntil > now;

    /// <summary>An entry about what this user did or what was tried in his name.</summary>
    public AuditEntry Entry(string action, RequestInfo request, Guid? tenant, string result = "ok", string? reason = null) => new()
    {
        TenantId = tenant,
        ActorId = Id,
        ActorName = Name,
        Action = action,
        Resource = "org.users",
        ResourceId = Id,
        Result = result,
        Reason = reason,
        RequestId = request.Id,
        Ip = request.Ip,
    };
}

/// <summary>What a user is in one organisation.</summary>
internal sealed record Membership(Guid TenantId, string Status, Guid? ClientId)
{
    public bool Active => Status == "active";
}
