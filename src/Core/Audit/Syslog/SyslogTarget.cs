using Microsoft.Extensions.Configuration;

namespace Ashlar.Core.Audit.Syslog;

/// <summary>The receiver that ASHLAR_AUDIT_SYSLOG names: udp://, tcp:// or tls:// with host and port.</summary>
/// <param name="Address">Where.</param>
/// <param name="Authorities">A file with the certificates that may have signed a TLS receiver's; without, those of the system.</param>
internal sealed record SyslogTarget(Uri Address, string? Authorities)
{
    public const string Variable = "ASHLAR_AUDIT_SYSLOG";
    public const string AuthoritiesVariable = "ASHLAR_AUDIT_SYSLOG_CA";

    /// <summary>Ports of RFC 5426 and RFC 5425; plain TCP has none of its own.</summary>
    public int Port => Address.Port > 0 ? Address.Port : Address.Scheme == "tls" ? 6514 : 514;

    /// <summary>Under this name the host remembers how far it has come.</summary>
    public string Name => $"{Address.Scheme}://{Address.Host}:{Port}";

    /// <summary>Null when none is named.</summary>
    public static SyslogTarget? Of(IConfiguration configuration)
    {
        if (configuration[Variable] is not { Length: > 0 } text)
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "udp" or "tcp" or "tls" && address.Host.Length > 0
            ? new SyslogTarget(new Uri(text), configuration[AuthoritiesVariable] is { Length: > 0 } file ? file : null)
            : throw new InvalidOperationException($"{Variable} must be udp://host:port, tcp://host:port or tls://host:port, not '{text}'.");
    }
}
