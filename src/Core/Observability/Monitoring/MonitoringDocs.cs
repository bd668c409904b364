using System.Text.Json.Nodes;
using Ashlar.Core.Http.OpenApi;

namespace Ashlar.Core.Observability.Monitoring;

/// <summary>What the API document says about figures of the installation.</summary>
internal static class MonitoringDocs
{
    private static JsonObject Duration() => Schema.Number().OrNull();

    private static JsonObject Numbers() => Schema.Object(
        ("people", Schema.Integer(0)), ("people_active", Schema.Integer(0)), ("apps", Schema.Integer(0)), ("requests", Schema.Integer(0)), ("errors", Schema.Integer(0)), ("p95", Duration()),
        ("jobs_waiting", Schema.Integer(0)), ("jobs_failed", Schema.Integer(0)), ("events_waiting", Schema.Integer(0)), ("events_dead", Schema.Integer(0)),
        ("webhooks_waiting", Schema.Integer(0)), ("webhooks_dead", Schema.Integer(0)), ("files", Schema.Integer(0)), ("file_bytes", Schema.Integer(0)));

    public static readonly ApiRoute Observe = new("platform.observability", "See how the installation does")
    {
        Description = "Requests per minute and class over all hosts, queues, hosts, broken promises and uptime. Durations are in milliseconds, shares from 0 to 1. This host's own figures are of this second, those of others of the second before.",
        Query = [("minutes?", Schema.Integer(5, 1_440), "How far back; 60 unless stated.")],
        Answer = ("platform.observability", Schema.Object(
            ("at", Schema.Moment()),
            ("minutes", Schema.List(Schema.Object(("at", Schema.Moment()), ("requests", Schema.Integer(0)), ("errors", Schema.Integer(0)), ("per_second", Schema.Number()), ("p50", Duration()), ("p95", Duration()), ("p99", Duration())))),
            ("classes", Schema.List(Schema.Object(("class", Schema.Text()), ("requests", Schema.Integer(0)), ("errors", Schema.Integer(0)), ("p50", Duration()), ("p95", Duration()), ("p99", Duration())))),
            ("queues", Schema.Map(Schema.Number())),
            ("hosts", Schema.List(Schema.Object(
                ("host", Schema.Text()), ("seen_at", Schema.Moment()), ("started_at", Schema.Moment()), ("version", Schema.Text()), ("state", Schema.Text()), ("cpu", Schema.Number()), ("memory", Schema.Integer(0)),
                ("connections_used", Schema.Integer(0)), ("connections_idle", Schema.Integer(0)), ("requests_running", Schema.Integer(0)), ("silent", Schema.Flag())))),
            ("samples", Schema.List(Schema.Object(("minute", Schema.Moment()), ("host", Schema.Text()), ("cpu", Schema.Number()), ("memory", Schema.Integer(0)), ("connections_used", Schema.Integer(0)), ("connections_idle", Schema.Integer(0))))),
            ("breaches", Schema.List(Schema.Object(
                ("tenant_id", Schema.Uuid()), ("code", Schema.Text()), ("name", Schema.Text()), ("objective", Schema.Enum("availability", "latency")), ("since", Schema.Moment()), ("until", Schema.Moment().OrNull()), ("promised", Schema.Number()), ("measured", Schema.Number())))),
            ("uptime", Schema.Object(
                ("since", Schema.Moment().OrNull()), ("minutes", Schema.Integer(0)), ("minutes_up", Schema.Integer(0)), ("target_percent", Schema.Number()), ("percent", Schema.Number().OrNull()),
                ("budget_minutes", Schema.Number()), ("spent_minutes", Schema.Integer(0)), ("left_minutes", Schema.Number()))))),
    };

    public static readonly ApiRoute Monitor = new("platform.monitoring", "See how each organisation does")
    {
        Description = "Figures of every organisation and their totals, which are the sums of the parts. A line without code holds requests of nobody's organisation, or of one that is gone. Service compares what was measured with what the settings sla.* promise.",
        Query = [("hours?", Schema.Integer(1, 8_784), "How far back requests and failed jobs are counted; 24 unless stated.")],
        Answer = ("platform.monitoring", Schema.Object(
            ("hours", Schema.Integer(1)), ("totals", Numbers()),
            ("tenants", Schema.List(Schema.Object(
                ("id", Schema.Uuid()), ("code", Schema.Text().OrNull()), ("name", Schema.Text().OrNull()), ("status", Schema.Text().OrNull()), ("figures", Numbers()),
                ("service", Schema.Object(
                    ("hours", Schema.Integer(1)), ("requests", Schema.Integer(0)), ("promised_availability", Schema.Number()), ("availability", Schema.Number().OrNull()), ("promised_p95", Schema.Number()), ("p95", Duration()),
                    ("measured", Schema.Flag()), ("misses_availability", Schema.Flag()), ("misses_latency", Schema.Flag())).OrNull())))))),
    };
}
