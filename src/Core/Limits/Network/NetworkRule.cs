using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;

namespace Ashlar.Core.Limits.Network;

internal enum NetworkAction { Deny, Allow }

/// <summary>From where an organisation may be reached. The rules of the operator's own organisation hold for the whole installation.</summary>
internal sealed class NetworkRule : Entity
{
    public NetworkAction Action { get; set; }
    public string? Network { get; set; }
    public string? Country { get; set; }
    public bool Active { get; set; } = true;
    public string? Note { get; set; }
}

internal sealed class NetworkRuleResource : IResource<NetworkRule>
{
    public void Define(ResourceBuilder<NetworkRule> resource)
    {
        resource.InControlPlane().Icon("shield").Sort("-created_at").Title(rule => rule.Network)
            .Columns(rule => rule.Action, rule => rule.Network, rule => rule.Country, rule => rule.Active, rule => rule.Note)
            .Filters(rule => rule.Action, rule => rule.Active)
            .Rule(IsReadable)
            .BeforeWrite<WhenNetworkRulesChange>();
        resource.Field(rule => rule.Action).Options(new("deny", "Refuse", "red"), new("allow", "Allow", "green")).Default(NetworkAction.Deny)
            .Hint("Where anything is allowed by name, everything else is refused.");
        resource.Field(rule => rule.Network).Searchable().Max(50).Hint("An address or network such as 203.0.113.0/24. It decides before any country.");
        resource.Field(rule => rule.Country).Max(2).Hint("Two letters, such as DE.");
        resource.Field(rule => rule.Active).Default(true);
        resource.Field(rule => rule.Note).Max(500);
    }

    private static Error? IsReadable(NetworkRule rule)
    {
        if (string.IsNullOrEmpty(rule.Network) == string.IsNullOrEmpty(rule.Country))
            return LimitErrors.NetworkOrCountry;
        if (!string.IsNullOrEmpty(rule.Network))
            return Networks.TryParse(rule.Network, out _) ? null : LimitErrors.NotANetwork;
        return rule.Country is { Length: 2 } country && country.All(char.IsAsciiLetterUpper) ? null : LimitErrors.NotACountry;
    }
}
