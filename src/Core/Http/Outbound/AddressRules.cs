using System.Net;
using System.Net.Sockets;

namespace Ashlar.Core.Http.Outbound;

/// <summary>Which addresses may be called: https, a permitted port, and nothing of the networks that the server itself stands in.</summary>
internal sealed class AddressRules(AddressOptions options)
{
    /// <summary>Everything that is not the public internet (RFC 6890 and what clouds and gateways put beside it).</summary>
    private static readonly IPNetwork[] _closed = [.. new[]
    {
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        // Of IPv6 only 2000::/3 is the internet; these parts of it are not, or lead back into IPv4.
        "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
    }.Select(text => IPNetwork.Parse(text))];

    private static readonly IPNetwork _internet6 = IPNetwork.Parse("2000::/3");

    /// <summary>Azure's platform address and the metadata addresses of others that lie in public ranges.</summary>
    private static readonly HashSet<IPAddress> _metadata = [IPAddress.Parse("168.63.129.16"), IPAddress.Parse("169.254.169.254"), IPAddress.Parse("100.100.100.200"), IPAddress.Parse("192.0.0.192")];

    /// <summary>Why a URL may not be used, or null. A host name is judged when it is resolved.</summary>
    public string? Refusal(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || url.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)))
            return "Give a whole address such as https://example.com/webhooks.";
        if (uri.Scheme != Uri.UriSchemeHttps && !(options.Http && uri.Scheme == Uri.UriSchemeHttp))
            return "The address must begin with https.";
        if (uri.UserInfo.Length > 0)
            return "Leave name and password out of the address; use a header.";
        if (uri.Fragment.Length > 0)
            return "Leave the part after # out of the address.";
        if (!options.AllowsPort(uri.Port))
            return $"Port {uri.Port} is not allowed. The operator allows ports with {options.Prefix}_PORTS.";
        // Also what only becomes an address when it is resolved, such as one in other digits or with other dots.
        if (IPAddress.TryParse(uri.IdnHost.TrimEnd('.'), out var address))
            return Refusal(address);
        return uri.HostNameType != UriHostNameType.Dns || IsLocalName(uri.IdnHost.TrimEnd('.')) && options.Networks.Count == 0 ? $"{uri.Host} is not a public name." : null;
    }

    /// <summary>Why an address may not be called, or null.</summary>
    public string? Refusal(IPAddress address)
    {
        var plain = Plain(address);
        if (options.Networks.Any(network => network.Contains(plain)))
            return null;
        return IsClosed(plain) ? $"{address} is not a public address. The operator allows networks with {options.Prefix}_NETWORKS." : null;
    }

    /// <summary>Resolves a name. All its addresses must be allowed: one that is not shows what the name is for.</summary>
    /// <exception cref="RefusedAddressException">The name leads where we do not go.</exception>
    public async Task<IPAddress[]> Resolve(string host, CancellationToken cancel)
    {
        var found = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancel);
        foreach (var address in found)
        {
            if (Refusal(address) is { } refused)
                throw new RefusedAddressException($"{host}: {refused}");
        }

        return found.Length > 0 ? found : throw new RefusedAddressException($"{host} has no address.");
    }

    /// <summary>Connects to addresses that were checked: by address, not by name, since a second look-up could answer otherwise.</summary>
    public async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var found = await Resolve(context.DnsEndPoint.Host, cancel);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(found, context.DnsEndPoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The IPv4 address inside one that only wraps it: mapped, compatible, NAT64.</summary>
    private static IPAddress Plain(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        ReadOnlySpan<byte> nat64 = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];
        return bytes.AsSpan(0, 12).SequenceEqual(nat64) ? new IPAddress(bytes.AsSpan(12)) : address;
    }

    private static bool IsClosed(IPAddress address) => _metadata.Contains(address)
        || (address.AddressFamily == AddressFamily.InterNetworkV6 && !_internet6.Contains(address))
        || _closed.Any(network => network.Contains(address));

    private static bool IsLocalName(string host) => !host.Contains('.')
        || new[] { ".localhost", ".local", ".internal", ".localdomain", ".home.arpa", ".lan", ".intranet" }.Any(end => host.EndsWith(end, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A name or address that must not be called.</summary>
internal sealed class RefusedAddressException(string message) : Exception(message);
