using Ashlar.Contract.Values;
using Ashlar.Core.Identity;

namespace Ashlar.Core.Audit;

/// <summary>One fact for the log. Secrets are masked before an entry is made.</summary>
internal sealed record AuditEntry
{
    public Guid Id { get; init; } = Ids.New();

    /// <summary>Null for events of the platform that concern no tenant, such as a failed sign-in of an unknown address.</summary>
    public required Guid? TenantId { get; init; }
    public Guid? ClientId { get; init; }
    public Guid? ActorId { get; init; }
    public required string ActorName { get; init; }

    /// <summary>user, system, module or anonymous.</summary>
    public string ActorKind { get; init; } = "user";

    /// <summary>What happened, for example <c>crm.accounts.update</c> or <c>auth.login</c>.</summary>
    public required string Action { get; init; }
    public string? Resource { get; init; }
    public Guid? ResourceId { get; init; }

    /// <summary>ok, denied or failed.</summary>
    public string Result { get; init; } = "ok";

    /// <summary>JSON: field → {from, to}.</summary>
    public string? Changes { get; init; }

    /// <summary>The row's version after the change.</summary>
    public int? Version { get; init; }
    public string? RequestId { get; init; }
    public string? Ip { get; init; }
    public string? Reason { get; init; }

    public static AuditEntry By(Caller caller, RequestInfo request, string action) => new()
    {
        TenantId = caller.Tenant?.Id,
        ClientId = caller.ClientId,
        ActorId = caller.UserId,
        ActorName = caller.Name,
        ActorKind = caller.Kind,
        Action = action,
        RequestId = request.Id,
        Ip = request.Ip,
    };
}

/// <summary>What the log keeps of the request that caused an entry.</summary>
internal sealed record RequestInfo(string? Id, string? Ip)
{
    public static readonly RequestInfo None = new(null, null);
}
