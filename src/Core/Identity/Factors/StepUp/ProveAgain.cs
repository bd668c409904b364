using Ashlar.Contract.Errors;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Factors.Passkeys;
using Ashlar.Core.Identity.Mail;
using Ashlar.Core.Identity.Passwords;
using Ashlar.Core.Identity.Sessions;
using Ashlar.Core.Protection;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Identity.Factors.StepUp;

/// <summary>
/// Step-up: somebody signed in proves once more to be the one, before something delicate. Whoever has a second factor proves that one; the
/// password is enough for those who have none.
/// </summary>
internal sealed class ProveAgain(KeyRing keys, IdentityWorks works, Challenges challenges, SecondFactor second, LoginFailures failures, PasswordHasher hasher, Mailbox mailbox, TimeProvider time)
{
    public async Task<(string? Token, IReadOnlyList<FactorView> Factors, bool Password)> Ask(Caller caller, CancellationToken cancel)
    {
        await using var work = await works.Begin(cancel);
        var factors = await work.Connection.Factors(caller.UserId!.Value, cancel);
        if (factors.Count == 0)
            return (null, [], (await work.Connection.AccountById(caller.UserId.Value, cancel))?.PasswordHash is not null);
        var token = await challenges.Issue(work.Connection, new Challenge([], Challenges.StepUp, caller.UserId, caller.SessionId, null, null, caller.ByCookie), cancel);
        await work.Commit(cancel);
        return (token, [.. factors.Select(factor => FactorView.Of(factor, caller.Email!))], false);
    }

    /// <param name="caller">Signed in.</param>
    /// <param name="token">Of a challenge, for sent codes and passkeys; codes of an app need none.</param>
    /// <param name="answer">The proof.</param>
    /// <param name="password">Instead, for whoever has no factor.</param>
    /// <param name="site">Where passkeys live.</param>
    /// <param name="request">For the log.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<Error?> Run(Caller caller, string? token, FactorAnswer answer, string? password, PasskeySite site, RequestInfo request, CancellationToken cancel)
    {
        await keys.Of(null, cancel);
        using var slot = password is null ? null : await hasher.Enter(cancel);
        if (password is not null && slot is null)
            return IdentityErrors.Busy;

        await using var work = await works.Begin(request, cancel);
        var challenge = token is null ? null : await challenges.Hold(work.Connection, token, Challenges.StepUp, cancel);
        if ((token is not null && challenge?.SessionId != caller.SessionId) || await work.Connection.HoldAccount(caller.UserId!.Value, cancel) is not { Active: true } account)
            return FactorErrors.WrongProof;

        var (kind, reason) = await Prove(work, account, challenge, answer, password, slot, site, cancel);
        if (kind is null)
        {
            if (challenge is not null)
                await challenges.Fail(work.Connection, challenge, cancel);
            await failures.CountGuess(work, account, reason!, cancel);
            await work.Commit(cancel);
            mailbox.Wake();
            return FactorErrors.WrongProof;
        }

        if (challenge is not null && !await challenges.Use(work.Connection, challenge, cancel))
            return FactorErrors.WrongProof;
        await work.Connection.Execute("UPDATE public.identity_users SET failed_count = 0, failed_since = NULL WHERE id = $1", cancel, account.Id);
        await Freshen(work, caller.SessionId!.Value, kind != "password", cancel);
        work.Audit(AuditEntry.By(caller, request, "auth.step_up") with { Reason = kind });
        await work.Commit(cancel);
        mailbox.Wake();
        return null;
    }

    /// <summary>Notes on the session that its user has just proven to be the one.</summary>
    public async Task Freshen(IdentityWork work, Guid session, bool second, CancellationToken cancel)
    {
        await work.Connection.Execute("UPDATE public.identity_sessions SET proved_at = $2, second_at = CASE WHEN $3 THEN $2::timestamptz ELSE second_at END WHERE id = $1", cancel, session, time.GetUtcNow(), second);
        work.Forget("session", session);
    }

    private async Task<(string? Kind, string? Reason)> Prove(IdentityWork work, Account account, Challenge? challenge, FactorAnswer answer, string? password, HashingSlot? slot, PasskeySite site, CancellationToken cancel)
    {
        if (account.IsLockedAt(time.GetUtcNow()))
            return (null, "locked");
        if (slot is null)
            return await second.Prove(work, account, challenge, answer, site, cancel);
        // A password is no proof from somebody who has more.
        if (await work.Connection.HasFactor(account.Id, cancel))
            return (null, "password instead of a factor");
        return (await slot.Verify(account.PasswordHash, password!)).Matches ? ("password", null) : (null, "wrong password");
    }
}
