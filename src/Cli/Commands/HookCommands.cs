using System.CommandLine;
using System.Text.Json.Nodes;

namespace Ashlar.Cli.Commands;

/// <summary>Hearing from other systems: sources, what arrived, and processing it again.</summary>
internal static class HookCommands
{
    private const string Sources = "api/v1/hooks/sources";
    private const string Requests = "api/v1/hooks/requests";

    private static readonly Argument<string> _code = Root.Word("code", "Code or id of the source");
    private static readonly Argument<string> _request = Root.Word("request", "Id of the request");
    private static readonly Option<string> _kind = new("--kind") { Description = "stripe, twilio, github, standard, basic, retell, ghl or none", Required = true };
    private static readonly Option<string?> _name = new("--name") { Description = "What people call it; the code when missing" };
    private static readonly Option<bool> _secret = new("--secret-stdin") { Description = "Read the secret from the input" };
    private static readonly Option<string?> _state = new("--state") { Description = "received, published, processed, parked, ignored or failed" };
    private static readonly Option<DateTimeOffset> _from = new("--from") { Description = "Since when", Required = true };
    private static readonly Option<DateTimeOffset?> _to = new("--to") { Description = "Until when; now when missing" };
    private static readonly Option<string> _only = new("--only") { Description = "parked, failed or all", DefaultValueFactory = _ => "parked" };

    public static Command Build() => new Command("hook", "Webhooks of other systems").With(
        new Command("list", "List sources").Act(async (session, cancel) => WebhookCommands.Many(session, await Rows.List(session.Api, Sources, [("sort", "code")], 1000, cancel), ["code", "name", "kind", "enabled", "id"])),
        new Command("create", "Make a source; prints its address").With(Root.Word("code", "Small letters, digits, - and _"), _kind, _name, _secret).Act(Create),
        new Command("address", "Read the address of a source").With(_code).Act(async (session, cancel) =>
        {
            RowCommands.Show(session, await session.Api.Get($"{Sources}/{await Id(session, cancel)}/address", cancel));
            return ExitCode.Ok;
        }),
        new Command("refusals", "Read why requests of a source were refused").With(_code).Act(async (session, cancel) =>
            WebhookCommands.Many(session, await WebhookCommands.Items(session, $"{Sources}/{await Id(session, cancel)}/refusals", cancel), ["reason", "count", "last_at"])),
        new Command("log", "List what arrived at a source").With(_code, _state).Act(Log),
        new Command("raw", "Read a request as it arrived").With(_request).Act(async (session, cancel) =>
        {
            RowCommands.Show(session, await session.Api.Get($"{Requests}/{Uri.EscapeDataString(session.Parsed.GetRequiredValue(_request))}/raw", cancel));
            return ExitCode.Ok;
        }),
        new Command("replay", "Process the requests of a range again").With(_code, _from, _to, _only).Act(async (session, cancel) =>
        {
            RowCommands.Show(session, await session.Api.Write(HttpMethod.Post, $"{Sources}/{await Id(session, cancel)}/replay", WebhookCommands.Range(session, session.Parsed.GetRequiredValue(_only), _from, _to), cancel));
            return ExitCode.Ok;
        }),
        new Command("rerun", "Process one request again").With(_request).Act(async (session, cancel) =>
        {
            RowCommands.Show(session, await session.Api.Write(HttpMethod.Post, $"{Requests}/{Uri.EscapeDataString(session.Parsed.GetRequiredValue(_request))}/replay", new JsonObject(), cancel));
            return ExitCode.Ok;
        }));

    private static async Task<int> Create(Session session, CancellationToken cancel)
    {
        var code = session.Parsed.GetRequiredValue<string>("code");
        var body = new JsonObject
        {
            ["code"] = code,
            ["name"] = session.Parsed.GetValue(_name) ?? code,
            ["kind"] = session.Parsed.GetValue(_kind),
            ["secret"] = session.Parsed.GetValue(_secret) ? (await Console.In.ReadToEndAsync(cancel)).Trim() : null,
        };
        RowCommands.Show(session, await session.Api.Write(HttpMethod.Post, $"{Sources}/create", body, cancel));
        return ExitCode.Ok;
    }

    private static async Task<int> Log(Session session, CancellationToken cancel)
    {
        List<(string, string)> query = [("filter[source_id]", await Id(session, cancel))];
        if (session.Parsed.GetValue(_state) is { } state)
            query.Add(("filter[state]", state));
        return WebhookCommands.Many(session, await Rows.List(session.Api, Requests, query, 100, cancel), ["id", "type", "state", "reason", "account", "created_at"]);
    }

    private static Task<string> Id(Session session, CancellationToken cancel) => Rows.Id(session.Api, Sources, "code", session.Parsed.GetRequiredValue(_code), cancel);
}
