using Ashlar.Contract.Errors;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Identity.Mail;
using Ashlar.Core.Identity.Passwords;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Identity.Accounts;

/// <summary>
/// Makes an account by itself. The answer is the same whether the address has one: only its owner learns, by mail. An address that was never
/// confirmed belongs to nobody, so the latest registration counts and links of earlier ones stop working; one that an organisation's provider vouches for is taken over by nobody.
/// </summary>
internal sealed class Register(PasswordHasher hasher, IdentityWorks works, UserDirectory users, Claiming claiming, OneTimeTokens tokens, Mailbox mailbox, PasswordRules rules, IdentityOptions options)
{
    private const string TakeOver = "UPDATE public.identity_users SET name = $2, password_hash = $3 WHERE id = $1 AND verified_at IS NULL AND NOT EXISTS (SELECT FROM public.identity_external e WHERE e.user_id = identity_users.id)";

    public async Task<Error?> Run(string email, string password, string name, RequestInfo request, CancellationToken cancel)
    {
        if (!options.Registration)
            return IdentityErrors.RegistrationClosed;
        List<FieldError> errors = [.. UserDirectory.Check(email, name), .. rules.Installation.Broken(password, [email, name])];
        if (errors.Count > 0)
            return CoreErrors.Validation(errors);

        using var slot = await hasher.Enter(cancel);
        if (slot is null)
            return IdentityErrors.Busy;

        var hash = await slot.Hash(password);
        await using var work = await works.Begin(cancel);
        var (id, made) = await users.CreateUser(work.Connection, email, name, hash, verified: false, cancel);
        var open = made || await work.Connection.Execute(TakeOver, cancel, id, name.Trim(), hash) == 1;
        var account = (await work.Connection.AccountById(id, cancel))!;
        var letter = open
            ? Letter.Verify(account.Name, await tokens.Issue(work.Connection, OneTimeTokens.Verify, id, null, null, options.VerifyLifetime, cancel))
            : Letter.Exists(account.Name);
        await mailbox.Put(work.Connection, account.Email, letter, cancel);
        work.Audit(account.Entry("auth.register", request, null, open ? "ok" : "denied", open ? null : "the address has an account"));
        await work.Commit(cancel);
        mailbox.Wake();
        return null;
    }

    public async Task<Error?> Verify(string token, RequestInfo request, CancellationToken cancel)
    {
        await using var work = await works.Begin(cancel);
        if (await tokens.Use(work.Connection, OneTimeTokens.Verify, token, cancel) is not { } link || await work.Connection.AccountById(link.UserId, cancel) is not { } account)
            return IdentityErrors.InvalidLink;

        await claiming.Run(work, account, cancel);
        await users.SetVerified(work.Connection, account.Id, cancel);
        work.Audit(account.Entry("auth.email_verified", request, null));
        await work.Commit(cancel);
        return null;
    }
}
