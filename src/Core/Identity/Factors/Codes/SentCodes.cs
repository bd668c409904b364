using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ashlar.Contract.Errors;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Factors.Sms;
using Ashlar.Core.Identity.Mail;
using Ashlar.Core.Protection;

namespace Ashlar.Core.Identity.Factors.Codes;

/// <summary>Codes by mail and SMS: six digits, valid for minutes and one challenge, kept as a sealed hash.</summary>
internal sealed class SentCodes(Challenges challenges, KeyRing keys, Mailbox mailbox, ISmsGateway sms, TimeProvider time)
{
    private const int PerChallenge = 5;
    private const int PerHour = 15;
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(30);

    /// <summary>What is missing for this kind of factor to work here, or null.</summary>
    public Error? Unavailable(string kind) => kind switch
    {
        FactorKind.Email when !mailbox.Configured => FactorErrors.NoMail,
        FactorKind.Sms when !sms.Configured => FactorErrors.NoSms,
        _ => null,
    };

    /// <summary>Makes a code for the challenge. What it returns delivers it, after the commit.</summary>
    public async Task<Result<Func<CancellationToken, Task<Error?>>>> Prepare(IdentityWork work, Challenge challenge, Account account, Factor factor, CancellationToken cancel)
    {
        if (factor.Kind is not (FactorKind.Email or FactorKind.Sms))
            return FactorErrors.NothingSent;
        if (Unavailable(factor.Kind) is { } missing)
            return missing;
        var now = time.GetUtcNow();
        if (challenge.SentCount >= PerChallenge || now - challenge.SentAt < _pause || await challenges.SentSince(work.Connection, account.Id, now.AddHours(-1), cancel) >= PerHour)
            return FactorErrors.SentTooOften;

        var code = RandomNumberGenerator.GetInt32(1_000_000).ToString("d6", CultureInfo.InvariantCulture);
        await challenges.KeepCode(work.Connection, challenge, factor.Id, await keys.Seal(null, challenge.Seal, Hash(code), cancel), cancel);
        work.Audit(account.Entry("auth.code_sent", work.Request, null, reason: factor.Kind));
        if (factor.Kind == FactorKind.Sms)
            return (Func<CancellationToken, Task<Error?>>)(stop => sms.Send(factor.Target!, $"{code} is your Ashlar code. It works once, for ten minutes.", stop));

        await mailbox.Put(work.Connection, account.Email, Notices.Code(account.Name, code), cancel);
        return (Func<CancellationToken, Task<Error?>>)(_ =>
        {
            mailbox.Wake();
            return Task.FromResult<Error?>(null);
        });
    }

    /// <summary>Whether this is the code that was sent for the challenge.</summary>
    public async Task<bool> Matches(Challenge challenge, string code, CancellationToken cancel) =>
        challenge.Code is not null && CryptographicOperations.FixedTimeEquals(await keys.Open(null, challenge.Seal, challenge.Code, cancel), Hash(code));

    private static byte[] Hash(string code) => SHA256.HashData(Encoding.UTF8.GetBytes(code));
}
