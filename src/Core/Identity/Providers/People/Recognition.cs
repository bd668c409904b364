using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Factors;
using Ashlar.Core.Identity.Mail;
using Ashlar.Core.Identity.Providers.Wire;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Identity.Providers.People;

/// <summary>
/// Whose account it is that a provider vouches for. An identity that is linked says it; an e-mail address only helps to link one, when the
/// provider confirms it and the policy wants that, and never takes an account away from somebody.
/// </summary>
internal sealed class Recognition(ExternalIdentities identities, Newcomers newcomers, Mailbox mailbox)
{
    /// <summary>The account, held until the transaction ends, or why there is none, for the log.</summary>
    public async Task<(Account? Account, string? Refusal)> Of(IdentityWork work, Provider provider, Vouched vouched, CancellationToken cancel)
    {
        // Somebody who signs in twice at once for the first time does so one after the other.
        await work.Connection.Execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", cancel, $"{provider.Realm}:{vouched.Issuer}:{vouched.Subject}");
        if (!provider.Admits(vouched.ConfirmedEmail))
            return (null, "the provider confirms no address in the domains that are let in");
        if (await ExternalIdentities.Find(work.Connection, provider.Realm, vouched.Issuer, vouched.Subject, cancel) is { } known)
        {
            await identities.Used(work.Connection, known.Id, vouched.Email, cancel);
            return (await work.Connection.HoldAccount(known.UserId, cancel), null);
        }

        if (vouched.ConfirmedEmail is not { } email || UserDirectory.Check(email, "Somebody").Any())
            return (null, "no account is linked, and the provider confirms no address");
        var (account, refusal) = await work.Connection.AccountByLogin(email, cancel) is { } existing
            ? await Existing(work, provider, vouched, (await work.Connection.HoldAccount(existing.Id, cancel))!, cancel)
            : await New(work, provider, vouched, email, cancel);
        if (account is not null && !await identities.Link(work, account, provider.Realm, vouched.Issuer, vouched.Subject, vouched.Email, cancel))
            return (null, "the identity was linked to somebody else at this moment");
        return (account, refusal);
    }

    private async Task<(Account?, string?)> New(IdentityWork work, Provider provider, Vouched vouched, string email, CancellationToken cancel)
    {
        if (provider.FirstSignIn != FirstSignIn.Create)
            return (null, "nobody has this address, and the policy makes no accounts");
        if (await newcomers.NoRoom(work, provider, cancel) is { } full)
            return (null, full);
        return await newcomers.Make(work, provider, vouched, email, cancel) is { } made ? (made, null) : (null, "the account was made by somebody else at this moment");
    }

    private async Task<(Account?, string?)> Existing(IdentityWork work, Provider provider, Vouched vouched, Account account, CancellationToken cancel)
    {
        if (!account.Active)
            return (account, null);
        // Addresses are passed on: a second subject of one issuer is somebody else until the account's owner says otherwise.
        if ((await ExternalIdentities.Of(work.Connection, account.Id, cancel)).Exists(one => one.RealmId == provider.Realm && one.Issuer == vouched.Issuer))
            return (null, "the account is linked to another subject of this issuer");
        if (account.VerifiedAt is null)
            return await Unclaimed(work, provider, vouched, account, cancel);
        if (!provider.LinkExisting)
            return (null, "somebody has this address, and the policy links no accounts");
        var membership = provider.Everywhere ? null : (await work.Connection.Memberships(account.Id, cancel)).Find(one => one.TenantId == provider.Realm);
        if (!provider.Everywhere && membership is not { Active: true })
            return (null, "somebody has this address and is no member here");
        await mailbox.Put(work.Connection, account.Email, Notices.IdentityLinked(account.Name, provider.Name), cancel);
        return (account, null);
    }

    /// <summary>Nobody has confirmed the address: it was invited, registered by whoever, or comes from an organisation's provider.</summary>
    private async Task<(Account?, string?)> Unclaimed(IdentityWork work, Provider provider, Vouched vouched, Account account, CancellationToken cancel)
    {
        if (!provider.LinkExisting && provider.FirstSignIn != FirstSignIn.Create)
            return (null, "the policy neither links nor makes accounts");
        if (provider.Everywhere)
            return (await newcomers.Claim(work, account, vouched, cancel), null);

        var place = await work.Connection.Scalar<string>("SELECT CASE WHEN deleted_at IS NULL THEN status ELSE 'removed' END FROM public.org_users WHERE tenant_id = $1 AND id = $2", cancel, provider.Realm, account.Id);
        if (place is "disabled" or "removed")
            return (null, $"the member is {place}");
        if (place is null && provider.FirstSignIn != FirstSignIn.Create)
            return (null, "somebody has this address and is no member here");
        if (place is null && await newcomers.NoRoom(work, provider, cancel) is { } full)
            return (null, full);
        if (place is not "active")
            await newcomers.Join(work, provider, account, invited: place is not null, cancel);
        return (account, null);
    }
}
