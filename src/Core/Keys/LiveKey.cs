using System.Net;
using Ashlar.Core.Access;
using Ashlar.Core.Identity;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Keys;

/// <summary>A key with its owner as stored.</summary>
internal sealed record KeyRow(Guid Id, Guid TenantId, string Name, KeyKind Kind, string? ModuleName, KeyEnvironment Environment, KeyStatus Status)
{
    public required byte[] Hash { get; init; }
    public required string[] Scopes { get; init; }
    public required string[] AllowedIps { get; init; }
    public required string[] Tenants { get; init; }
    public int? RateLimit { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The end of this secret, when the key was rotated.</summary>
    public DateTimeOffset? SecretExpiresAt { get; init; }
    public DateTimeOffset? LastUsedAt { get; init; }
    public Guid? OwnerId { get; init; }
    public string? OwnerName { get; init; }
    public string? OwnerEmail { get; init; }
    public Guid? ClientId { get; init; }

    /// <summary>The owner is an active member; modules have none.</summary>
    public bool OwnerActive { get; init; }
}

/// <summary>The same in memory, with what is worked out once.</summary>
internal sealed class LiveKey(KeyRow row, DateTimeOffset readAt)
{
    private readonly IPNetwork[] _networks = [.. row.AllowedIps.Select(text => Addresses.Parse(text)).OfType<IPNetwork>()];
    private readonly CallerKey _key = new(row.Id, row.Name, row.ModuleName, row.Environment, row.RateLimit, row.Tenants);
    private long _lastNoted = row.LastUsedAt?.UtcTicks ?? 0;
    private Made? _made;

    public KeyRow Row => row;

    public DateTimeOffset ReadAt => readAt;

    public bool IsOver(DateTimeOffset now) => row.ExpiresAt <= now || row.SecretExpiresAt <= now;

    /// <summary>Networks that no longer parse let nobody in.</summary>
    public bool Admits(IPAddress? address)
    {
        if (row.AllowedIps.Length == 0)
            return true;
        if (address is null)
            return false;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        foreach (var network in _networks)
        {
            if (network.Contains(address))
                return true;
        }

        return false;
    }

    /// <summary>Whether a use should be written down: once a minute is enough.</summary>
    public bool Touch(DateTimeOffset now)
    {
        var noted = Volatile.Read(ref _lastNoted);
        return now.UtcTicks - noted >= TimeSpan.TicksPerMinute && Interlocked.CompareExchange(ref _lastNoted, now.UtcTicks, noted) == noted;
    }

    /// <summary>Whom the key stands for: its owner within its scopes, made anew only when tenant or permissions have changed.</summary>
    public Caller CallerIn(TenantInfo? tenant, PermissionSet permissions)
    {
        // One reference holds both, so that no request sees a caller made from other permissions.
        if (_made is { } known && ReferenceEquals(known.Caller.Tenant, tenant) && ReferenceEquals(known.From, permissions))
            return known.Caller;

        var caller = new Caller
        {
            UserId = row.OwnerId,
            Name = row.Kind switch { KeyKind.Module => row.ModuleName!, KeyKind.Integration => row.OwnerName!, _ => $"{row.OwnerName} (key {row.Name})" },
            Email = row.Kind == KeyKind.Person ? row.OwnerEmail : null,
            Tenant = tenant,
            ClientId = row.ClientId,
            Permissions = permissions.Within(row.Scopes),
            Kind = row.Kind switch { KeyKind.Module => "module", KeyKind.Integration => "service", _ => "user" },
            Key = _key,
        };
        _made = new Made(caller, permissions);
        return caller;
    }

    private sealed record Made(Caller Caller, PermissionSet From);
}

/// <summary>Networks in CIDR notation; a single address is a network of one.</summary>
internal static class Addresses
{
    public static IPNetwork? Parse(string text)
    {
        // Bits beyond the prefix are a mistake: whoever writes 10.1.2.3/8 meant something else.
        var slash = text.Split('/');
        if (slash.Length == 2)
            return IPNetwork.TryParse(text, out var network) && IPAddress.TryParse(slash[0], out var written) && written.Equals(network.BaseAddress) ? network : null;
        return IPAddress.TryParse(text, out var address) && text.Contains(address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? '.' : ':')
            ? new IPNetwork(address, address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 32 : 128)
            : null;
    }
}
