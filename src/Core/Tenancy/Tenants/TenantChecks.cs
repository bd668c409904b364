using System.Text.RegularExpressions;
using Ashlar.Contract.Errors;
using Ashlar.Core.Http;

namespace Ashlar.Core.Tenancy.Tenants;

/// <summary>What a tenant's names must look like.</summary>
internal static partial class TenantChecks
{
    public static Error? Code(string code) => CodePattern().IsMatch(code) ? null : CoreErrors.Validation("code", "Must be 3 to 40 small letters, digits and hyphens, beginning with a letter.");

    public static Error? Hosts(IEnumerable<string> hosts) => hosts.FirstOrDefault(host => Uri.CheckHostName(host) != UriHostNameType.Dns || !host.Contains('.', StringComparison.Ordinal)) is { } bad
        ? CoreErrors.Validation("hosts", $"'{bad}' is not a host name.")
        : null;

    [GeneratedRegex("^[a-z][a-z0-9-]{1,38}[a-z0-9]$")]
    private static partial Regex CodePattern();
}
