using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Ashlar.Cli.Commands.Security;

/// <summary>API keys: one's own, those of integrations and, for the operator, of modules.</summary>
internal static class KeyCommands
{
    private const string Mine = "api/v1/keys/mine";
    private const string Keys = "api/v1/keys/api_keys";

    private static readonly string[] _columns = ["name", "kind", "module_name", "environment", "status", "prefix", "last_used_at", "expires_at", "id"];

    private static readonly Argument<string> _name = Root.Word("name", "What the key is for");
    private static readonly Argument<string> _key = Root.Word("key", "Name or id of the key");
    private static readonly Option<string[]> _scope = new("--scope") { Description = "A permission it may use; repeat for more" };
    private static readonly Option<string> _environment = new("--env") { Description = "dev, staging or prod", DefaultValueFactory = _ => "dev" };
    private static readonly Option<string?> _module = new("--module") { Description = "A module it belongs to, for the operator and the module's developers" };
    private static readonly Option<bool> _integration = new("--integration") { Description = "It belongs to an integration and not to me" };
    private static readonly Option<string?> _owner = new("--for") { Description = "Id of an integration that exists" };
    private static readonly Option<string[]> _ip = new("--allow-ip") { Description = "A network it may be used from, such as 203.0.113.0/24; repeat for more" };
    private static readonly Option<string[]> _tenants = new("--only") { Description = "Code of an organisation a module's key reaches; repeat for more" };
    private static readonly Option<string?> _expires = new("--expires") { Description = "Its end: a moment, a number of days such as 90d, or never" };
    private static readonly Option<int> _overlap = new("--overlap-hours") { Description = "How long the old secret works on", DefaultValueFactory = _ => 24 };
    private static readonly Option<bool> _all = new("--all") { Description = "Everybody's keys" };

    public static Command Build() => new Command("key", "API keys").With(
        new Command("create", "Make a key; its secret is printed once").With(_name, _scope, _environment, _module, _integration, _owner, _ip, _tenants, _expires).Act(Create),
        new Command("list", "List my keys").With(_all).Act(List),
        new Command("rotate", "Give a key a new secret, printed once").With(_key, _overlap).Act(Rotate),
        new Command("revoke", "End a key at once").With(_key).Act(Revoke),
        new Command("approve", "Let a key for production work").With(_key).Act((session, cancel) => Decide(session, "approve", cancel)),
        new Command("refuse", "Turn down a key for production").With(_key).Act((session, cancel) => Decide(session, "refuse", cancel)));

    private static async Task<int> Create(Session session, CancellationToken cancel)
    {
        var parsed = session.Parsed;
        var body = new JsonObject { ["name"] = parsed.GetValue(_name), ["environment"] = parsed.GetValue(_environment) };
        List(body, "scopes", parsed.GetValue(_scope));
        List(body, "allowed_ips", parsed.GetValue(_ip));
        List(body, "tenants", parsed.GetValue(_tenants));
        if (parsed.GetValue(_module) is { } module)
            body["module_name"] = module;
        if (parsed.GetValue(_owner) is { } owner)
            body["owner_id"] = owner;
        Expires(body, parsed.GetValue(_expires));

        var others = parsed.GetValue(_integration) || body.ContainsKey("owner_id") || (body.ContainsKey("module_name") && await Operates(session, cancel));
        Print(session, await session.Api.Write(HttpMethod.Post, others ? Keys : Mine, body, cancel));
        return ExitCode.Ok;
    }

    private static async Task<int> List(Session session, CancellationToken cancel)
    {
        var keys = session.Parsed.GetValue(_all)
            ? await Rows.List(session.Api, Keys, [], 10_000, cancel)
            : [.. ((JsonArray)(await session.Api.Get(Mine, cancel))["data"]!).Select(row => (JsonObject)row!)];
        session.Data.Many(session.Data.IsJson ? keys : [.. keys.Select(DataWriter.Flat)], _columns);
        return ExitCode.Ok;
    }

    private static async Task<int> Rotate(Session session, CancellationToken cancel)
    {
        var (path, _) = await Find(session, cancel);
        Print(session, await session.Api.Write(HttpMethod.Post, $"{path}/rotate", new JsonObject { ["overlap_hours"] = session.Parsed.GetValue(_overlap) }, cancel));
        return ExitCode.Ok;
    }

    private static async Task<int> Revoke(Session session, CancellationToken cancel)
    {
        var (path, key) = await Find(session, cancel);
        session.Talk.Confirm($"Revoke {key["attributes"]!["name"]}? Whatever uses it is refused from its next call on.");
        RowCommands.Show(session, await session.Api.Write(HttpMethod.Post, $"{path}/revoke", new JsonObject(), cancel));
        return ExitCode.Ok;
    }

    private static async Task<int> Decide(Session session, string verb, CancellationToken cancel)
    {
        var id = await Rows.Id(session.Api, Keys, "name", session.Parsed.GetRequiredValue(_key), cancel);
        RowCommands.Show(session, await session.Api.Write(HttpMethod.Post, $"{Keys}/{id}/{verb}", new JsonObject(), cancel));
        return ExitCode.Ok;
    }

    /// <summary>One of my own keys, or else one of everybody's.</summary>
    private static async Task<(string Path, JsonObject Key)> Find(Session session, CancellationToken cancel)
    {
        var wanted = session.Parsed.GetRequiredValue(_key);
        var mine = ((JsonArray)(await session.Api.Get(Mine, cancel))["data"]!).Select(row => (JsonObject)row!)
            .Where(row => (string?)row["id"] == wanted || ((string?)row["attributes"]!["name"] == wanted && (string?)row["attributes"]!["status"] is "active" or "pending")).ToList();
        if (mine.Count > 1)
            throw new Failure(ExitCode.Conflict, "ambiguous", $"{mine.Count} of your keys are called {wanted}. Name the id.");
        if (mine is [var only])
            return ($"{Mine}/{only["id"]}", only);
        var id = await Rows.Id(session.Api, Keys, "name", wanted, cancel);
        return ($"{Keys}/{id}", (JsonObject)(await session.Api.Get($"{Keys}/{id}", cancel))["data"]!);
    }

    private static async Task<bool> Operates(Session session, CancellationToken cancel) => (bool)(await session.Api.Get("api/v1/keys/options", cancel))["data"]!["attributes"]!["module_keys"]!;

    private static void Print(Session session, JsonNode? answer)
    {
        if (answer?["data"] is not { } key)
            return;
        session.Data.One(session.Data.IsJson ? (JsonObject)key : DataWriter.Flat(key));
        session.Talk.Say((string?)key["attributes"]!["status"] == "pending"
            ? "Keep the secret now: it is not shown again. The key works once somebody has approved it."
            : "Keep the secret now: it is not shown again.");
    }

    private static void List(JsonObject body, string name, string[]? values)
    {
        if (values is { Length: > 0 })
            body[name] = new JsonArray([.. values.Select(value => (JsonNode)value)]);
    }

    private static void Expires(JsonObject body, string? text)
    {
        if (text is null)
            return;
        if (text == "never")
            body["never_expires"] = true;
        else if (text.EndsWith('d') && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var days))
            body["expires_at"] = TimeProvider.System.GetUtcNow().AddDays(days).ToString("O", CultureInfo.InvariantCulture);
        else if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
            body["expires_at"] = moment.ToString("O", CultureInfo.InvariantCulture);
        else
            throw Failure.Usage($"'{text}' is no moment, no number of days such as 90d and not never.");
    }
}
