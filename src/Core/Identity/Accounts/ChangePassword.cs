using Ashlar.Contract.Errors;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Identity.Mail;
using Ashlar.Core.Identity.Passwords;
using Ashlar.Core.Identity.Sessions;

namespace Ashlar.Core.Identity.Accounts;

/// <summary>A signed-in user takes another password. Wrong guesses at the current one count toward the lock; every other session ends.</summary>
internal sealed class ChangePassword(PasswordHasher hasher, IdentityWorks works, UserDirectory users, LoginFailures failures, Mailbox mailbox, PasswordRules rules, TimeProvider time)
{
    public async Task<Error?> Run(Caller caller, string current, string password, SignInRequest request, CancellationToken cancel)
    {
        using var slot = await hasher.Enter(cancel);
        if (slot is null)
            return IdentityErrors.Busy;

        await using var work = await works.Begin(cancel);
        var account = await work.Connection.AccountById(caller.UserId!.Value, cancel);
        var check = await slot.Verify(account?.PasswordHash, current);
        var now = time.GetUtcNow();
        if (account is null || account.IsLockedAt(now) || !check.Matches)
        {
            await failures.Count(work, account, caller.Email ?? "", check.Matches, request, cancel);
            return IdentityErrors.WrongPassword;
        }

        var broken = (await rules.For(work.Connection, account.Id, cancel)).Broken(password, [account.Email, account.Name], "new_password");
        if (password == current)
            broken = [.. broken, new FieldError("new_password", "Choose another password than the current one.", "unchanged")];
        if (broken.Count > 0)
            return CoreErrors.Validation(broken);

        await users.SetPassword(work.Connection, account.Id, await slot.Hash(password), cancel);
        await work.Connection.EndSessions(account.Id, null, caller.SessionId, "password changed", now, cancel);
        work.Audit(AuditEntry.By(caller, request.Request, "auth.password_changed") with { Resource = "org.users", ResourceId = account.Id });
        work.Forget("user", account.Id);
        await mailbox.Put(work.Connection, account.Email, Letter.PasswordChanged(account.Name), cancel);
        await work.Commit(cancel);
        mailbox.Wake();
        return null;
    }
}
