using Ashlar.Contract.Errors;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Factors;
using Ashlar.Core.Identity.Factors.StepUp;
using Ashlar.Core.Identity.Mail;
using Ashlar.Core.Identity.Providers.Wire;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Identity.Providers.People;

/// <summary>An identity as its owner sees it.</summary>
/// <param name="Id">Of the link.</param>
/// <param name="Provider">The name of a provider that vouches for it now; null when there is none.</param>
/// <param name="ProviderId">Its id.</param>
/// <param name="Issuer">Who vouches.</param>
/// <param name="Email">The address the issuer told last.</param>
/// <param name="Within">The organisation inside which alone it counts; null for everywhere.</param>
/// <param name="CreatedAt">When it was linked.</param>
/// <param name="LastUsedAt">When somebody last signed in with it.</param>
internal sealed record IdentityView(Guid Id, string? Provider, Guid? ProviderId, string Issuer, string? Email, string? Within, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt);

/// <summary>A user's own identities: seen, linked, unlinked, and used to prove once more to be the one.</summary>
internal sealed class OwnIdentities(ProviderStore providers, ExternalIdentities identities, IdentityWorks works, TenantDirectory tenants, ProveAgain again, Mailbox mailbox, TimeProvider time)
{
    private static readonly TimeSpan _skew = TimeSpan.FromSeconds(60);

    public async Task<IReadOnlyList<IdentityView>> List(Caller caller, CancellationToken cancel)
    {
        List<ExternalIdentity> linked;
        await using (var work = await works.Begin(cancel))
            linked = await ExternalIdentities.Of(work.Connection, caller.UserId!.Value, cancel);
        var there = await providers.Linkable(caller.UserId.Value, cancel);
        var views = new List<IdentityView>();
        foreach (var one in linked)
        {
            var provider = there.Find(entry => entry.Realm == one.RealmId && entry.Issuer == one.Issuer);
            var within = one.RealmId == TenantInfo.PlatformId ? null : (await tenants.ById(one.RealmId, cancel))?.Name;
            views.Add(new IdentityView(one.Id, provider?.Name, provider?.Id, one.Issuer, one.Email, within, one.CreatedAt, one.LastUsedAt));
        }

        return views;
    }

    /// <summary>The providers whose identities the caller can link from this session.</summary>
    public async Task<IReadOnlyList<Provider>> Linkable(Caller caller, CancellationToken cancel) =>
        [.. (await providers.Linkable(caller.UserId!.Value, cancel)).Where(provider => caller.Proof?.Within is not { } within || within == provider.Realm)];

    /// <summary>The providers by which the caller, who has no factor, can prove once more to be the one: the operator's, and the one that vouched for this session.</summary>
    public async Task<IReadOnlyList<Provider>> Provable(Caller caller, CancellationToken cancel)
    {
        var linked = (await List(caller, cancel)).Select(view => view.ProviderId).OfType<Guid>().ToHashSet();
        return [.. (await providers.Linkable(caller.UserId!.Value, cancel)).Where(provider => linked.Contains(provider.Id) && (provider.Everywhere || provider.Realm == caller.Proof?.Within))];
    }

    public async Task<Error?> Link(Caller caller, Provider provider, Vouched vouched, RequestInfo request, CancellationToken cancel)
    {
        await using var work = await works.Begin(request, cancel);
        if (await work.Connection.HoldAccount(caller.UserId!.Value, cancel) is not { Active: true } account)
            return CoreErrors.Unauthenticated;
        if (!(await Linkable(caller, cancel)).Any(one => one.Id == provider.Id) || !provider.Admits(vouched.ConfirmedEmail))
            return await Refuse(work, caller, "auth.identity_linked", $"{provider.Name}: the provider confirms no address in the domains that are let in", ProviderErrors.UnknownIdentity, cancel);
        if (!await identities.Link(work, account, provider.Realm, vouched.Issuer, vouched.Subject, vouched.Email, cancel))
            return await Refuse(work, caller, "auth.identity_linked", $"{provider.Name}: it is linked to another account", ProviderErrors.IdentityTaken, cancel);
        await mailbox.Put(work.Connection, account.Email, Notices.IdentityLinked(account.Name, provider.Name), cancel);
        await work.Commit(cancel);
        mailbox.Wake();
        return null;
    }

    /// <summary>Nobody unlinks his last way to sign in. Sessions that came from it end, but for the one that asks.</summary>
    public async Task<Error?> Unlink(Caller caller, Guid id, RequestInfo request, CancellationToken cancel)
    {
        await using var work = await works.Begin(request, cancel);
        if (await work.Connection.HoldAccount(caller.UserId!.Value, cancel) is not { } account || (await ExternalIdentities.Of(work.Connection, account.Id, cancel)).Find(one => one.Id == id) is not { } identity)
            return CoreErrors.NotFound;
        if (!await work.Connection.HasWayWithout(account.Id, id, cancel))
            return await Refuse(work, caller, "auth.identity_unlinked", "the last way to sign in", ProviderErrors.LastWay, cancel);

        await work.Connection.Execute("DELETE FROM public.identity_external WHERE id = $1", cancel, id);
        var ended = await work.Connection.Query(
            "UPDATE public.identity_sessions SET revoked_at = $5, revoked_reason = 'identity unlinked' WHERE user_id = $1 AND idp = $2 AND within_id IS NOT DISTINCT FROM $3::uuid AND id <> $4 AND revoked_at IS NULL RETURNING id",
            row => row.GetGuid(0), cancel, account.Id, identity.Issuer, identity.RealmId == TenantInfo.PlatformId ? null : identity.RealmId, caller.SessionId!.Value, time.GetUtcNow());
        foreach (var session in ended)
            work.Forget("session", session);
        work.Audit(AuditEntry.By(caller, request, "auth.identity_unlinked") with { Resource = "auth.identities", ResourceId = id, Reason = identity.Issuer });
        await mailbox.Put(work.Connection, account.Email, Notices.IdentityUnlinked(account.Name, identity.Issuer), cancel);
        await work.Commit(cancel);
        mailbox.Wake();
        return null;
    }

    /// <summary>The provider has asked for the person's proof since the visit began. Whoever has a second factor proves that one instead.</summary>
    public async Task<Error?> ProveAgain(Caller caller, Provider provider, Vouched vouched, DateTimeOffset since, RequestInfo request, CancellationToken cancel)
    {
        await using var work = await works.Begin(request, cancel);
        var identity = await ExternalIdentities.Find(work.Connection, provider.Realm, vouched.Issuer, vouched.Subject, cancel);
        if (identity?.UserId != caller.UserId || !(vouched.ProvedAt >= since - _skew))
            return await Refuse(work, caller, "auth.step_up", $"{provider.Name}: not fresh, or somebody else", ProviderErrors.NoFreshProof, cancel);
        if (await work.Connection.HasFactor(caller.UserId!.Value, cancel))
            return await Refuse(work, caller, "auth.step_up", $"{provider.Name}: a provider instead of a factor", ProviderErrors.FactorNeeded, cancel);
        await again.Freshen(work, caller.SessionId!.Value, second: false, cancel);
        work.Audit(AuditEntry.By(caller, request, "auth.step_up") with { Reason = provider.Name });
        await work.Commit(cancel);
        return null;
    }

    private static async Task<Error> Refuse(IdentityWork work, Caller caller, string action, string reason, Error error, CancellationToken cancel)
    {
        work.Audit(AuditEntry.By(caller, work.Request, action) with { Result = "denied", Resource = "auth.identities", Reason = reason });
        await work.Commit(cancel);
        return error;
    }
}
