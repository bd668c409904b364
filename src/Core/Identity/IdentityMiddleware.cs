using Ashlar.Core.Access;
using Ashlar.Core.Http;
using Ashlar.Core.Identity.Sessions;

namespace Ashlar.Core.Identity;

/// <summary>Sets the caller. Whether an endpoint needs one is decided later; a bad token or cookie is simply nobody.</summary>
internal sealed class IdentityMiddleware(RequestDelegate next, Authenticator authenticator, IdentityOptions options)
{
    private const string Scheme = "Bearer ";

    public async Task InvokeAsync(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization;
        if (authorization.Count > 0)
        {
            // Whoever sends a token means the token, even where a cookie travels along.
            if (authorization is [{ } value] && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
                context.Request().Caller = (await authenticator.ByBearer(value[Scheme.Length..].Trim(), context.RequestAborted))?.Caller;
        }
        else if (context.Request.Cookies.TryGetValue(SessionCookies.Session, out var secret) && !string.IsNullOrEmpty(secret)
            && await authenticator.ByCookie(secret, context.RequestAborted) is { } signedIn
            && !Accepts(context, signedIn))
        {
            await context.WriteError(CoreErrors.Csrf);
            return;
        }

        await next(context);
    }

    /// <summary>False when the request must be refused. An endpoint that needs no sign-in is served to nobody instead.</summary>
    private bool Accepts(HttpContext context, SignedIn signedIn)
    {
        if (Csrf.IsSafe(context.Request.Method) || Csrf.Matches(context.Request, signedIn.Session.CsrfToken!, options.TrustedOrigins))
        {
            context.Request().Caller = signedIn.Caller;
            return true;
        }

        return context.GetEndpoint()?.Metadata.GetMetadata<EndpointAccess>() is AnonymousAccess;
    }
}
