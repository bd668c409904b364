using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Ashlar.Core.Identity.Sessions;

/// <summary>
/// Double submit: an unsafe request by cookie repeats in a header what only pages of our own origin can read, bound to the session so that
/// a value planted from elsewhere does not do.
/// </summary>
internal static class Csrf
{
    public const string Header = "X-CSRF-Token";

    public static string TokenOf(byte[] secret, Guid sessionId) => Base64Url.EncodeToString(HMACSHA256.HashData(secret, sessionId.ToByteArray(bigEndian: true)));

    public static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    public static bool Matches(HttpRequest request, string expected, IReadOnlyList<string> trustedOrigins) =>
        request.Headers.TryGetValue(Header, out var values) && values is [{ } given]
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected))
        && IsOurOrigin(request, trustedOrigins);

    /// <summary>Browsers say where a request comes from and pages cannot change it; other clients say nothing.</summary>
    public static bool IsOurOrigin(HttpRequest request, IReadOnlyList<string> trustedOrigins)
    {
        var origin = request.Headers.Origin;
        if (StringValues.IsNullOrEmpty(origin))
            return request.Headers["Sec-Fetch-Site"] != "cross-site";
        if (origin is not [{ } only] || !Uri.TryCreate(only, UriKind.Absolute, out var uri))
            return false;

        return uri.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase)
            || trustedOrigins.Contains(only, StringComparer.OrdinalIgnoreCase);
    }
}
