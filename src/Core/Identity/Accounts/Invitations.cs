using Ashlar.Contract.Errors;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Identity.Factors;
using Ashlar.Core.Identity.Passwords;
using Ashlar.Core.Identity.Sessions;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Identity.Accounts;

/// <summary>What somebody who holds the link may know before accepting.</summary>
internal sealed record InvitationView(string Email, InvitingTenant Tenant, bool UserExists, DateTimeOffset ExpiresAt);

internal sealed record InvitingTenant(string Name);

/// <summary>Shows and accepts invitations. Somebody new chooses name and password; somebody known proves to be the one invited.</summary>
internal sealed class Invitations(PasswordHasher hasher, IdentityWorks works, UserDirectory users, Claiming claiming, OneTimeTokens tokens, LoginFailures failures, Entrance entrance, TenantDirectory tenants, PasswordRules rules, TimeProvider time)
{
    public async Task<Result<InvitationView>> Show(string token, CancellationToken cancel)
    {
        await using var work = await works.Begin(cancel);
        return await Open(work, token, cancel) is { } open
            ? new InvitationView(open.Account.Email, new InvitingTenant(open.Tenant.Name), IsKnown(open.Account), open.Link.ExpiresAt)
            : IdentityErrors.InvalidLink;
    }

    /// <param name="token">The secret of the link.</param>
    /// <param name="name">For somebody new.</param>
    /// <param name="password">The new password, or the existing one.</param>
    /// <param name="caller">Who is signed in already, if anybody.</param>
    /// <param name="request">From where.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<Result<IssuedSession>> Accept(string token, string? name, string? password, Caller? caller, SignInRequest request, CancellationToken cancel)
    {
        using var slot = await hasher.Enter(cancel);
        if (slot is null)
            return IdentityErrors.Busy;

        await using var work = await works.Begin(cancel);
        if (await Open(work, token, cancel) is not { } open)
            return IdentityErrors.InvalidLink;
        // The account's own session proves enough; one that an organisation vouches for does not speak for the account.
        var itself = caller?.UserId == open.Account.Id && caller.Proof is { Within: null };
        var refused = itself ? null : IsKnown(open.Account)
            ? await Prove(work, slot, open.Account, password, request with { TenantCode = open.Tenant.Code }, cancel)
            : await Enrol(work, slot, open.Account, name, password, cancel);
        if (refused is not null)
            return refused;
        if (await tokens.Use(work.Connection, OneTimeTokens.Invitation, token, cancel) is null)
            return IdentityErrors.InvalidLink;

        await claiming.Run(work, open.Account, cancel);
        await users.SetVerified(work.Connection, open.Account.Id, cancel);
        var membership = (await work.Connection.Memberships(open.Account.Id, cancel)).Find(one => one.TenantId == open.Tenant.Id);
        await users.EnsureMember(work.Connection, open.Tenant.Id, open.Account.Id, "active", membership?.ClientId, open.Account.Id, cancel);
        var account = (await work.Connection.AccountById(open.Account.Id, cancel))!;
        work.Audit(account.Entry("auth.invitation_accepted", request.Request, open.Tenant.Id));
        work.Forget("user", account.Id);
        work.Forget("access", open.Tenant.Id);
        var inside = request with { TenantCode = open.Tenant.Code };
        var entry = await entrance.After(work, account, inside, cancel);
        Result<IssuedSession> session = entry is null ? await entrance.Ask(work, account, inside, cancel) : await entrance.Enter(work, account, inside, entry, cancel);
        if (session.Succeeded)
            await work.Commit(cancel);
        return session;
    }

    private static bool IsKnown(Account account) => account is { PasswordHash: not null, VerifiedAt: not null };

    private async Task<OpenInvitation?> Open(IdentityWork work, string token, CancellationToken cancel)
    {
        if (await tokens.Find(work.Connection, OneTimeTokens.Invitation, token, cancel) is not { TenantId: { } tenantId } link
            || await work.Connection.AccountById(link.UserId, cancel) is not { Active: true } account
            || await tenants.ById(tenantId, cancel) is not { } tenant
            || (await work.Connection.Memberships(link.UserId, cancel)).Find(membership => membership.TenantId == tenantId) is not { Status: "invited" })
            return null;
        return new OpenInvitation(link, account, tenant);
    }

    private async Task<Error?> Prove(IdentityWork work, HashingSlot slot, Account account, string? password, SignInRequest request, CancellationToken cancel)
    {
        var check = await slot.Verify(account.PasswordHash, password ?? "");
        if (check.Matches && !account.IsLockedAt(time.GetUtcNow()))
            return null;
        await failures.Count(work, account, account.Email, check.Matches, request, cancel);
        return IdentityErrors.InvalidCredentials;
    }

    private async Task<Error?> Enrol(IdentityWork work, HashingSlot slot, Account account, string? name, string? password, CancellationToken cancel)
    {
        var chosen = string.IsNullOrWhiteSpace(name) ? account.Name : name.Trim();
        List<FieldError> errors = [.. UserDirectory.CheckName(chosen) is { } wrong ? [wrong] : Array.Empty<FieldError>(), .. (await rules.For(work.Connection, account.Id, cancel)).Broken(password ?? "", [account.Email, chosen])];
        if (errors.Count > 0)
            return CoreErrors.Validation(errors);

        await users.SetPassword(work.Connection, account.Id, await slot.Hash(password!), cancel);
        await users.UpdateProfile(work.Connection, account.Id, chosen, account.Locale, account.TimeZone, cancel);
        return null;
    }

    private sealed record OpenInvitation(OneTimeToken Link, Account Account, TenantInfo Tenant);
}
