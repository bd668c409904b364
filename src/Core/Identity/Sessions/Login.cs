using Ashlar.Contract.Errors;
using Ashlar.Core.Audit;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Factors;
using Ashlar.Core.Identity.Mail;
using Ashlar.Core.Identity.Passwords;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Identity.Sessions;

/// <summary>
/// Signs in with a password; whoever has a second factor is asked for it next. Wrong address, wrong password, locked and disabled take the same steps and give the same answer. The account is
/// read and judged while a hashing slot is held, so parallel guesses cannot overrun the lock by more than the few slots there are.
/// </summary>
internal sealed class Login(PasswordHasher hasher, IdentityWorks works, LoginFailures failures, Entrance entrance, Mailbox mailbox, TimeProvider time)
{
    private const string Succeed = """
        UPDATE public.identity_users SET password_hash = coalesce($3, password_hash), failed_count = CASE WHEN $4 THEN 0 ELSE failed_count END,
            failed_since = CASE WHEN $4 THEN NULL ELSE failed_since END, locked_until = NULL, last_sign_in_at = CASE WHEN $4 THEN $2 ELSE last_sign_in_at END
        WHERE id = $1 AND status = 'active' AND (locked_until IS NULL OR locked_until <= $2)
        """;

    public async Task<Result<IssuedSession>> Run(string email, string password, SignInRequest request, CancellationToken cancel)
    {
        using var slot = await hasher.Enter(cancel);
        if (slot is null)
            return IdentityErrors.Busy;

        await using var work = await works.Begin(cancel);
        var account = await work.Connection.AccountByLogin(email, cancel);
        var check = await slot.Verify(account?.PasswordHash, password);
        var now = time.GetUtcNow();
        if (account is not { Active: true } || account.IsLockedAt(now) || !check.Matches)
        {
            await failures.Count(work, account, email, check.Matches, request, cancel);
            return IdentityErrors.InvalidCredentials;
        }

        if (account.VerifiedAt is null)
            return await Refuse(work, account, request, IdentityErrors.EmailUnverified, cancel);
        // A right password forgives no wrong codes, or they could be guessed for ever.
        var entry = await entrance.After(work, account, request, cancel);
        if (await work.Connection.Execute(Succeed, cancel, account.Id, now, check.NeedsRehash ? await slot.Hash(password) : null, entry is not null) == 0)
            return IdentityErrors.InvalidCredentials;

        var session = entry is null ? await entrance.Ask(work, account, request, cancel) : await entrance.Enter(work, account, request, entry, cancel);
        if (!session.Succeeded)
            return await Refuse(work, account, request, session.Error, cancel);
        if (check.NeedsRehash)
            work.Audit(account.Entry("auth.password_upgraded", request.Request, session.Value.Tenant?.Id));
        await work.Commit(cancel);
        mailbox.Wake();
        return session;
    }

    private static async Task<Error> Refuse(IdentityWork work, Account account, SignInRequest request, Error error, CancellationToken cancel)
    {
        work.Audit(account.Entry("auth.login", request.Request, tenant: null, "denied", error.Code));
        await work.Commit(cancel);
        return error;
    }
}
