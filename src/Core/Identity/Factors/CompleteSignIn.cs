using Ashlar.Contract.Errors;
using Ashlar.Core.Http;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Factors.Passkeys;
using Ashlar.Core.Identity.Factors.StepUp;
using Ashlar.Core.Identity.Mail;
using Ashlar.Core.Identity.Sessions;
using Ashlar.Core.Protection;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Identity.Factors;

/// <summary>The second step of signing in. Wrong answers count towards the lock of the account like wrong passwords.</summary>
internal sealed class CompleteSignIn(KeyRing keys, IdentityWorks works, Challenges challenges, SecondFactor second, LoginFailures failures, Entrance entrance, TrustedDevices devices, Mailbox mailbox, TimeProvider time)
{
    public const string Succeed = "UPDATE public.identity_users SET failed_count = 0, failed_since = NULL, locked_until = NULL, last_sign_in_at = $2 WHERE id = $1";

    /// <param name="token">Of the challenge.</param>
    /// <param name="answer">The proof.</param>
    /// <param name="trust">Whether this device shall need no second factor for a while.</param>
    /// <param name="request">From where.</param>
    /// <param name="site">Where passkeys live.</param>
    /// <param name="ours">Whether the request comes from our own pages.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<Result<IssuedSession>> Run(string token, FactorAnswer answer, bool trust, SignInRequest request, PasskeySite site, bool ours, CancellationToken cancel)
    {
        // Read before a connection is held, since it may need one itself.
        await keys.Of(null, cancel);
        await using var work = await works.Begin(request.Request, cancel);
        if (await challenges.Hold(work.Connection, token, Challenges.SignIn, cancel) is not { } challenge)
            return FactorErrors.ChallengeOver;
        if (challenge.ByCookie && !ours)
            return CoreErrors.Csrf;
        if (await work.Connection.HoldAccount(challenge.UserId!.Value, cancel) is not { Active: true } account)
            return FactorErrors.ChallengeOver;

        var locked = account.IsLockedAt(time.GetUtcNow());
        var (kind, reason) = locked ? (null, "locked") : await second.Prove(work, account, challenge, answer, site, cancel);
        if (kind is null)
        {
            await challenges.Fail(work.Connection, challenge, cancel);
            await failures.CountGuess(work, account, reason!, cancel);
            await work.Commit(cancel);
            mailbox.Wake();
            return answer.Credential is null ? FactorErrors.InvalidCode : FactorErrors.PasskeyRefused;
        }

        if (!await challenges.Use(work.Connection, challenge, cancel))
            return FactorErrors.ChallengeOver;
        await work.Connection.Execute(Succeed, cancel, account.Id, time.GetUtcNow());
        var session = await entrance.Enter(work, account, request with { ByCookie = challenge.ByCookie, TenantCode = challenge.TenantCode }, new Entry(kind, true) { External = challenge.External }, cancel);
        if (!session.Succeeded)
            work.Audit(account.Entry("auth.login", request.Request, null, "denied", session.Error.Code));
        else if (trust && await devices.Trust(work, account, request, cancel) is { } device)
            session = session.Value with { Device = device };
        await work.Commit(cancel);
        mailbox.Wake();
        return session;
    }
}
