using Ashlar.Contract.Errors;
using Ashlar.Core.Audit;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Passwords;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Identity.Sessions;

/// <summary>
/// Signs in with a password. Wrong address, wrong password, locked and disabled take the same steps and give the same answer. The account is
/// read and judged while a hashing slot is held, so parallel guesses cannot overrun the lock by more than the few slots there are.
/// </summary>
internal sealed class Login(PasswordHasher hasher, IdentityWorks works, LoginFailures failures, SessionIssuer issuer, TimeProvider time)
{
    private const string Succeed = """
        UPDATE public.identity_users SET failed_count = 0, failed_since = NULL, locked_until = NULL, last_sign_in_at = $2, password_hash = coalesce($3, password_hash)
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
        if (await work.Connection.Execute(Succeed, cancel, account.Id, now, check.NeedsRehash ? await slot.Hash(password) : null) == 0)
            return IdentityErrors.InvalidCredentials;

        var session = await issuer.Begin(work, account, request, cancel);
        if (!session.Succeeded)
            return await Refuse(work, account, request, session.Error, cancel);
        if (check.NeedsRehash)
            work.Audit(account.Entry("auth.password_upgraded", request.Request, session.Value.Tenant?.Id));
        await work.Commit(cancel);
        return session;
    }

    private static async Task<Error> Refuse(IdentityWork work, Account account, SignInRequest request, Error error, CancellationToken cancel)
    {
        work.Audit(account.Entry("auth.login", request.Request, tenant: null, "denied", error.Code));
        await work.Commit(cancel);
        return error;
    }
}
