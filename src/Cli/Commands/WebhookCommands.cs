using System.CommandLine;
using System.Text.Json.Nodes;

namespace Ashlar.Cli.Commands;

/// <summary>Telling other systems of events: endpoints, what was sent to them, and sending it again.</summary>
internal static class WebhookCommands
{
    private const string Endpoints = "api/v1/webhooks/endpoints";
    private const string Deliveries = "api/v1/webhooks/deliveries";

    private static readonly Argument<string> _id = Root.Word("id", "Id or URL of the endpoint");
    private static readonly Argument<string> _delivery = Root.Word("delivery", "Id of the delivery");
    private static readonly Option<string[]> _event = new("--event") { Description = "An event such as crm.deal_won, or crm.*; repeat for more", Required = true };
    private static readonly Option<string?> _description = new("--description") { Description = "What it is for" };
    private static readonly Option<string[]> _header = new("--header") { Description = "A header to send, as name=value; repeat for more" };
    private static readonly Option<int> _overlap = new("--overlap-hours") { Description = "For so long the old secret signs too", DefaultValueFactory = _ => 24 };
    private static readonly Option<string?> _state = new("--state") { Description = "waiting, delivered or dead" };
    private static readonly Option<DateTimeOffset> _from = new("--from") { Description = "Since when", Required = true };
    private static readonly Option<DateTimeOffset?> _to = new("--to") { Description = "Until when; now when missing" };
    private static readonly Option<bool> _all = new("--all") { Description = "Delivered events too, not only those given up" };

    public static Command Build() => new Command("webhook", "Webhooks to other systems").With(
        new Command("list", "List endpoints").Act(List),
        new Command("events", "List the events an endpoint may ask for").Act(async (session, cancel) => Many(session, await Items(session, "api/v1/webhooks/event_types", cancel), ["id", "label", "fields"])),
        new Command("create", "Make an endpoint; prints its secret this once").With(Root.Word("url", "Where events are sent"), _event, _description, _header).Act(Create),
        new Command("enable", "Send to an endpoint again").With(_id).Act((session, cancel) => Change(session, enabled: true, cancel)),
        new Command("disable", "Send nothing to an endpoint; what waits is kept").With(_id).Act((session, cancel) => Change(session, enabled: false, cancel)),
        new Command("rotate", "Make a new secret; prints it this once").With(_id, _overlap).Act((session, cancel) => Run(session, "rotate", new JsonObject { ["overlap_hours"] = session.Parsed.GetValue(_overlap) }, cancel)),
        new Command("test", "Send a test").With(_id).Act((session, cancel) => Run(session, "test", [], cancel)),
        new Command("log", "List what was sent to an endpoint").With(_id, _state).Act(Log),
        new Command("attempts", "Read the attempts of a delivery").With(_delivery).Act(async (session, cancel) =>
            Many(session, await Items(session, $"{Deliveries}/{Uri.EscapeDataString(session.Parsed.GetRequiredValue(_delivery))}/attempts", cancel), ["id", "at", "status", "milliseconds", "error", "response"])),
        new Command("resend", "Send one event again").With(_delivery).Act(async (session, cancel) =>
        {
            RowCommands.Show(session, await session.Api.Write(HttpMethod.Post, $"{Deliveries}/{Uri.EscapeDataString(session.Parsed.GetRequiredValue(_delivery))}/resend", new JsonObject(), cancel));
            return ExitCode.Ok;
        }),
        new Command("replay", "Send the events of a range again").With(_id, _from, _to, _all).Act((session, cancel) =>
            Run(session, "replay", Range(session, session.Parsed.GetValue(_all) ? "all" : "dead"), cancel)));

    /// <summary>The body of a replay: since when, until when, and which.</summary>
    public static JsonObject Range(Session session, string only, Option<DateTimeOffset>? from = null, Option<DateTimeOffset?>? to = null)
    {
        var body = new JsonObject { ["from"] = session.Parsed.GetValue(from ?? _from).ToUniversalTime(), ["only"] = only };
        if (session.Parsed.GetValue(to ?? _to) is { } end)
            body["to"] = end.ToUniversalTime();
        return body;
    }

    /// <summary>What a query answers, item by item.</summary>
    public static async Task<List<JsonObject>> Items(Session session, string path, CancellationToken cancel) =>
        [.. (await session.Api.Get(path, cancel))["data"]!.AsArray().Select(item => (JsonObject)item!.DeepClone())];

    public static int Many(Session session, List<JsonObject> rows, IReadOnlyList<string> columns)
    {
        session.Data.Many(session.Data.IsJson ? rows : [.. rows.Select(DataWriter.Flat)], [.. columns]);
        return ExitCode.Ok;
    }

    private static async Task<int> List(Session session, CancellationToken cancel) =>
        Many(session, await Rows.List(session.Api, Endpoints, [("sort", "created_at")], 1000, cancel), ["id", "url", "events", "enabled", "disabled_reason"]);

    private static async Task<int> Create(Session session, CancellationToken cancel)
    {
        var headers = new JsonObject();
        foreach (var header in session.Parsed.GetValue(_header) ?? [])
        {
            var at = header.IndexOf('=', StringComparison.Ordinal);
            if (at < 1)
                throw Failure.Usage($"'{header}' is no header such as X-Key=value.");
            headers[header[..at]] = header[(at + 1)..];
        }

        var body = new JsonObject
        {
            ["url"] = session.Parsed.GetRequiredValue<string>("url"),
            ["events"] = new JsonArray([.. session.Parsed.GetRequiredValue(_event).Select(one => (JsonNode)one)]),
            ["description"] = session.Parsed.GetValue(_description),
            ["headers"] = headers,
        };
        RowCommands.Show(session, await session.Api.Write(HttpMethod.Post, $"{Endpoints}/create", body, cancel));
        session.Talk.Say("Keep the secret: it is not shown again.");
        return ExitCode.Ok;
    }

    private static async Task<int> Change(Session session, bool enabled, CancellationToken cancel)
    {
        RowCommands.Show(session, await session.Api.Write(HttpMethod.Patch, $"{Endpoints}/{await Id(session, cancel)}", new JsonObject { ["enabled"] = enabled }, cancel));
        return ExitCode.Ok;
    }

    private static async Task<int> Run(Session session, string command, JsonObject body, CancellationToken cancel)
    {
        RowCommands.Show(session, await session.Api.Write(HttpMethod.Post, $"{Endpoints}/{await Id(session, cancel)}/{command}", body, cancel));
        return ExitCode.Ok;
    }

    private static async Task<int> Log(Session session, CancellationToken cancel)
    {
        List<(string, string)> query = [("filter[endpoint_id]", await Id(session, cancel))];
        if (session.Parsed.GetValue(_state) is { } state)
            query.Add(("filter[state]", state));
        return Many(session, await Rows.List(session.Api, Deliveries, query, 100, cancel), ["id", "type", "state", "status", "attempts", "next_at", "created_at"]);
    }

    private static Task<string> Id(Session session, CancellationToken cancel) => Rows.Id(session.Api, Endpoints, "url", session.Parsed.GetRequiredValue(_id), cancel);
}
