using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Contract.Values;
using Ashlar.Core.Access.Org;
using Ashlar.Core.Access.Roles;
using Ashlar.Core.Commands;
using Ashlar.Core.CoreApi;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;
using Ashlar.Core.Identity.Tokens;
using Ashlar.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ashlar.Core.Keys;

/// <summary>Makes and rotates keys, in the running operation.</summary>
internal sealed class KeyMaking(CurrentOperation current, IStore store, KeyChecks checks, GrantingRules rules, TimeProvider time)
{
    private const int LongestOverlap = 7 * 24;
    private const string AddSecret = "INSERT INTO public.keys_secrets (hash, tenant_id, key_id, created_at) VALUES ($1, $2, $3, $4)";
    private const string EndSecrets = "UPDATE public.keys_secrets SET expires_at = least(expires_at, $3) WHERE tenant_id = $1 AND key_id = $2";

    private const string AddPrincipal = """
        INSERT INTO public.identity_users (id, email, name, kind, status, created_at, updated_at) VALUES ($1, $2, $3, 'service', 'disabled', $4, $4)
        """;

    /// <param name="wanted">What is asked for.</param>
    /// <param name="kind">Decided by the route.</param>
    /// <param name="asker">Who gets the secret: his permissions bound it.</param>
    /// <param name="approved">Whether it works at once though it is for production.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<Result<IssuedKey>> Make(NewKey wanted, KeyKind kind, Caller asker, bool approved, CancellationToken cancel)
    {
        if (asker.Key is not null)
            return KeyErrors.NoKeysByKey;
        if (await checks.Check(wanted, kind, asker, cancel) is { } wrong)
            return wrong;
        var owner = await Owner(wanted, kind, asker, cancel);
        if (!owner.Succeeded)
            return owner.Error;

        var now = time.GetUtcNow();
        var secret = KeyText.New(wanted.Environment);
        var key = new ApiKey
        {
            Name = wanted.Name.Trim(),
            Kind = kind,
            ModuleName = wanted.ModuleName,
            Environment = wanted.Environment,
            OwnerId = owner.Value,
            Scopes = [.. wanted.Scopes is { Length: > 0 } scopes ? scopes.Distinct(StringComparer.Ordinal) : CoreScopes.All],
            AllowedIps = wanted.AllowedIps ?? [],
            Tenants = wanted.Tenants ?? [],
            RateLimit = wanted.RateLimit,
            Prefix = KeyText.Shown(secret),
            ExpiresAt = wanted.NeverExpires ? null : Micro(wanted.ExpiresAt ?? now + Lifetime(wanted.Environment)),
        };
        key.Become(wanted.Environment == KeyEnvironment.Prod && !approved ? KeyStatus.Pending : KeyStatus.Active);
        store.Add(key);
        Keep(secret, key.Id, now);
        return new IssuedKey(key, secret);
    }

    /// <summary>A new secret; the old one works until the overlap is over.</summary>
    public Result<IssuedKey> Rotate(ApiKey key, Rotation rotation, bool mayExtend)
    {
        if (current.Work.Caller.Key is not null)
            return KeyErrors.NoKeysByKey;
        if (key.Status is not (KeyStatus.Active or KeyStatus.Pending))
            return KeyErrors.NotActive;
        if (rotation.OverlapHours is < 0 or > LongestOverlap)
            return CoreErrors.Validation("overlap_hours", $"Must be 0 to {LongestOverlap}.", "range");
        if (checks.CheckEnd(rotation.ExpiresAt) is { } end)
            return CoreErrors.Validation([end]);
        if (rotation.ExpiresAt > key.ExpiresAt && !mayExtend)
            return CoreErrors.PermissionDenied(KeyModule.Approve);

        var now = time.GetUtcNow();
        var until = Micro(now.AddHours(rotation.OverlapHours));
        var secret = KeyText.New(key.Environment);
        current.Work.Add(Sql.Statement(EndSecrets, current.Work.Scope.TenantId, key.Id, until));
        Keep(secret, key.Id, now);
        (key.Prefix, key.OverlapEndsAt) = (KeyText.Shown(secret), rotation.OverlapHours == 0 ? null : until);
        key.ExpiresAt = rotation.ExpiresAt is { } later ? Micro(later) : key.ExpiresAt;
        current.Work.Invalidate("api_key", key.Id.ToString());
        return new IssuedKey(key, secret);
    }

    private void Keep(string secret, Guid key, DateTimeOffset now) =>
        current.Work.Add(Sql.Statement(AddSecret, Digest.Of(secret).ToBytes(), current.Work.Scope.TenantId, key, now));

    private async Task<Result<Guid?>> Owner(NewKey wanted, KeyKind kind, Caller asker, CancellationToken cancel)
    {
        if (kind == KeyKind.Module)
            return (Guid?)null;
        if (kind == KeyKind.Person)
            return asker.UserId;
        if (wanted.OwnerId is not { } id)
            return await NewPrincipal(wanted, cancel);

        var service = await (await current.Work.Connection(cancel)).Scalar<bool>("SELECT EXISTS (SELECT FROM public.identity_users WHERE id = $1 AND kind = 'service')", cancel, id);
        return service && await store.Find<OrgUser>(id, cancel) is { Status: MemberStatus.Active } ? id
            : CoreErrors.Validation("owner_id", "There is no such integration. Leave it empty to make one.", "relation");
    }

    /// <summary>An integration is a member that nobody signs in as, granted exactly the scopes of its first key; grants may change later like anybody's.</summary>
    private async Task<Result<Guid?>> NewPrincipal(NewKey wanted, CancellationToken cancel)
    {
        var id = Ids.New();
        var email = $"service-{id:n}@service.invalid";
        await (await current.Work.Connection(cancel)).Execute(AddPrincipal, cancel, id, email, wanted.Name.Trim(), time.GetUtcNow());
        store.Add(new OrgUser { Id = id, ClientId = current.Work.Scope.ClientId, Name = wanted.Name.Trim(), Email = email, Status = MemberStatus.Active, Title = "Integration" });
        foreach (var scope in wanted.Scopes!.Distinct(StringComparer.Ordinal))
            store.Add(new Grant { UserId = id, Permission = scope, Effect = GrantEffect.Allow });
        rules.Changed();
        return id;
    }

    private static TimeSpan Lifetime(KeyEnvironment environment) => TimeSpan.FromDays(environment switch { KeyEnvironment.Prod => 365, KeyEnvironment.Staging => 90, _ => 30 });

    /// <summary>PostgreSQL keeps microseconds; what is answered must be what is stored.</summary>
    private static DateTimeOffset Micro(DateTimeOffset moment) => new(moment.UtcTicks / 10 * 10, TimeSpan.Zero);
}
