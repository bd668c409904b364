using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Factors.Codes;
using Ashlar.Core.Identity.Factors.Passkeys;
using Ashlar.Core.Protection;

namespace Ashlar.Core.Identity.Factors.StepUp;

/// <summary>What an open challenge needs before it can be answered: a code on its way, or something for an authenticator to sign.</summary>
internal sealed class AskedProofs(KeyRing keys, IdentityWorks works, Challenges challenges, SentCodes sent)
{
    /// <summary>Sends a code by the factor.</summary>
    public async Task<Error?> Send(string token, string purpose, Guid? session, Guid factorId, Audit.RequestInfo request, CancellationToken cancel)
    {
        await keys.Of(null, cancel);
        Func<CancellationToken, Task<Error?>> deliver;
        await using (var work = await works.Begin(request, cancel))
        {
            if (await Open(work, token, purpose, session, cancel) is not { } open)
                return FactorErrors.ChallengeOver;
            if (await work.Connection.Factor(open.Account.Id, factorId, cancel) is not { ConfirmedAt: not null } factor)
                return FactorErrors.NothingSent;
            var prepared = await sent.Prepare(work, open.Challenge, open.Account, factor, cancel);
            if (!prepared.Succeeded)
                return prepared.Error;
            deliver = prepared.Value;
            await work.Commit(cancel);
        }

        // No connection waits for the gateway.
        return await deliver(cancel);
    }

    /// <summary>What the page gives to the authenticator.</summary>
    public async Task<Result<JsonObject>> Passkey(string token, string purpose, Guid? session, PasskeySite site, CancellationToken cancel)
    {
        await using var work = await works.Begin(cancel);
        if (await Open(work, token, purpose, session, cancel) is not { } open)
            return FactorErrors.ChallengeOver;
        var keysOf = (await work.Connection.Factors(open.Account.Id, cancel)).FindAll(factor => factor.Kind == FactorKind.Passkey);
        if (keysOf.Count == 0)
            return FactorErrors.PasskeyRefused;
        var nonce = await challenges.NewNonce(work.Connection, open.Challenge.Hash, cancel);
        await work.Commit(cancel);
        return PasskeyRequests.Get(keysOf, nonce, site);
    }

    private async Task<(Challenge Challenge, Account Account)?> Open(IdentityWork work, string token, string purpose, Guid? session, CancellationToken cancel) =>
        await challenges.Hold(work.Connection, token, purpose, cancel) is { UserId: { } user } challenge && challenge.SessionId == session && await work.Connection.AccountById(user, cancel) is { Active: true } account
            ? (challenge, account)
            : null;
}
