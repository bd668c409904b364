using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Factors.Codes;
using Ashlar.Core.Identity.Factors.Passkeys;
using Ashlar.Core.Identity.Mail;
using Ashlar.Core.Protection;

namespace Ashlar.Core.Identity.Factors;

/// <summary>What somebody sends to prove a factor.</summary>
/// <param name="Factor">Which of the factors; without it a code may be of any.</param>
/// <param name="Code">A code of an app, a sent one, or a recovery code.</param>
/// <param name="Credential">What an authenticator answered, as browsers write it.</param>
internal sealed record FactorAnswer(Guid? Factor, string? Code, JsonElement? Credential);

/// <summary>Decides whether an answer proves one of a user's factors, and uses it up. The user's row is held, so guesses come one by one.</summary>
internal sealed class SecondFactor(KeyRing keys, SentCodes sent, RecoveryCodes recovery, PasskeyProof passkeys, Mailbox mailbox, TimeProvider time)
{
    /// <summary>The kind that was proven, or null with the reason for the log.</summary>
    public async Task<(string? Kind, string? Reason)> Prove(IdentityWork work, Account account, Challenge? challenge, FactorAnswer answer, PasskeySite site, CancellationToken cancel)
    {
        var factors = (await work.Connection.Factors(account.Id, cancel)).FindAll(factor => answer.Factor is null || factor.Id == answer.Factor);
        if (answer.Credential is { } credential)
            return await Passkey(work, challenge, factors, credential, site, cancel);

        var code = Plain(answer.Code);
        if (code.Length == RecoveryCodes.Length)
            return await Recovery(work, account, code, cancel);
        foreach (var factor in factors.Where(factor => factor.Kind == FactorKind.Totp))
        {
            var key = await keys.Open(null, factor.Purpose, factor.Secret!, cancel);
            if (Totp.Match(key, code, time.GetUtcNow()) is { } step)
                return await work.Connection.UseStep(factor.Id, step, time.GetUtcNow(), cancel) ? (FactorKind.Totp, null) : (null, "code used already");
        }

        if (challenge?.CodeFactor is { } of && factors.Find(factor => factor.Id == of) is { } addressed && await sent.Matches(challenge, code, cancel))
        {
            await work.Connection.Used(of, time.GetUtcNow(), cancel);
            return (addressed.Kind, null);
        }

        return (null, "wrong code");
    }

    /// <summary>People type codes in groups.</summary>
    public static string Plain(string? code) => new([.. (code ?? "").Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant)]);

    private async Task<(string?, string?)> Passkey(IdentityWork work, Challenge? challenge, List<Factor> factors, JsonElement credential, PasskeySite site, CancellationToken cancel)
    {
        if (challenge?.Nonce is not { } nonce)
            return (null, "no passkey was asked for");
        var proven = await passkeys.Prove(work.Connection, nonce, credential, site, verified: false, cancel);
        return proven.Succeeded && factors.Exists(factor => factor.Id == proven.Value.Id) ? (FactorKind.Passkey, null) : (null, proven.Error?.Message ?? "another account's passkey");
    }

    private async Task<(string?, string?)> Recovery(IdentityWork work, Account account, string code, CancellationToken cancel)
    {
        if (!await recovery.Use(work.Connection, account.Id, code, cancel))
            return (null, "wrong recovery code");
        await mailbox.Put(work.Connection, account.Email, Notices.RecoveryUsed(account.Name, await recovery.Left(work.Connection, account.Id, cancel)), cancel);
        return (FactorKind.Recovery, null);
    }
}
