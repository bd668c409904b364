using Ashlar.Contract.Errors;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Identity.Providers.Wire;
using Ashlar.Core.Identity.Sessions;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Identity.Providers.Visits;

/// <summary>What a browser needs to go to a provider: the address, and the secret that it brings back.</summary>
internal sealed record Departure(string Url, string State, VisitSecret Secret, DateTimeOffset ExpiresAt);

/// <summary>Sends somebody to a provider.</summary>
internal sealed class BeginVisit(ProviderStore providers, ProviderVisits visits, Discovery discovery, TenantDirectory tenants, IdentityWorks works, TimeProvider time, ILogger<BeginVisit> log)
{
    /// <summary>Who is not signed in yet.</summary>
    public async Task<Result<Departure>> SignIn(Guid provider, string redirectUri, string? returnTo, SignInRequest request, CancellationToken cancel)
    {
        if (await providers.Find(provider, cancel) is not { Enabled: true } found || await RealmOf(found, request.Host, cancel) is not { } realm)
            return CoreErrors.NotFound;
        var code = found.Everywhere ? request.TenantCode : realm.Code;
        return await Go(found, new Visit(found.Id, Visit.SignIn, null, null, redirectUri, returnTo, code, request.ByCookie, time.GetUtcNow()), null, cancel);
    }

    /// <summary>Who is signed in, to link another identity or to prove once more to be the one.</summary>
    public async Task<Result<Departure>> Again(Caller caller, Provider provider, string purpose, string redirectUri, string? returnTo, RequestInfo request, CancellationToken cancel)
    {
        var gone = await Go(provider, new Visit(provider.Id, purpose, caller.UserId, caller.SessionId, redirectUri, returnTo, null, caller.ByCookie, time.GetUtcNow()), caller.Email, cancel);
        if (!gone.Succeeded)
            return gone;
        await using var work = await works.Begin(request, cancel);
        work.Audit(AuditEntry.By(caller, request, $"auth.{purpose}_begun") with { Resource = "auth.identities", ResourceId = provider.Id, Reason = provider.Name });
        await work.Commit(cancel);
        return gone;
    }

    /// <summary>The organisation of a provider, when it is working and the address asked is not another's.</summary>
    private async Task<TenantInfo?> RealmOf(Provider provider, string host, CancellationToken cancel)
    {
        var named = await tenants.ByHost(host, cancel);
        var realm = await tenants.ById(provider.Realm, cancel);
        return realm is { Status: TenantStatus.Active } && (provider.Everywhere || named is null || named.Id == realm.Id) ? realm : null;
    }

    private async Task<Result<Departure>> Go(Provider provider, Visit visit, string? hint, CancellationToken cancel)
    {
        Metadata metadata;
        try
        {
            metadata = await discovery.Of(provider.Issuer, cancel);
        }
        catch (ProviderException failure)
        {
            log.LogWarning("The identity provider {Provider} cannot be used: {Reason}", provider.Name, failure.Message);
            return ProviderErrors.Unavailable;
        }

        var secret = VisitSecret.New();
        var state = await visits.Open(visit, secret, cancel);
        List<(string Name, string Value)> query =
        [
            ("response_type", "code"), ("client_id", provider.ClientId), ("redirect_uri", visit.RedirectUri), ("scope", string.Join(' ', provider.Scopes)), ("state", state),
            ("nonce", secret.Nonce), ("code_challenge", secret.Challenge), ("code_challenge_method", "S256"),
        ];
        if (visit.Purpose == Visit.StepUp)
            query.AddRange([("prompt", "login"), ("max_age", "0")]);
        if (visit.Purpose == Visit.StepUp && hint is not null)
            query.Add(("login_hint", hint));
        var address = metadata.AuthorizationEndpoint;
        var url = address + (address.Contains('?', StringComparison.Ordinal) ? '&' : '?') + string.Join('&', query.Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"));
        return new Departure(url, state, secret, visit.CreatedAt + ProviderVisits.Lifetime);
    }
}
