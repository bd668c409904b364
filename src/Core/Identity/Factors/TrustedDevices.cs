using Ashlar.Contract.Values;
using Ashlar.Core.Audit;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Mail;
using Ashlar.Core.Identity.Sessions;
using Ashlar.Core.Identity.Tokens;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Ashlar.Core.Tenancy.Settings;
using Npgsql;

namespace Ashlar.Core.Identity.Factors;

internal sealed record DeviceView(Guid Id, string Device, string? Ip, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, DateTimeOffset ExpiresAt, bool Current);

/// <summary>Browsers that proved a second factor and need none for some days. They hold a secret; revoking one ends what it let in.</summary>
internal sealed class TrustedDevices(Databases databases, IdentityWorks works, TenantDirectory tenants, SettingValues values, Mailbox mailbox, TimeProvider time)
{
    public const string Setting = "auth.trusted_device_days";

    /// <summary>How long a device may be trusted: as long as the strictest of the user's organisations allows; 0 for never.</summary>
    public async Task<int> DaysFor(NpgsqlConnection connection, Guid userId, CancellationToken cancel)
    {
        var days = values.Get<int>(Setting, null, null);
        foreach (var membership in await connection.Memberships(userId, cancel))
        {
            if (membership.Active && await tenants.ById(membership.TenantId, cancel) is { } tenant)
                days = Math.Min(days, values.Get<int>(Setting, tenant, null));
        }

        return days;
    }

    /// <summary>The device behind a secret, when it is trusted still.</summary>
    public async Task<Guid?> Recognise(NpgsqlConnection connection, Guid userId, string secret, CancellationToken cancel)
    {
        var (now, days) = (time.GetUtcNow(), await DaysFor(connection, userId, cancel));
        return await connection.Scalar<Guid?>(
            "UPDATE public.identity_devices SET last_used_at = $3 WHERE hash = $1 AND user_id = $2 AND revoked_at IS NULL AND expires_at > $3 AND created_at > $4 RETURNING id", cancel,
            Digest.Of(secret).ToBytes(), userId, now, now.AddDays(-days));
    }

    /// <summary>Null where no device may be trusted.</summary>
    public async Task<(string Secret, DateTimeOffset Until)?> Trust(IdentityWork work, Account account, SignInRequest request, CancellationToken cancel)
    {
        var days = await DaysFor(work.Connection, account.Id, cancel);
        if (days == 0)
            return null;

        var (secret, id, now) = (OpaqueToken.New("ad_"), Ids.New(), time.GetUtcNow());
        await work.Connection.Execute(
            "INSERT INTO public.identity_devices (id, user_id, hash, user_agent, ip, created_at, last_used_at, expires_at) VALUES ($1, $2, $3, $4::text, $5::text, $6, $6, $7)", cancel,
            id, account.Id, Digest.Of(secret).ToBytes(), request.UserAgent, request.Request.Ip, now, now.AddDays(days));
        work.Audit(account.Entry("auth.device_trusted", request.Request, null, reason: Device.Describe(request.UserAgent)) with { Resource = "auth.devices", ResourceId = id });
        await mailbox.Put(work.Connection, account.Email, Notices.Trusted(account.Name, Device.Describe(request.UserAgent), days), cancel);
        return (secret, now.AddDays(days));
    }

    public async Task<IReadOnlyList<DeviceView>> List(Guid userId, string? secret, CancellationToken cancel)
    {
        var current = secret is null ? null : Digest.Of(secret).ToBytes();
        return await databases.System.Query(
            "SELECT id, user_agent, ip, created_at, last_used_at, expires_at, hash FROM public.identity_devices WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2 ORDER BY last_used_at DESC LIMIT 200",
            row => new DeviceView(row.GetGuid(0), Device.Describe(row.Optional<string>(1)), row.Optional<string>(2), row.GetFieldValue<DateTimeOffset>(3), row.GetFieldValue<DateTimeOffset>(4), row.GetFieldValue<DateTimeOffset>(5), current is not null && row.GetFieldValue<byte[]>(6).AsSpan().SequenceEqual(current)),
            cancel, userId, time.GetUtcNow());
    }

    /// <summary>One, or all when no id is given. False when there was none.</summary>
    public async Task<bool> Revoke(Caller caller, Guid? id, RequestInfo request, CancellationToken cancel)
    {
        await using var work = await works.Begin(request, cancel);
        var revoked = await Revoke(work.Connection, caller.UserId!.Value, id, cancel);
        foreach (var one in revoked)
            work.Audit(AuditEntry.By(caller, request, "auth.device_revoked") with { Resource = "auth.devices", ResourceId = one });
        work.Forget("user", caller.UserId.Value);
        await work.Commit(cancel);
        return revoked.Count > 0;
    }

    public Task<List<Guid>> Revoke(NpgsqlConnection connection, Guid userId, Guid? id, CancellationToken cancel) => connection.Query(
        "UPDATE public.identity_devices SET revoked_at = $3 WHERE user_id = $1 AND revoked_at IS NULL AND ($2::uuid IS NULL OR id = $2) RETURNING id", row => row.GetGuid(0), cancel, userId, id, time.GetUtcNow());
}
