namespace Ashlar.Core.Modules;

/// <summary>What a tenant has bought of one module. Features and limits here are added to, and override, those of the plan.</summary>
internal sealed record Subscription(string Module, string Plan, string Status, DateTimeOffset StartsAt, DateTimeOffset? EndsAt, IReadOnlyList<string> Features, IReadOnlyDictionary<string, long> Limits)
{
    public const string Active = "active";
    public const string Expired = "expired";
    public const string Cancelled = "cancelled";
    public const string Pending = "pending";

    /// <summary>The status that holds at a moment: a start or end that has come counts before anybody writes it down.</summary>
    public string StatusAt(DateTimeOffset now) => Status != Active ? Status : EndsAt <= now ? Expired : StartsAt > now ? Pending : Active;
}
