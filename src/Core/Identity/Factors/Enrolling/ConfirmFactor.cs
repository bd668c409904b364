using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Factors.Codes;
using Ashlar.Core.Identity.Factors.Passkeys;
using Ashlar.Core.Identity.Factors.StepUp;
using Ashlar.Core.Identity.Mail;
using Ashlar.Core.Protection;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Identity.Factors.Enrolling;

/// <summary>Proves a new factor once; from then on it counts. With the first one come recovery codes.</summary>
internal sealed class ConfirmFactor(KeyRing keys, IdentityWorks works, Challenges challenges, SentCodes sent, RecoveryCodes recovery, ProveAgain again, Mailbox mailbox, TimeProvider time)
{
    /// <summary>The factor, and the recovery codes if these are the first.</summary>
    public async Task<Result<(FactorView Factor, IReadOnlyList<string>? RecoveryCodes)>> Run(Caller caller, Guid id, string token, FactorAnswer answer, PasskeySite site, RequestInfo request, CancellationToken cancel)
    {
        await keys.Of(null, cancel);
        await using var work = await works.Begin(request, cancel);
        if (await challenges.Hold(work.Connection, token, Challenges.Enrol, cancel) is not { } challenge || challenge.SessionId != caller.SessionId || challenge.FactorId != id
            || await work.Connection.HoldAccount(caller.UserId!.Value, cancel) is not { } account
            || await work.Connection.Factor(account.Id, id, cancel) is not { ConfirmedAt: null } factor)
            return FactorErrors.WrongProof;

        if (await Proven(work, challenge, factor, answer, site, cancel) is { } refused)
        {
            await challenges.Fail(work.Connection, challenge, cancel);
            work.Audit(AuditEntry.By(caller, request, "auth.factor_added") with { Resource = "auth.factors", ResourceId = id, Result = "denied", Reason = $"{factor.Kind}: {refused.Message}" });
            await work.Commit(cancel);
            return factor.Kind == FactorKind.Passkey ? refused.Code == FactorErrors.PasskeyKnown.Code ? refused : FactorErrors.PasskeyInvalid : FactorErrors.WrongProof;
        }

        if (!await challenges.Use(work.Connection, challenge, cancel))
            return FactorErrors.WrongProof;
        await work.Connection.Execute("UPDATE public.identity_factors SET confirmed_at = $2 WHERE id = $1", cancel, id, time.GetUtcNow());
        var codes = await recovery.Left(work.Connection, account.Id, cancel) == 0 ? await recovery.Generate(work.Connection, account.Id, cancel) : null;
        await again.Freshen(work, caller.SessionId!.Value, second: true, cancel);
        work.Audit(AuditEntry.By(caller, request, "auth.factor_added") with { Resource = "auth.factors", ResourceId = id, Reason = factor.Kind });
        work.Forget("user", account.Id);
        await mailbox.Put(work.Connection, account.Email, Notices.Added(account.Name, factor.Name), cancel);
        await work.Commit(cancel);
        mailbox.Wake();
        return (FactorView.Of(factor, account.Email), codes);
    }

    /// <summary>Null when it is proven.</summary>
    private async Task<Error?> Proven(IdentityWork work, Challenge challenge, Factor factor, FactorAnswer answer, PasskeySite site, CancellationToken cancel)
    {
        var code = SecondFactor.Plain(answer.Code);
        switch (factor.Kind)
        {
            case FactorKind.Passkey:
                return await Register(work, challenge, factor, answer.Credential, site, cancel);
            case FactorKind.Totp:
                var step = Totp.Match(await keys.Open(null, factor.Purpose, factor.Secret!, cancel), code, time.GetUtcNow());
                return step is { } one && await work.Connection.UseStep(factor.Id, one, time.GetUtcNow(), cancel) ? null : FactorErrors.WrongProof.Saying("wrong code");
            default:
                return challenge.CodeFactor == factor.Id && await sent.Matches(challenge, code, cancel) ? null : FactorErrors.WrongProof.Saying("wrong code");
        }
    }

    private static async Task<Error?> Register(IdentityWork work, Challenge challenge, Factor factor, JsonElement? credential, PasskeySite site, CancellationToken cancel)
    {
        if (credential is not { } json || PasskeyAnswer.Read(json) is not { } answer || challenge.Nonce is null)
            return FactorErrors.PasskeyInvalid.Saying("no credential");
        var (key, wrong) = Registration.Check(answer, challenge.Nonce, site);
        if (key is null)
            return FactorErrors.PasskeyInvalid.Saying(wrong!);
        var kept = await work.Connection.Execute(
            """
            UPDATE public.identity_factors SET credential_id = $2, public_key = $3, sign_count = $4, user_verified = $5, transports = $6
            WHERE id = $1 AND NOT EXISTS (SELECT FROM public.identity_factors WHERE credential_id = $2)
            """, cancel, factor.Id, key.CredentialId, key.PublicKey, (long)key.SignCount, key.Verified, answer.Transports.ToArray());
        return kept == 1 ? null : FactorErrors.PasskeyKnown;
    }
}
