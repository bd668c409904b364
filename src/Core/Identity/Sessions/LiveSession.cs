using Ashlar.Core.Access;
using Ashlar.Core.Identity.Factors;
using Ashlar.Core.Identity.Factors.StepUp;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Identity.Sessions;

/// <summary>A session that was valid when it was read.</summary>
internal sealed record SessionRow(Guid Id, Guid UserId, string Name, string Email, Guid? TenantId, Guid? ClientId, byte[]? CsrfSecret, DateTimeOffset LastSeenAt, DateTimeOffset ExpiresAt)
{
    public bool ByCookie => CsrfSecret is not null;

    public required SessionProof Proof { get; init; }
}

/// <summary>The same in memory, with what changes on every request.</summary>
/// <param name="row">As stored.</param>
/// <param name="readAt">When it was read.</param>
/// <param name="before">The same session as it was remembered, whose latest visits may not be written down yet.</param>
internal sealed class LiveSession(SessionRow row, DateTimeOffset readAt, LiveSession? before)
{
    private long _lastSeen = Math.Max(row.LastSeenAt.UtcTicks, before?._lastSeen ?? 0);
    private long _lastWritten = row.LastSeenAt.UtcTicks;
    private Caller? _caller;

    public SessionRow Row => row;

    public DateTimeOffset ReadAt => readAt;

    /// <summary>What the page must echo; null for tokens.</summary>
    public string? CsrfToken { get; } = row.CsrfSecret is null ? null : Csrf.TokenOf(row.CsrfSecret, row.Id);

    public bool IsOver(DateTimeOffset now, TimeSpan idle) => now >= row.ExpiresAt || now.UtcTicks - Volatile.Read(ref _lastSeen) >= idle.Ticks;

    /// <summary>Notes the visit; true when it is time to write it down.</summary>
    public bool Touch(DateTimeOffset now, TimeSpan idle)
    {
        Volatile.Write(ref _lastSeen, now.UtcTicks);
        // Often enough that another replica never believes the session idle.
        var pause = Math.Min(TimeSpan.TicksPerMinute, idle.Ticks / 4);
        var written = Volatile.Read(ref _lastWritten);
        return now.UtcTicks - written >= pause && Interlocked.CompareExchange(ref _lastWritten, now.UtcTicks, written) == written;
    }

    /// <summary>The caller, made anew only when tenant or permissions have changed.</summary>
    public Caller CallerIn(TenantInfo? tenant, PermissionSet permissions)
    {
        if (_caller is { } known && ReferenceEquals(known.Tenant, tenant) && ReferenceEquals(known.Permissions, permissions))
            return known;

        return _caller = new Caller
        {
            UserId = row.UserId,
            Name = row.Name,
            Email = row.Email,
            SessionId = row.Id,
            Proof = row.Proof,
            Tenant = tenant,
            ClientId = row.ClientId,
            Permissions = permissions,
            ByCookie = row.ByCookie,
        };
    }
}
