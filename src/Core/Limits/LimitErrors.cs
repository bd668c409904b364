using Ashlar.Contract.Errors;

namespace Ashlar.Core.Limits;

/// <summary>Refusals of those who ask too often, too much at once, or from where they may not.</summary>
internal static class LimitErrors
{
    public static readonly Error TenantBusy = new("tenant_busy", ErrorKind.Limited, "Your organisation has too many requests under way at once. Try again in a moment.");
    public static readonly Error TooManyStreams = new("too_many_streams", ErrorKind.Limited, "You have too many live streams open. Close other windows and try again.");
    public static readonly Error AddressRefused = new("address_refused", ErrorKind.Forbidden, "Requests from this network address are not accepted here. Ask the administrator.");
    public static readonly Error LocksYouOut = new("locks_you_out", ErrorKind.Invalid, "This rule would refuse the address you are working from. Allow it first.");
    public static readonly Error NotANetwork = new("not_a_network", ErrorKind.Invalid, "Write an address or a network such as 203.0.113.0/24, without bits beyond its length.", "network");
    public static readonly Error NotACountry = new("not_a_country", ErrorKind.Invalid, "Write the two letters of a country, such as DE.", "country");
    public static readonly Error NetworkOrCountry = new("network_or_country", ErrorKind.Invalid, "A rule names either a network or a country.", "network");
    public static readonly Error NoCountries = new("no_countries", ErrorKind.Invalid, "This installation cannot tell countries. The operator names a file of networks and countries in Limits:Countries first.", "country");

    public static Error Limited(string policy, Rate rate, int seconds) =>
        new("rate_limited", ErrorKind.Limited, $"These requests are limited to {rate} ({policy}). Try again in {seconds} {(seconds == 1 ? "second" : "seconds")}.");

    public static Error UnknownPolicy(string policy) => new("unknown_limit", ErrorKind.Invalid, $"'{policy}' is no class of limits. There are {string.Join(", ", LimitPolicies.All.Select(known => known.Name))}.", "policy");

    public static Error UnknownTenant(string code) => new("unknown_tenant", ErrorKind.Invalid, $"There is no organisation '{code}'.", "for_tenant");

    public static Error NotPerTenant(string policy) => new("not_per_tenant", ErrorKind.Invalid, $"'{policy}' counts addresses, before anybody knows the organisation. It has one number for everybody.", "for_tenant");
}
