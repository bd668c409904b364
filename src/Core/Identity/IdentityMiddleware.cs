using Ashlar.Core.Access;
using Ashlar.Core.Http;
using Ashlar.Core.Identity.Sessions;
using Ashlar.Core.Keys;

namespace Ashlar.Core.Identity;

/// <summary>Sets the caller. Whether an endpoint needs one is decided later; a bad token or cookie is simply nobody, a bad API key is refused.</summary>
internal sealed class IdentityMiddleware(RequestDelegate next, Authenticator authenticator, KeyAuthenticator keys, IdentityOptions options)
{
    private const string Scheme = "Bearer ";
    private const string KeyHeader = "X-API-Key";

    public async Task InvokeAsync(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization;
        // Not copied: tokens are long, and those that are known are looked up by their hash.
        var bearer = authorization is [{ } value] && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? value.AsMemory(Scheme.Length).Trim() : default;
        var key = context.Request.Headers.TryGetValue(KeyHeader, out var given) ? given.ToString() : bearer.Span.StartsWith(KeyText.Mark) ? bearer.ToString() : null;
        if (key is not null)
        {
            var result = await keys.ByKey(key, context.Connection.RemoteIpAddress, context.Request().Info, context.RequestAborted);
            if (result.Succeeded)
            {
                context.Request().Caller = result.Value;
            }
            else if (!IsOpen(context))
            {
                await context.WriteError(result.Error);
                return;
            }
        }
        else if (authorization.Count > 0)
        {
            // Whoever sends a token means the token, even where a cookie travels along.
            if (bearer.Length > 0)
                context.Request().Caller = (await authenticator.ByBearer(bearer, context.RequestAborted))?.Caller;
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

        return IsOpen(context);
    }

    private static bool IsOpen(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<EndpointAccess>() is AnonymousAccess;
}
