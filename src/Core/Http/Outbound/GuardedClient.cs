using System.Net;

namespace Ashlar.Core.Http.Outbound;

/// <summary>
/// Makes clients for addresses that others name: they connect only where the rules allow, follow no redirect, keep no cookies, tell nothing of
/// this request's trace and read short headers. How long they wait and how much they read is their user's to say.
/// </summary>
internal static class GuardedClient
{
    public static HttpClient Make(AddressRules addresses, TimeSpan connect) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = connect,
        // Names are looked up anew now and then, and each connection goes to an address that was checked for it.
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
        MaxConnectionsPerServer = 16,
        MaxResponseHeadersLength = 32,
        MaxResponseDrainSize = 0,
        ActivityHeadersPropagator = null,
        ConnectCallback = addresses.Connect,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
