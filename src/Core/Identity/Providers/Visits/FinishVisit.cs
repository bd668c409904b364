using Ashlar.Contract.Errors;
using Ashlar.Core.Audit;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Factors;
using Ashlar.Core.Identity.Mail;
using Ashlar.Core.Identity.Providers.People;
using Ashlar.Core.Identity.Providers.Wire;
using Ashlar.Core.Identity.Sessions;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Identity.Providers.Visits;

/// <summary>What a provider sends a browser back with.</summary>
internal sealed record Homecoming(string State, string? Code, string? Issuer, string? Failure, VisitSecret? Secret);

/// <summary>How a visit ended.</summary>
/// <param name="Status">complete or second_factor with a session; linked or proven without.</param>
/// <param name="Session">Of a sign-in.</param>
/// <param name="ReturnTo">Where to go on, as it was asked for.</param>
internal sealed record VisitEnd(string Status, IssuedSession? Session, string? ReturnTo);

/// <summary>The way back: the answer is checked against the visit, its code traded on the server, and what it proves is done. Every refusal is on record.</summary>
internal sealed class FinishVisit(ProviderStore providers, ProviderVisits visits, Discovery discovery, TokenEndpoint endpoint, IdentityWorks works, Recognition recognition, OwnIdentities own, Entrance entrance, Mailbox mailbox, TimeProvider time)
{
    public async Task<Result<VisitEnd>> Run(Homecoming home, Caller? caller, SignInRequest request, CancellationToken cancel)
    {
        var visit = home.Secret is { } secret ? await visits.Close(home.State, secret, cancel) : null;
        if (visit is null || await providers.Find(visit.ProviderId, cancel) is not { Enabled: true } provider)
            return await Refuse(null, caller, "the state is unknown, over, used, or another browser's", ProviderErrors.VisitOver, request, cancel);
        // What was begun by somebody signed in is finished in the same session.
        if (visit.SessionId != (visit.Purpose == Visit.SignIn ? null : caller?.SessionId))
            return await Refuse(provider, caller, "the session is another one", ProviderErrors.VisitOver, request, cancel);
        if (home.Code is not { Length: > 0 } code)
            return await Refuse(provider, caller, $"the provider answers '{Plain(home.Failure)}'", ProviderErrors.Refused(Plain(home.Failure)), request, cancel);

        Vouched vouched;
        try
        {
            await CheckIssuer(provider, home.Issuer, cancel);
            vouched = await endpoint.Redeem(provider, code, visit.RedirectUri, home.Secret!, cancel);
        }
        catch (ProviderException failure)
        {
            return await Refuse(provider, caller, failure.Message, failure.Untrusted ? ProviderErrors.Untrusted : ProviderErrors.Unavailable, request, cancel);
        }

        if (visit.Purpose == Visit.SignIn)
            return await Enter(provider, visit, vouched, request with { ByCookie = visit.ByCookie, TenantCode = visit.TenantCode }, cancel);
        var refused = visit.Purpose == Visit.Link
            ? await own.Link(caller!, provider, vouched, request.Request, cancel)
            : await own.ProveAgain(caller!, provider, vouched, visit.CreatedAt, request.Request, cancel);
        return refused is null ? new VisitEnd(visit.Purpose == Visit.Link ? "linked" : "proven", null, visit.ReturnTo) : refused;
    }

    /// <summary>Against a provider that passes on another's answer (RFC 9207).</summary>
    private async Task CheckIssuer(Provider provider, string? named, CancellationToken cancel)
    {
        if (named is not null ? named != provider.Issuer : (await discovery.Of(provider.Issuer, cancel)).NamesIssuer)
            throw new ProviderException("the answer is of another issuer than the one that was asked", untrusted: true);
    }

    private async Task<Result<VisitEnd>> Enter(Provider provider, Visit visit, Vouched vouched, SignInRequest request, CancellationToken cancel)
    {
        string? refusal;
        await using (var work = await works.Begin(request.Request, cancel))
        {
            (var account, refusal) = await recognition.Of(work, provider, vouched, cancel);
            if (account is not null)
                return await Enter(work, account, provider, visit, vouched, request, cancel);
        }

        // Nothing of the attempt is kept but its entry.
        return await Refuse(provider, null, $"{refusal} (subject {Plain(vouched.Subject)})", ProviderErrors.UnknownIdentity, request, cancel);
    }

    private async Task<Result<VisitEnd>> Enter(IdentityWork work, Account account, Provider provider, Visit visit, Vouched vouched, SignInRequest request, CancellationToken cancel)
    {
        if (!account.Active || account.IsLockedAt(time.GetUtcNow()))
            return await Refuse(provider, account, account.Active ? "locked" : "disabled", work, ProviderErrors.Locked, cancel);

        var session = await entrance.Come(work, account, request, new Vouching(provider.Issuer, vouched.Session, provider.Id, provider.Name, provider.Within), cancel);
        if (!session.Succeeded)
            return await Refuse(provider, account, session.Error.Code, work, session.Error, cancel);
        // Like a right password it forgives no wrong codes.
        if (session.Value.Challenge is null)
            await work.Connection.Execute(CompleteSignIn.Succeed, cancel, account.Id, time.GetUtcNow());
        await work.Commit(cancel);
        mailbox.Wake();
        return new VisitEnd(session.Value.Challenge is null ? "complete" : "second_factor", session.Value, visit.ReturnTo);
    }

    /// <summary>What was begun for a known account is kept, with the refusal.</summary>
    private static async Task<Error> Refuse(Provider provider, Account account, string reason, IdentityWork work, Error error, CancellationToken cancel)
    {
        work.Audit(account.Entry("auth.login", work.Request, provider.Within, "denied", $"{provider.Name}: {reason}"));
        await work.Commit(cancel);
        return error;
    }

    private async Task<Error> Refuse(Provider? provider, Caller? caller, string reason, Error error, SignInRequest request, CancellationToken cancel)
    {
        await using var work = await works.Begin(request.Request, cancel);
        var what = provider is null ? reason : $"{provider.Name}: {reason}";
        work.Audit(caller is null
            ? new AuditEntry { TenantId = provider?.Within, ActorName = "unknown", ActorKind = "anonymous", Action = "auth.login", Result = "denied", Reason = what, RequestId = request.Request.Id, Ip = request.Request.Ip }
            : AuditEntry.By(caller, request.Request, "auth.identity") with { Result = "denied", Resource = "auth.identities", Reason = what });
        await work.Commit(cancel);
        return error;
    }

    /// <summary>What comes through a browser, as far as it can be shown.</summary>
    private static string Plain(string? text) => new([.. (text ?? "").Where(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '|' or ':' or '@').Take(80)]);
}
