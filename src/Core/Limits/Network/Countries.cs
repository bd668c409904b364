using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Ashlar.Core.Lifecycle;

namespace Ashlar.Core.Limits.Network;

/// <summary>
/// Which country an address is in, from the CSV file that <c>Limits:Countries</c> names: lines of <c>network,country</c> or
/// <c>first,last,country</c>, as providers publish them. Sorted in memory and searched in halves.
/// </summary>
internal sealed class Countries
{
    private readonly List<Range> _spans = [];

    public Countries(LimitOptions options, ILogger<Countries> log)
    {
        if (string.IsNullOrWhiteSpace(options.Countries))
            return;
        if (!File.Exists(options.Countries))
            throw new StartException($"Limits:Countries names {options.Countries}, which does not exist.");
        var line = 0;
        foreach (var text in File.ReadLines(options.Countries))
        {
            line++;
            // Files begin with the names of their columns or with remarks.
            if (text.Length == 0 || text[0] == '#' || (line == 1 && !text.Contains('.', StringComparison.Ordinal) && !text.Contains(':', StringComparison.Ordinal)))
                continue;
            _spans.Add(Read(text) ?? throw new StartException($"{options.Countries}, line {line}: '{text}' is neither network,country nor first,last,country."));
        }

        _spans.Sort((left, right) => left.First.CompareTo(right.First));
        log.LogInformation("{Count} networks of countries come from {Path}", _spans.Count, options.Countries);
    }

    /// <summary>Whether there is a file.</summary>
    public bool Known => _spans.Count > 0;

    /// <summary>Two letters, or null when nobody knows.</summary>
    public string? Of(IPAddress address)
    {
        var wanted = Number(address);
        var (low, high) = (0, _spans.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_spans[middle].First <= wanted)
                low = middle + 1;
            else
                high = middle;
        }

        return low > 0 && wanted <= _spans[low - 1].Last ? _spans[low - 1].Country : null;
    }

    private static Range? Read(string text)
    {
        var parts = text.Split(',').Select(part => part.Trim().Trim('"')).ToArray();
        if (parts.Length >= 2 && IPNetwork.TryParse(parts[0], out var network))
        {
            var bits = (network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? 32 : 128) - network.PrefixLength;
            var first = Number(network.BaseAddress);
            return Made(first, first | (bits == 128 ? UInt128.MaxValue : (UInt128.One << bits) - 1), parts[1]);
        }

        return parts.Length >= 3 && IPAddress.TryParse(parts[0], out var from) && IPAddress.TryParse(parts[1], out var to) && from.AddressFamily == to.AddressFamily ? Made(Number(from), Number(to), parts[2]) : null;
    }

    private static Range? Made(UInt128 first, UInt128 last, string country) => country.Length == 2 && first <= last ? new Range(first, last, string.Intern(country.ToUpperInvariant())) : null;

    /// <summary>Both kinds of addresses in one order: the older stand where the newer has a place for them.</summary>
    private static UInt128 Number(IPAddress address)
    {
        System.Span<byte> bytes = stackalloc byte[16];
        (address.AddressFamily == AddressFamily.InterNetwork ? address.MapToIPv6() : address).TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private sealed record Range(UInt128 First, UInt128 Last, string Country);
}
