using System.CommandLine;
using System.Text.Json.Nodes;

namespace Ashlar.Cli.Commands.Security;

/// <summary>How often requests may come, and from where.</summary>
internal static class LimitCommands
{
    private const string Limits = "api/v1/org/limits";
    private const string Numbers = "api/v1/platform/limits";
    private const string Rules = "api/v1/org/network_rules";

    private static readonly Argument<string> _policy = Root.Word("class", "Such as default, auth, search, bulk or admin");
    private static readonly Argument<int> _amount = new("amount") { Description = "Requests, within the class's own time" };
    private static readonly Option<string?> _for = new("--for") { Description = "Code of an organisation that shall have less than everybody" };
    private static readonly Argument<string> _action = Root.Word("action", "deny or allow");
    private static readonly Argument<string> _what = Root.Word("what", "A network such as 203.0.113.0/24, or a country such as DE");
    private static readonly Option<string?> _note = new("--note") { Description = "Why" };
    private static readonly Argument<string> _id = Root.Word("id", "Id of the rule");

    public static Command Build() => new Command("limits", "How often requests may come, and from where").With(
        new Command("show", "List classes and the numbers that hold").Act((session, cancel) => List(session, Limits, ["name", "amount", "seconds", "scope", "source"], cancel)),
        new Command("usage", "List who is near a limit or over it").Act((session, cancel) => List(session, $"{Limits}/usage", ["policy", "kind", "who", "tenant", "used", "most", "limited"], cancel)),
        new Command("set", "Set the number of a class, for the operator").With(_policy, _amount, _for).Act(Set),
        new Command("rules", "Networks and countries that may come or not").With(
            new Command("list", "List the rules").Act((session, cancel) => List(session, $"{Rules}?limit=200", ["action", "network", "country", "active", "note", "id"], cancel)),
            new Command("add", "Refuse or allow a network or country").With(_action, _what, _note).Act(Add),
            new Command("remove", "Remove a rule").With(_id).Act(async (session, cancel) =>
            {
                RowCommands.Show(session, await session.Api.Write(HttpMethod.Delete, $"{Rules}/{Uri.EscapeDataString(session.Parsed.GetRequiredValue(_id))}", null, cancel));
                return ExitCode.Ok;
            })));

    private static async Task<int> List(Session session, string path, string[] columns, CancellationToken cancel)
    {
        List<JsonObject> rows = [.. (await session.Api.Get(path, cancel))["data"]!.AsArray().Select(row => (JsonObject)row!.DeepClone())];
        session.Data.Many(session.Data.IsJson ? rows : [.. rows.Select(DataWriter.Flat)], columns);
        return ExitCode.Ok;
    }

    /// <summary>Changes the number that is set, or sets the first.</summary>
    private static async Task<int> Set(Session session, CancellationToken cancel)
    {
        var (policy, tenant) = (session.Parsed.GetRequiredValue(_policy), session.Parsed.GetValue(_for));
        var body = new JsonObject { ["amount"] = session.Parsed.GetRequiredValue(_amount) };
        var known = (await session.Api.Get($"{Numbers}?limit=200&filter[policy][eq]={Uri.EscapeDataString(policy)}", cancel))["data"]!.AsArray()
            .FirstOrDefault(row => ((string?)row!["attributes"]!["for_tenant"] ?? "") == (tenant ?? ""));
        if (known is null)
            (body["policy"], body["for_tenant"]) = (policy, tenant);
        RowCommands.Show(session, await session.Api.Write(known is null ? HttpMethod.Post : HttpMethod.Patch, known is null ? Numbers : $"{Numbers}/{known["id"]}", body, cancel));
        return ExitCode.Ok;
    }

    private static async Task<int> Add(Session session, CancellationToken cancel)
    {
        var what = session.Parsed.GetRequiredValue(_what);
        var body = new JsonObject { ["action"] = session.Parsed.GetRequiredValue(_action), [what.Length == 2 ? "country" : "network"] = what };
        if (session.Parsed.GetValue(_note) is { } note)
            body["note"] = note;
        RowCommands.Show(session, await session.Api.Write(HttpMethod.Post, Rules, body, cancel));
        return ExitCode.Ok;
    }
}
