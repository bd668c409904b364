using System.Net;
using System.Runtime.InteropServices;
using Ashlar.Core.Identity;

namespace Ashlar.Core.Limits;

/// <summary>Whom requests are counted for.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Subject(char Kind, Guid Id, string? Name = null)
{
    public const char User = 'u', Key = 'k', Module = 'm', Tenant = 't', Address = 'a';

    public static Subject Of(LimitScope scope, Caller? caller, IPAddress? address) => (scope, caller) switch
    {
        (LimitScope.Address, _) or (_, null) => OfAddress(address),
        (LimitScope.Tenant, { Tenant: { } tenant }) => new Subject(Tenant, tenant.Id),
        // A module's keys share what the module has; a person's keys share what the person has.
        (LimitScope.Caller, { Key.Module: { } module }) => new Subject(Module, default, module),
        _ when caller.UserId is { } user => new Subject(User, user),
        _ when caller.Key is { } key => new Subject(Key, key.Id),
        _ => OfAddress(address),
    };

    /// <summary>An address of the older kind, or the network of 64 bits that one subscriber has of the newer.</summary>
    public static Subject OfAddress(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        if (address is not null)
        {
            (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).TryWriteBytes(bytes, out var written);
            if (written == 16)
                bytes[8..].Clear();
            else
                bytes[15] = 4;
        }

        return new Subject(Address, new Guid(bytes, bigEndian: true));
    }

    /// <summary>As the database and other hosts know it.</summary>
    public override string ToString() => $"{Kind}:{Name ?? Id.ToString("n")}";

    public static Subject? Parse(string text)
    {
        if (text.Length < 3 || text[1] != ':')
            return null;
        return text[0] == Module ? new Subject(Module, default, text[2..]) : Guid.TryParseExact(text.AsSpan(2), "n", out var id) ? new Subject(text[0], id) : null;
    }

    /// <summary>For people: <c>203.0.113.7</c>, <c>2001:db8::/64</c>, or the id.</summary>
    public string Display
    {
        get
        {
            if (Kind != Address)
                return Name ?? Id.ToString();
            var bytes = Id.ToByteArray(bigEndian: true);
            return bytes[15] == 4 && bytes.AsSpan(4, 11).IndexOfAnyExcept((byte)0) < 0 ? new IPAddress(bytes[..4]).ToString() : $"{new IPAddress(bytes)}/64";
        }
    }

    public string KindName => Kind switch { User => "user", Key => "key", Module => "module", Tenant => "tenant", _ => "address" };
}
