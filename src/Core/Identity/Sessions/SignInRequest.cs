using Ashlar.Core.Audit;
using Ashlar.Core.Http;

namespace Ashlar.Core.Identity.Sessions;

/// <summary>From where and how somebody signs in.</summary>
/// <param name="Request">For the log.</param>
/// <param name="UserAgent">What the program calls itself, shortened.</param>
/// <param name="Host">The host name asked, which may stand for an organisation.</param>
/// <param name="ByCookie">A browser: cookies instead of tokens.</param>
/// <param name="TenantCode">The organisation chosen, if any.</param>
internal sealed record SignInRequest(RequestInfo Request, string? UserAgent, string Host, bool ByCookie, string? TenantCode)
{
    /// <summary>The secret of a trusted device, if it has one.</summary>
    public string? Device { get; init; }

    public static SignInRequest From(HttpContext context, bool byCookie, string? tenantCode)
    {
        var agent = context.Request.Headers.UserAgent.ToString();
        return new SignInRequest(context.Request().Info, agent.Length == 0 ? null : agent.Cut(300), context.Request.Host.Host, byCookie, tenantCode);
    }
}
