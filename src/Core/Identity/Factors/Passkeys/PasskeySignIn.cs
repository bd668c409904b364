using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Http;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Factors.Passkeys;
using Ashlar.Core.Identity.Factors.StepUp;
using Ashlar.Core.Identity.Mail;
using Ashlar.Core.Identity.Sessions;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Identity.Factors.Passkeys;

/// <summary>Signs in with a passkey alone. It must have recognised its user, and so stands for both factors.</summary>
internal sealed class PasskeySignIn(IdentityWorks works, Challenges challenges, PasskeyProof passkeys, Entrance entrance, Mailbox mailbox, TimeProvider time)
{
    public async Task<(string Token, JsonObject Options)> Ask(PasskeySite site, CancellationToken cancel)
    {
        await using var work = await works.Begin(cancel);
        var token = await challenges.Issue(work.Connection, new Challenge([], Challenges.Passkey, null, null, null, null, false), cancel);
        var nonce = await challenges.NewNonce(work.Connection, Tokens.Digest.Of(token).ToBytes(), cancel);
        await work.Commit(cancel);
        return (token, PasskeyRequests.Get([], nonce, site));
    }

    public async Task<Result<IssuedSession>> Run(string token, JsonElement credential, SignInRequest request, PasskeySite site, CancellationToken cancel)
    {
        await using var work = await works.Begin(request.Request, cancel);
        if (await challenges.Hold(work.Connection, token, Challenges.Passkey, cancel) is not { Nonce: { } nonce } challenge || !await challenges.Use(work.Connection, challenge, cancel))
            return FactorErrors.ChallengeOver;

        var factor = await passkeys.Prove(work.Connection, nonce, credential, site, verified: true, cancel);
        var account = factor.Succeeded ? await work.Connection.HoldAccount(factor.Value.UserId, cancel) : null;
        if (account is not { Active: true } || account.IsLockedAt(time.GetUtcNow()))
        {
            work.Audit(account?.Entry("auth.login", request.Request, null, "denied", account.Active ? "locked" : "disabled") ?? new Audit.AuditEntry
            {
                TenantId = null,
                ActorName = "unknown",
                ActorKind = "anonymous",
                Action = "auth.login",
                Result = "denied",
                Reason = $"passkey: {factor.Error!.Message}",
                RequestId = request.Request.Id,
                Ip = request.Request.Ip,
            });
            await work.Commit(cancel);
            return FactorErrors.PasskeyRefused;
        }

        if (account.VerifiedAt is null)
            return IdentityErrors.EmailUnverified;
        await work.Connection.Execute(CompleteSignIn.Succeed, cancel, account.Id, time.GetUtcNow());
        var session = await entrance.Enter(work, account, request, new Entry(FactorKind.Passkey, true), cancel);
        if (!session.Succeeded)
            work.Audit(account.Entry("auth.login", request.Request, null, "denied", session.Error.Code));
        await work.Commit(cancel);
        mailbox.Wake();
        return session;
    }
}
