using Ashlar.Core.Http.OpenApi;

namespace Ashlar.Core.Limits;

/// <summary>What the API document says about limits.</summary>
internal static class LimitDocs
{
    public static readonly ApiRoute Policies = new("limits.policies", "List the limits that hold for us")
    {
        Description = "Every endpoint belongs to one class; the header RateLimit-Policy of its answers names it.",
        Answer = ("limits.policy", Schema.Object(
            ("name", Schema.Text()), ("about", Schema.Text()), ("scope", Schema.Enum("address", "caller", "tenant")), ("amount", Schema.Integer(1)), ("seconds", Schema.Integer(1)),
            ("source", Schema.Enum("product", "configuration", "operator", "organisation")), ("per_host", Schema.Flag().Described("Counted by each host for itself.")))),
        Many = true,
    };

    public static readonly ApiRoute Usage = new("limits.usage", "List who uses most of a limit")
    {
        Description = "The hundred that are nearest to a limit or over it. Small use is known a moment late. Operators see everybody, others their own organisation.",
        Answer = ("limits.usage", Schema.Object(
            ("policy", Schema.Text()), ("kind", Schema.Enum("user", "key", "module", "tenant", "address").OrNull()), ("who", Schema.Text().OrNull()), ("tenant", Schema.Text().OrNull()), ("used", Schema.Integer(0)), ("most", Schema.Integer(1)),
            ("seconds", Schema.Integer(0)), ("limited", Schema.Flag()), ("refused_at", Schema.Moment().OrNull()), ("seen_at", Schema.Moment()))),
        Many = true,
    };
}
