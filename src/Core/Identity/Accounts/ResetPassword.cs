using Ashlar.Contract.Errors;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Identity.Mail;
using Ashlar.Core.Identity.Passwords;
using Ashlar.Core.Identity.Sessions;

namespace Ashlar.Core.Identity.Accounts;

/// <summary>A forgotten password: a link by mail, then a new password by the link.</summary>
internal sealed class ResetPassword(PasswordHasher hasher, IdentityWorks works, UserDirectory users, Claiming claiming, OneTimeTokens tokens, Mailbox mailbox, PasswordRules rules, IdentityOptions options, TimeProvider time)
{
    private static readonly TimeSpan _pause = TimeSpan.FromMinutes(1);

    /// <summary>The same for an unknown address: the same steps, an entry in the log, and silence.</summary>
    public async Task Forgot(string email, RequestInfo request, CancellationToken cancel)
    {
        await using var work = await works.Begin(cancel);
        var account = await work.Connection.AccountByLogin(email, cancel);
        var just = await tokens.IssuedSince(work.Connection, OneTimeTokens.Reset, account?.Id ?? Guid.Empty, time.GetUtcNow() - _pause, cancel);
        var addressee = account is { Active: true } && !just ? account : null;
        if (mailbox.Configured)
        {
            var token = await tokens.Issue(work.Connection, OneTimeTokens.Reset, addressee?.Id ?? Guid.Empty, null, null, options.ResetLifetime, cancel);
            await mailbox.Put(work.Connection, addressee?.Email, Letter.Reset(addressee?.Name ?? "", token), cancel);
        }

        work.Audit(account?.Entry("auth.password_forgotten", request, null) ?? new AuditEntry { TenantId = null, ActorName = "unknown", ActorKind = "anonymous", Action = "auth.password_forgotten", Result = "denied", RequestId = request.Id, Ip = request.Ip });
        await work.Commit(cancel);
        mailbox.Wake();
    }

    /// <summary>A password that breaks the policy does not use the link up.</summary>
    public async Task<Error?> Reset(string token, string password, RequestInfo request, CancellationToken cancel)
    {
        using var slot = await hasher.Enter(cancel);
        if (slot is null)
            return IdentityErrors.Busy;

        await using var work = await works.Begin(cancel);
        if (await tokens.Find(work.Connection, OneTimeTokens.Reset, token, cancel) is not { } link || await work.Connection.AccountById(link.UserId, cancel) is not { Active: true } account)
            return IdentityErrors.InvalidLink;
        if ((await rules.For(work.Connection, account.Id, cancel)).Broken(password, [account.Email, account.Name]) is { Count: > 0 } broken)
            return CoreErrors.Validation(broken);
        if (await tokens.Use(work.Connection, OneTimeTokens.Reset, token, cancel) is null)
            return IdentityErrors.InvalidLink;

        await users.SetPassword(work.Connection, account.Id, await slot.Hash(password), cancel);
        await claiming.Run(work, account, cancel);
        // Whoever opened the link reads the mail of that address, or got it from an administrator.
        await users.SetVerified(work.Connection, account.Id, cancel);
        await work.Connection.EndSessions(account.Id, null, null, "password reset", time.GetUtcNow(), cancel);
        work.Audit(account.Entry("auth.password_reset", request, null));
        work.Forget("user", account.Id);
        await mailbox.Put(work.Connection, account.Email, Letter.PasswordChanged(account.Name), cancel);
        await work.Commit(cancel);
        mailbox.Wake();
        return null;
    }
}
