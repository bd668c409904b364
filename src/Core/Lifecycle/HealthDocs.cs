using System.Text.Json.Nodes;
using Ashlar.Core.Http.OpenApi;

namespace Ashlar.Core.Lifecycle;

/// <summary>What the API document says about probes; each answers 503 when it is not well.</summary>
internal static class HealthDocs
{
    public static readonly ApiRoute Live = new("health.live", "Ask whether the process lives") { Bare = ("application/json", Schema.Object(("status", Schema.Enum("live", "failed")))) };

    public static readonly ApiRoute Ready = new("health.ready", "Ask whether to send requests here")
    {
        Bare = ("application/json", Schema.Object(("status", Schema.Enum("ready", "not_ready")), ("state", Schema.Text()), ("checks", Checks()))),
    };

    public static readonly ApiRoute Startup = new("health.startup", "Ask whether to wait longer")
    {
        Bare = ("application/json", Schema.Object(("status", Schema.Enum("started", "starting", "failed")), ("total_ms?", Schema.Number()), ("tasks", Schema.List(Schema.Object(
            ("phase", Schema.Text()), ("name", Schema.Text()), ("critical", Schema.Flag()), ("status", Schema.Enum("ok", "failed")), ("ms", Schema.Number())))))),
    };

    public static readonly ApiRoute All = new("health.get", "Read the health of every part")
    {
        Bare = ("application/json", Schema.Object(("status", Schema.Enum("healthy", "degraded", "unhealthy")), ("state", Schema.Text()), ("version", Schema.Text()), ("checks", Checks()))),
    };

    private static JsonObject Checks() => Schema.List(Schema.Object(("name", Schema.Text()), ("status", Schema.Enum("healthy", "unhealthy")), ("critical", Schema.Flag()), ("ms", Schema.Number())));
}
