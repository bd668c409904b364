using System.Diagnostics;
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

    /// <summary>user, service, system, module or anonymous.</summary>
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

    /// <summary>The trace in which it happened. Taken when the entry is made: entries are written together, by whichever request comes to it.</summary>
    public string? TraceId { get; init; } = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.TraceId.ToHexString() : null;
    public string? Reason { get; init; }

    /// <summary>More about it, as JSON.</summary>
    public string? Details { get; init; }

    /// <summary>The module that acted through its key.</summary>
    public string? Module { get; init; }

    /// <summary>The API key through which the actor came.</summary>
    public Guid? KeyId { get; init; }

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
        Module = caller.Key?.Module,
        KeyId = caller.Key?.Id,
    };
}

/// <summary>What the log keeps of the request that caused an entry.</summary>
internal sealed record RequestInfo(string? Id, string? Ip)
{
    /// <summary>Why, in the caller's own words, health information is being looked at.</summary>
    public string? Reason { get; init; }

    public static readonly RequestInfo None = new(null, null);
}
