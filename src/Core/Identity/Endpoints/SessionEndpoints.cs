using Ashlar.Contract.Errors;
using Ashlar.Core.Access;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Identity.Sessions;
using Ashlar.Core.Limits;

namespace Ashlar.Core.Identity.Endpoints;

/// <summary>Signing in and out.</summary>
internal static class SessionEndpoints
{
    private const string NotYet = "Nobody is signed in before signing in.";

    public static void MapSessions(this RouteGroupBuilder auth)
    {
        auth.MapPost("/login", SignIn).Anonymous(NotYet).Describes(AuthDocs.Login);
        auth.MapPost("/refresh", Refresh).Anonymous("The refresh token is the proof.").Limited(LimitPolicies.Session).Describes(AuthDocs.Refresh);
        auth.MapPost("/logout", SignOut).Anonymous("Signing out when nobody is signed in is no error.").Limited(LimitPolicies.Session).Describes(AuthDocs.Logout);
        auth.MapPost("/switch", Switch).SignedIn(tenantRequired: false).Describes(AuthDocs.Switch);
        auth.MapGet("/sessions", List).SignedIn(tenantRequired: false).OwnAccount().Describes(AuthDocs.Sessions);
        auth.MapDelete("/sessions/{id:guid}", End).SignedIn(tenantRequired: false).OwnAccount().Describes(AuthDocs.EndSession);
        auth.MapDelete("/sessions", EndOthers).SignedIn(tenantRequired: false).OwnAccount().Describes(AuthDocs.EndOthers);
    }

    /// <summary>The answer of everything that signs somebody in; secrets of a browser go into cookies and not into the body.</summary>
    public static IResult Answer(HttpContext context, Result<IssuedSession> result, IdentityOptions options, string? returnTo = null)
    {
        if (!result.Succeeded)
            return Envelope.Failure(result.Error);
        var session = result.Value;
        if (session.CookieSecret is not null)
            SessionCookies.Set(context, session.CookieSecret, session.CsrfToken!, session.ExpiresAt, options);
        if (session is { CookieSecret: not null, Device: { } device })
            SessionCookies.Trust(context, device.Secret, device.Until, options);
        context.Response.Headers.CacheControl = "no-store";
        return Envelope.One(session.Challenge is null ? session.Id.ToString() : "second_factor", "session", Json(session, returnTo));
    }

    private static System.Text.Json.Nodes.JsonObject Json(IssuedSession session, string? returnTo)
    {
        var json = session.ToJson();
        if (returnTo is not null)
            json["return_to"] = returnTo;
        return json;
    }

    /// <summary>A page of another site must not sign a browser in, not even with credentials of its own.</summary>
    public static bool MaySetCookies(HttpContext context, IdentityOptions options) => Csrf.IsOurOrigin(context.Request, options.TrustedOrigins);

    private static async Task<IResult> SignIn(HttpContext context, Login login, IdentityOptions options, CancellationToken cancel)
    {
        var read = await AuthBody.Read(context, "email", "password", "tenant", "cookie", "device_token");
        if (!read.Succeeded)
            return Envelope.Failure(read.Error);

        var body = read.Value;
        var (email, password, tenant, cookie, device) = (body.Required("email"), body.Required("password"), body.Optional("tenant"), body.Flag("cookie"), body.Optional("device_token"));
        if (body.Error is { } error)
            return Envelope.Failure(error);
        if (cookie && !MaySetCookies(context, options))
            return Envelope.Failure(CoreErrors.Csrf);
        return Answer(context, await login.Run(email, password, SignInRequest.From(context, cookie, tenant) with { Device = device ?? context.Request.Cookies[SessionCookies.Device] }, cancel), options);
    }

    private static async Task<IResult> Refresh(HttpContext context, RefreshSession refresh, IdentityOptions options, TimeProvider time, CancellationToken cancel)
    {
        var arrived = time.GetTimestamp();
        var read = await AuthBody.Read(context, "refresh_token");
        if (!read.Succeeded)
            return Envelope.Failure(read.Error);
        var token = read.Value.Required("refresh_token");
        return read.Value.Error is { } error ? Envelope.Failure(error) : Answer(context, await refresh.Run(token, arrived, context.Request().Info, cancel), options);
    }

    private static async Task<IResult> Switch(HttpContext context, SwitchTenant switching, IdentityOptions options, CancellationToken cancel)
    {
        var read = await AuthBody.Read(context, "tenant");
        if (!read.Succeeded)
            return Envelope.Failure(read.Error);
        var code = read.Value.Required("tenant");
        return read.Value.Error is { } error ? Envelope.Failure(error) : Answer(context, await switching.Run(context.Caller(), code, context.Request().Info, cancel), options);
    }

    private static async Task<IResult> SignOut(HttpContext context, OwnSessions sessions, IdentityOptions options, CancellationToken cancel)
    {
        if (context.Request().Caller is { SessionId: { } id } caller)
            await sessions.End(caller, id, "auth.logout", context.Request().Info, cancel);
        else if (context.Request.Cookies.ContainsKey(SessionCookies.Session))
            return Envelope.Failure(CoreErrors.Csrf);
        SessionCookies.Clear(context, options);
        return Results.NoContent();
    }

    private static async Task<IResult> List(HttpContext context, OwnSessions sessions, SessionTimeout timeout, CancellationToken cancel) =>
        Envelope.Many("auth.session", (await sessions.List(context.Caller(), timeout.For(context.Caller().Tenant), cancel)).Select(session => (session.Id.ToString(), (object)session)));

    private static async Task<IResult> End(HttpContext context, Guid id, OwnSessions sessions, CancellationToken cancel) =>
        await sessions.End(context.Caller(), id, "auth.session_ended", context.Request().Info, cancel) ? Results.NoContent() : Envelope.Failure(CoreErrors.NotFound);

    private static async Task<IResult> EndOthers(HttpContext context, OwnSessions sessions, CancellationToken cancel)
    {
        await sessions.EndOthers(context.Caller(), context.Request().Info, cancel);
        return Results.NoContent();
    }
}
