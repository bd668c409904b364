using Ashlar.Contract.Errors;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Factors.StepUp;
using Ashlar.Core.Identity.Mail;
using Ashlar.Core.Identity.Providers;
using Ashlar.Core.Identity.Sessions;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Identity.Factors;

/// <summary>What follows a right password or the word of a provider: the session, or the question for a second factor.</summary>
internal sealed class Entrance(SessionIssuer issuer, Challenges challenges, TrustedDevices devices, Mailbox mailbox, TimeProvider time)
{
    private static readonly TimeSpan _remembered = TimeSpan.FromDays(90);

    /// <summary>How the user comes in, or null when a second factor must be proven first: by everybody who has one, whatever organisations ask.</summary>
    public async Task<Entry?> After(IdentityWork work, Account account, SignInRequest request, CancellationToken cancel)
    {
        if (!await work.Connection.HasFactor(account.Id, cancel))
            return Entry.Password;
        return request.Device is { } secret && await devices.Recognise(work.Connection, account.Id, secret, cancel) is { } device ? new Entry("device", false) { Device = device } : null;
    }

    /// <summary>Whoever a provider vouches for: the session, or the question for the second factor, which no provider stands in for.</summary>
    public async Task<Result<IssuedSession>> Come(IdentityWork work, Account account, SignInRequest request, Vouching by, CancellationToken cancel) => await After(work, account, request, cancel) is { } entry
        ? await Enter(work, account, request, (entry == Entry.Password ? new Entry(by.Name, false) : entry) with { External = by }, cancel)
        : await Ask(work, account, request, cancel, by);

    /// <summary>Asks for the second factor.</summary>
    public async Task<IssuedSession> Ask(IdentityWork work, Account account, SignInRequest request, CancellationToken cancel, Vouching? by = null)
    {
        var factors = await work.Connection.Factors(account.Id, cancel);
        var token = await challenges.Issue(work.Connection, new Challenge([], Challenges.SignIn, account.Id, null, null, request.TenantCode, request.ByCookie) { External = by }, cancel);
        work.Audit(account.Entry("auth.second_factor_asked", request.Request, null));
        return new IssuedSession(Guid.Empty, account, null, [], time.GetUtcNow() + Challenges.Lifetime)
        {
            Challenge = new SignInChallenge(token, [.. factors.Select(factor => FactorView.Of(factor, account.Email))], await devices.DaysFor(work.Connection, account.Id, cancel)),
        };
    }

    /// <summary>The session. Its owner hears of it by mail when it comes from something that was not used before.</summary>
    public async Task<Result<IssuedSession>> Enter(IdentityWork work, Account account, SignInRequest request, Entry entry, CancellationToken cancel)
    {
        var earlier = await work.Connection.First(
            "SELECT count(*), count(*) FILTER (WHERE user_agent IS NOT DISTINCT FROM $3::text) FROM public.identity_sessions WHERE user_id = $1 AND created_at > $2",
            row => (All: row.GetInt64(0), Same: row.GetInt64(1)), cancel, account.Id, time.GetUtcNow() - _remembered, request.UserAgent);
        var session = await issuer.Begin(work, account, request, entry, cancel);
        if (session.Succeeded && earlier is { All: > 0, Same: 0 })
            await mailbox.Put(work.Connection, account.Email, Notices.NewDevice(account.Name, Device.Describe(request.UserAgent), request.Request.Ip), cancel);
        return session;
    }
}

/// <summary>The question for a second factor, as the answer to a right password.</summary>
/// <param name="Token">Proves that the password was right; valid for minutes.</param>
/// <param name="Factors">What the user has.</param>
/// <param name="TrustDays">How long this device can be trusted; 0 when it cannot.</param>
internal sealed record SignInChallenge(string Token, IReadOnlyList<FactorView> Factors, int TrustDays);
