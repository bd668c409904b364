using System.Net;
using System.Net.Sockets;

namespace Ashlar.Core.Limits;

/// <summary>Addresses and networks as people write them.</summary>
internal static class Networks
{
    /// <summary>A network in CIDR form, or one address. Bits beyond the prefix are refused, since whoever writes them means something else.</summary>
    public static bool TryParse(string text, out IPNetwork network)
    {
        network = default;
        // The framework reads 10.1 as 10.0.0.1 and 010.0.0.1 as octal; people do not.
        var address = text.Split('/')[0];
        if (!IPAddress.TryParse(address, out var parsed) || (parsed.AddressFamily == AddressFamily.InterNetwork && parsed.ToString() != address))
            return false;
        return IPNetwork.TryParse(text.Contains('/', StringComparison.Ordinal) ? text : $"{text}/{(parsed.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)}", out network) && network.BaseAddress.Equals(parsed);
    }

    /// <summary>As seen by the rules: an IPv4 address that arrives on a socket of both kinds is an IPv4 address.</summary>
    public static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
}
