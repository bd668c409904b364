using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Access;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Identity.Providers;
using Ashlar.Core.Identity.Providers.People;
using Ashlar.Core.Identity.Providers.Visits;
using Ashlar.Core.Identity.Sessions;
using Ashlar.Core.Limits;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Identity.Endpoints;

/// <summary>Signing in with a provider, and a user's own identities at providers.</summary>
internal static class ProviderEndpoints
{
    private static readonly Error _foreign = CoreErrors.Validation("return_to", "Must be a path of this site, such as /t/acme.", "url");

    public static void MapProviders(this RouteGroupBuilder auth)
    {
        auth.MapGet("/providers", Offered).Anonymous("The sign-in page shows a button for each.").Limited(LimitPolicies.Session).Describes(ProviderDocs.Offered);
        auth.MapPost("/providers/{id:guid}/begin", Begin).Anonymous("Nobody is signed in before signing in.").Limited(LimitPolicies.Challenge)
            .LeavesNoEntry("It sends the browser to a provider and changes nothing; the way back is on record.").Describes(ProviderDocs.Begin);
        auth.MapPost("/providers/complete", Complete).Anonymous("What the provider answers is the proof, in the browser that began.").Describes(ProviderDocs.Complete);
        auth.MapGet("/identities", Own).SignedIn(tenantRequired: false).OwnAccount().Describes(ProviderDocs.Own);
        auth.MapPost("/identities", Link).SignedIn(tenantRequired: false).OwnAccount().StepUp().Describes(ProviderDocs.Link);
        auth.MapDelete("/identities/{id:guid}", Unlink).SignedIn(tenantRequired: false).OwnAccount().StepUp().Describes(ProviderDocs.Unlink);
        auth.MapPost("/step_up/provider", ProveAgain).SignedIn(tenantRequired: false).Describes(ProviderDocs.StepUp);
    }

    private static async Task<IResult> Offered(HttpContext context, string? tenant, ProviderStore providers, TenantDirectory tenants, CancellationToken cancel)
    {
        // An address of an organisation shows that organisation's; elsewhere its code says which.
        var named = await tenants.ByHost(context.Request.Host.Host, cancel) ?? (string.IsNullOrEmpty(tenant) ? null : await tenants.ByCode(tenant, cancel));
        context.Response.Headers.CacheControl = "no-store";
        return Envelope.Many("auth.provider", (await providers.Offered(named?.Id, cancel)).Select(provider => (provider.Id.ToString(), (object)Button(provider))));
    }

    public static JsonObject Button(Provider provider) => new() { ["id"] = provider.Id, ["name"] = provider.Name, ["issuer"] = provider.Issuer };

    private static async Task<IResult> Begin(HttpContext context, Guid id, BeginVisit visits, IdentityOptions options, CancellationToken cancel)
    {
        var read = await AuthBody.Read(context, "return_to", "tenant", "cookie");
        if (!read.Succeeded)
            return Envelope.Failure(read.Error);
        var (to, tenant, cookie) = (read.Value.Optional("return_to"), read.Value.Optional("tenant"), read.Value.Flag("cookie"));
        if (read.Value.Error is { } error)
            return Envelope.Failure(error);
        if (!SessionEndpoints.MaySetCookies(context, options))
            return Envelope.Failure(CoreErrors.Csrf);
        return to is not null && !ReturnAddress.IsOurs(to) ? Envelope.Failure(_foreign) : Gone(context, await visits.SignIn(id, context.RedirectUri(), to, SignInRequest.From(context, cookie, tenant), cancel), options);
    }

    private static async Task<IResult> Complete(HttpContext context, FinishVisit visits, IdentityOptions options, CancellationToken cancel)
    {
        var read = await AuthBody.Read(context, "state", "code", "iss", "error");
        if (!read.Succeeded)
            return Envelope.Failure(read.Error);
        var body = read.Value;
        var (state, code, issuer, failure) = (body.Required("state"), body.Optional("code"), body.Optional("iss"), body.Optional("error"));
        if (body.Error is null && code is null && failure is null)
            return Envelope.Failure(CoreErrors.Validation("code", "Send the code of the provider's answer, or its error.", "required"));
        if (body.Error is { } error)
            return Envelope.Failure(error);
        if (!SessionEndpoints.MaySetCookies(context, options))
            return Envelope.Failure(CoreErrors.Csrf);
        var request = SignInRequest.From(context, byCookie: false, tenantCode: null) with { Device = context.Request.Cookies[SessionCookies.Device] };
        var end = await visits.Run(new Homecoming(state, failure is null ? code : null, issuer, failure, VisitCookie.Take(context, state, options)), context.Request().Caller, request, cancel);
        context.Response.Headers.CacheControl = "no-store";
        if (!end.Succeeded)
            return Envelope.Failure(end.Error);
        return end.Value.Session is { } session
            ? SessionEndpoints.Answer(context, session, options, end.Value.ReturnTo)
            : Envelope.One(end.Value.Status, "session", new JsonObject { ["status"] = end.Value.Status, ["return_to"] = end.Value.ReturnTo });
    }

    private static async Task<IResult> Own(HttpContext context, OwnIdentities own, CancellationToken cancel)
    {
        var caller = context.Caller();
        context.Response.Headers.CacheControl = "no-store";
        return Envelope.One(caller.UserId!.Value.ToString(), "auth.identities", new
        {
            Identities = await own.List(caller, cancel),
            Providers = (await own.Linkable(caller, cancel)).Select(Button),
        });
    }

    private static Task<IResult> Link(HttpContext context, OwnIdentities own, BeginVisit visits, IdentityOptions options, CancellationToken cancel) =>
        Again(context, Visit.Link, own.Linkable, visits, options, cancel);

    private static Task<IResult> ProveAgain(HttpContext context, OwnIdentities own, BeginVisit visits, IdentityOptions options, CancellationToken cancel) =>
        Again(context, Visit.StepUp, own.Provable, visits, options, cancel);

    private static async Task<IResult> Again(HttpContext context, string purpose, Func<Caller, CancellationToken, Task<IReadOnlyList<Provider>>> offered, BeginVisit visits, IdentityOptions options, CancellationToken cancel)
    {
        var read = await AuthBody.Read(context, "provider", "return_to");
        if (!read.Succeeded)
            return Envelope.Failure(read.Error);
        var (_, id, to) = (read.Value.Required("provider"), read.Value.Id("provider"), read.Value.Optional("return_to"));
        if (read.Value.Error is { } error)
            return Envelope.Failure(error);
        if (to is not null && !ReturnAddress.IsOurs(to))
            return Envelope.Failure(_foreign);
        return (await offered(context.Caller(), cancel)).FirstOrDefault(one => one.Id == id) is { } provider
            ? Gone(context, await visits.Again(context.Caller(), provider, purpose, context.RedirectUri(), to, context.Request().Info, cancel), options)
            : Envelope.Failure(CoreErrors.NotFound);
    }

    private static async Task<IResult> Unlink(HttpContext context, Guid id, OwnIdentities own, CancellationToken cancel) =>
        await own.Unlink(context.Caller(), id, context.Request().Info, cancel) is { } error ? Envelope.Failure(error) : Results.NoContent();

    private static IResult Gone(HttpContext context, Result<Departure> departure, IdentityOptions options)
    {
        if (!departure.Succeeded)
            return Envelope.Failure(departure.Error);
        var gone = departure.Value;
        VisitCookie.Set(context, gone.State, gone.Secret, gone.ExpiresAt, options);
        context.Response.Headers.CacheControl = "no-store";
        return Envelope.One("visit", "auth.visit", new JsonObject { ["url"] = gone.Url, ["expires_in"] = (long)ProviderVisits.Lifetime.TotalSeconds });
    }
}
