using System.Net;

namespace Ashlar.Core.Limits.Network;

/// <summary>
/// The rules of one organisation. A refused network is refused; an allowed network is allowed; then a refused country is refused; and where
/// anything is allowed by name, what is not named is refused.
/// </summary>
internal sealed class NetworkRuleSet
{
    private readonly IPNetwork[] _denied;
    private readonly IPNetwork[] _allowed;
    private readonly HashSet<string> _deniedCountries;
    private readonly HashSet<string> _allowedCountries;

    private NetworkRuleSet(IPNetwork[] denied, IPNetwork[] allowed, HashSet<string> deniedCountries, HashSet<string> allowedCountries) =>
        (_denied, _allowed, _deniedCountries, _allowedCountries) = (denied, allowed, deniedCountries, allowedCountries);

    public static NetworkRuleSet Of(IEnumerable<(NetworkAction Action, string? Network, string? Country)> rules)
    {
        var list = rules.ToList();
        return new NetworkRuleSet(NetworksOf(NetworkAction.Deny), NetworksOf(NetworkAction.Allow), CountriesOf(NetworkAction.Deny), CountriesOf(NetworkAction.Allow));

        IPNetwork[] NetworksOf(NetworkAction action) =>
            [.. list.Where(rule => rule.Action == action && !string.IsNullOrEmpty(rule.Network)).Select(rule => Networks.TryParse(rule.Network!, out var network) ? network : default)];

        HashSet<string> CountriesOf(NetworkAction action) =>
            list.Where(rule => rule.Action == action && string.IsNullOrEmpty(rule.Network) && !string.IsNullOrEmpty(rule.Country)).Select(rule => rule.Country!).ToHashSet(StringComparer.Ordinal);
    }

    public bool Allows(IPAddress? from, Countries countries)
    {
        if (Networks.Plain(from) is not { } address)
            return true;
        if (Holds(_denied, address))
            return false;
        if (Holds(_allowed, address))
            return true;
        if (_deniedCountries.Count == 0 && _allowedCountries.Count == 0)
            return _allowed.Length == 0;

        var country = countries.Of(address);
        if (country is not null && _deniedCountries.Contains(country))
            return false;
        return (_allowed.Length == 0 && _allowedCountries.Count == 0) || (country is not null && _allowedCountries.Contains(country));
    }

    private static bool Holds(IPNetwork[] networks, IPAddress address)
    {
        foreach (var network in networks)
        {
            if (network.Contains(address))
                return true;
        }

        return false;
    }
}
