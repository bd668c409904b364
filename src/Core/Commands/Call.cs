using Ashlar.Core.Access;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;

namespace Ashlar.Core.Commands;

/// <summary>One write as it arrives: who, what for, and under which idempotency key.</summary>
internal sealed record Call(Caller Caller, RequestInfo Request, PermissionAccess Access)
{
    /// <summary>The row in the route, whose own grants count.</summary>
    public Guid? Row { get; init; }

    public bool ControlPlane { get; init; }

    /// <summary>Runs under the role that sees every tenant; for commands of the core that say why.</summary>
    public bool AsSystem { get; init; }

    /// <summary>The caller named the version he changes, so running again cannot help.</summary>
    public bool VersionGiven { get; init; }

    public string? IdempotencyKey { get; init; }

    /// <summary>Digest of method, path and body, to tell a repetition from another request.</summary>
    public byte[] Digest { get; init; } = [];

    /// <summary>Encrypted fields travel along, so what is kept for a repetition is encrypted too.</summary>
    public bool Sealed { get; init; }

    /// <summary>The answer may show health information.</summary>
    public bool Health { get; init; }

    public string Self { get; init; } = "";

    public static Call Of(HttpContext context, PermissionAccess access, Guid? row = null) => new(context.Caller(), context.Request().Info, access)
    {
        Row = row,
        VersionGiven = context.Request.Headers.IfMatch.Count > 0,
        Self = context.Request.Path,
    };
}
