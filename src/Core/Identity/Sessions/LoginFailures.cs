using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Factors;
using Ashlar.Core.Identity.Mail;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Identity.Sessions;

/// <summary>Counts failed sign-ins in the database and locks the account for a while. The lock ends by itself.</summary>
internal sealed class LoginFailures(TenantDirectory tenants, Mailbox mailbox, IdentityOptions options, TimeProvider time)
{
    private const string CountOne = """
        WITH counted AS (
            SELECT id, CASE WHEN failed_since IS NULL OR failed_since < $3 THEN 1 ELSE failed_count + 1 END AS failures,
                   CASE WHEN failed_since IS NULL OR failed_since < $3 THEN $2 ELSE failed_since END AS since
            FROM public.identity_users WHERE id = $1 AND (locked_until IS NULL OR locked_until <= $2) FOR UPDATE)
        UPDATE public.identity_users u SET
            failed_count = CASE WHEN failures >= $4 THEN 0 ELSE failures END,
            failed_since = CASE WHEN failures >= $4 THEN NULL ELSE since END,
            locked_until = CASE WHEN failures >= $4 THEN $5 ELSE NULL END
        FROM counted WHERE u.id = counted.id RETURNING u.locked_until IS NOT NULL
        """;

    /// <summary>Does for an unknown address what it does for a known one, and commits.</summary>
    public async Task Count(IdentityWork work, Account? account, string login, bool matched, SignInRequest request, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        // A right password that came too early or for a disabled account is no guess.
        var counts = account is { Active: true } && !matched;
        var locked = await work.Connection.Scalar<bool?>(CountOne, cancel, counts ? account!.Id : Guid.Empty, now, now - options.LockWindow, options.LockAfter, now + options.LockWindow);
        var tenant = await TenantOf(work, account?.Id ?? Guid.Empty, request, cancel);
        work.Audit(Entry(account, login, request, tenant, Reason(account, matched, now)));
        if (locked == true)
            await Locked(work, account!, request.Request, tenant, cancel);
        await work.Commit(cancel);
    }

    /// <summary>Counts a wrong second factor like a wrong password, in the transaction of whoever asked for it.</summary>
    public async Task CountGuess(IdentityWork work, Account account, string reason, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var locked = await work.Connection.Scalar<bool?>(CountOne, cancel, account.Id, now, now - options.LockWindow, options.LockAfter, now + options.LockWindow);
        var memberships = await work.Connection.Memberships(account.Id, cancel);
        Guid? tenant = memberships is [var only] ? only.TenantId : null;
        work.Audit(account.Entry("auth.second_factor", work.Request, tenant, "denied", reason));
        if (locked == true)
            await Locked(work, account, work.Request, tenant, cancel);
    }

    private Task Locked(IdentityWork work, Account account, RequestInfo request, Guid? tenant, CancellationToken cancel)
    {
        work.Audit(account.Entry("auth.locked", request, tenant, "denied", $"{options.LockAfter} failed sign-ins; locked for {options.LockWindow.TotalMinutes:0} minutes"));
        return mailbox.Put(work.Connection, account.Email, Notices.Locked(account.Name, options.LockWindow.TotalMinutes), cancel);
    }

    private static string Reason(Account? account, bool matched, DateTimeOffset now) => account switch
    {
        null => "no such account",
        { Active: false } => "disabled",
        _ when account.IsLockedAt(now) => matched ? "locked, right password" : "locked",
        { PasswordHash: null } => "no password set",
        _ => "wrong password",
    };

    private static AuditEntry Entry(Account? account, string login, SignInRequest request, Guid? tenant, string reason) =>
        account?.Entry("auth.login", request.Request, tenant, "denied", reason) ?? new AuditEntry
        {
            TenantId = null,
            ActorName = Masked(login),
            ActorKind = "anonymous",
            Action = "auth.login",
            Result = "denied",
            Reason = reason,
            RequestId = request.Request.Id,
            Ip = request.Request.Ip,
        };

    /// <summary>The organisation whose log it belongs in: the one asked for, or the only one, when the account is a member.</summary>
    private async Task<Guid?> TenantOf(IdentityWork work, Guid userId, SignInRequest request, CancellationToken cancel)
    {
        var memberships = await work.Connection.Memberships(userId, cancel);
        var asked = request.TenantCode is { } code ? await tenants.ByCode(code, cancel) : await tenants.ByHost(request.Host, cancel);
        return asked is not null && memberships.Any(membership => membership.TenantId == asked.Id) ? asked.Id : memberships is [var only] ? only.TenantId : null;
    }

    /// <summary>What was typed may be a password in the wrong field.</summary>
    private static string Masked(string login)
    {
        var at = login.IndexOf('@', StringComparison.Ordinal);
        return at <= 0 || login.Length > 254 || login.Any(char.IsControl) ? "unknown" : $"{login.Cut(char.IsHighSurrogate(login[0]) ? 2 : 1)}***{login[at..]}";
    }
}
