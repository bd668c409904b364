using System.CommandLine;
using System.Text.Json.Nodes;

namespace Ashlar.Cli.Commands;

/// <summary>How the installation does, for its operator.</summary>
internal static class PlatformCommands
{
    private static readonly Option<int> _hours = new("--hours") { Description = "How far back requests count, 24 unless stated", DefaultValueFactory = _ => 24 };
    private static readonly Option<int> _minutes = new("--minutes") { Description = "How far back, 60 unless stated", DefaultValueFactory = _ => 60 };

    public static IEnumerable<Command> All() =>
    [
        new Command("diagnostics", "Look at everything the installation rests on; fails when something does").Act(Diagnose),
        new Command("monitoring", "Figures of every organisation and their totals").With(_hours).Act(Monitor),
        new Command("observe", "Requests, queues, hosts and uptime").With(_minutes).Act(Observe),
    ];

    private static async Task<int> Diagnose(Session session, CancellationToken cancel)
    {
        List<JsonObject> found = [.. (await session.Api.Get("api/v1/platform/diagnostics", cancel))["data"]!.AsArray().Select(item => (JsonObject)item!.DeepClone())];
        session.Data.Many(session.Data.IsJson ? found : [.. found.Select(DataWriter.Flat)], ["state", "title", "seen", "remedy"]);
        return found.Any(one => (string?)one["attributes"]!["state"] == "failed") ? ExitCode.Failed : ExitCode.Ok;
    }

    private static async Task<int> Monitor(Session session, CancellationToken cancel)
    {
        var answer = await session.Api.Get($"api/v1/platform/monitoring?hours={session.Parsed.GetValue(_hours)}", cancel);
        if (session.Data.IsJson)
        {
            session.Data.One((JsonObject)answer["data"]!.DeepClone());
            return ExitCode.Ok;
        }

        var all = answer["data"]!["attributes"]!;
        session.Data.Many([.. all["tenants"]!.AsArray().Select(tenant => Line((string?)tenant!["code"] ?? "(none)", tenant["figures"]!, tenant["service"])), Line("total", all["totals"]!, null)],
            ["organisation", "people", "active", "requests", "errors", "p95_ms", "jobs", "events", "webhooks", "files", "promise"]);
        return ExitCode.Ok;
    }

    private static JsonObject Line(string code, JsonNode figures, JsonNode? service) => new()
    {
        ["organisation"] = code, ["people"] = figures["people"]!.DeepClone(), ["active"] = figures["people_active"]!.DeepClone(), ["requests"] = figures["requests"]!.DeepClone(), ["errors"] = figures["errors"]!.DeepClone(), ["p95_ms"] = figures["p95"]?.DeepClone(),
        ["jobs"] = figures["jobs_waiting"]!.DeepClone(), ["events"] = figures["events_waiting"]!.DeepClone(), ["webhooks"] = figures["webhooks_waiting"]!.DeepClone(), ["files"] = figures["files"]!.DeepClone(),
        ["promise"] = service is null ? null : (bool)service["misses_availability"]! || (bool)service["misses_latency"]! ? "broken" : (bool)service["measured"]! ? "kept" : "not measured",
    };

    private static async Task<int> Observe(Session session, CancellationToken cancel)
    {
        RowCommands.Show(session, await session.Api.Get($"api/v1/platform/observability?minutes={session.Parsed.GetValue(_minutes)}", cancel));
        return ExitCode.Ok;
    }
}
