using Microsoft.Extensions.Configuration;

namespace Ashlar.Core.Tenancy;

/// <summary>The host names <c>tenant-code.base-domain</c>.</summary>
internal sealed class TenantAddress(IConfiguration configuration)
{
    private const string Prefix = "tenant-";

    private readonly string? _suffix = (configuration["ASHLAR_SETTING_CORE_BASE_DOMAIN"] ?? configuration["Ashlar:core:base_domain"]) is { Length: > 0 } domain ? $".{domain.Trim('.')}" : null;

    /// <summary>The code of the tenant a host name stands for, or null when it has another form.</summary>
    public string? CodeOf(string host) => _suffix is not null
        && host.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
        && host.EndsWith(_suffix, StringComparison.OrdinalIgnoreCase)
        && host.Length > Prefix.Length + _suffix.Length
            ? host[Prefix.Length..^_suffix.Length]
            : null;

    /// <summary>The host name of a tenant, when the product has a base domain.</summary>
    public string? HostOf(string code) => _suffix is null ? null : $"{Prefix}{code}{_suffix}";
}
