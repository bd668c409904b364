using System.CommandLine;
using System.Text.Json.Nodes;

namespace Ashlar.Cli.Commands;

/// <summary>What the operator does with tenants.</summary>
internal static class TenantCommands
{
    public const string Path = "api/v1/platform/tenants";

    private static readonly Argument<string> _code = Root.Word("code", "Code or id of the tenant");
    private static readonly Option<string> _name = new("--name") { Description = "What people call it", Required = true };
    private static readonly Option<string> _adminEmail = new("--admin-email") { Description = "Who administers it", Required = true };
    private static readonly Option<string> _adminName = new("--admin-name") { Description = "The administrator's name", Required = true };
    private static readonly Option<string?> _isolation = new("--isolation") { Description = "shared, schema or database" };
    private static readonly Option<string[]> _app = new("--app") { Description = "An app to subscribe to; repeat for more" };
    private static readonly Option<string> _reason = new("--reason") { Description = "Why; it is shown and kept", Required = true };
    private static readonly Argument<string> _module = Root.Word("module", "Id of the app");
    private static readonly Option<string> _plan = new("--plan") { Description = "Id of the plan", Required = true };

    public static Command Build() => new Command("tenant", "Organisations, for the operator").With(
        new Command("list", "List tenants").Act(List),
        new Command("show", "Read a tenant and its subscriptions").With(_code).Act(Show),
        new Command("create", "Create a tenant with its administrator").With(Root.Word("code", "Its code: small letters, digits, hyphens"), _name, _adminEmail, _adminName, _isolation, _app).Act(Create),
        new Command("suspend", "Stop a tenant; its data is kept").With(_code, _reason).Act((session, cancel) => Run(session, "suspend", new JsonObject { ["reason"] = session.Parsed.GetValue(_reason) }, $"Suspend {session.Parsed.GetValue(_code)}?", cancel)),
        new Command("reactivate", "Let a suspended tenant work again").With(_code).Act((session, cancel) => Run(session, "reactivate", [], null, cancel)),
        new Command("subscribe", "Subscribe a tenant to an app").With(_code, _module, _plan).Act((session, cancel) => Run(session, "subscribe", new JsonObject { ["module"] = session.Parsed.GetValue(_module), ["plan"] = session.Parsed.GetValue(_plan) }, null, cancel)),
        new Command("unsubscribe", "End a tenant's subscription; its data is kept").With(_code, _module).Act((session, cancel) =>
            Run(session, "unsubscribe", new JsonObject { ["module"] = session.Parsed.GetValue(_module) }, $"End the subscription of {session.Parsed.GetValue(_code)} to {session.Parsed.GetValue(_module)}?", cancel)));

    private static async Task<int> List(Session session, CancellationToken cancel)
    {
        var tenants = await Rows.List(session.Api, Path, [("sort", "code")], 10_000, cancel);
        session.Data.Many(session.Data.IsJson ? tenants : [.. tenants.Select(DataWriter.Flat)], ["code", "name", "status", "isolation", "id"]);
        return ExitCode.Ok;
    }

    private static async Task<int> Show(Session session, CancellationToken cancel)
    {
        var id = await Rows.Id(session.Api, Path, "code", session.Parsed.GetRequiredValue(_code), cancel);
        var tenant = (JsonObject)(await session.Api.Get($"{Path}/{id}", cancel))["data"]!.DeepClone();
        var subscriptions = (await session.Api.Get($"{Path}/{id}/subscriptions", cancel))["data"]!.AsArray();
        tenant["attributes"]!["subscriptions"] = new JsonArray([.. subscriptions.Select(one => one!["attributes"]!.DeepClone())]);
        session.Data.One(session.Data.IsJson ? tenant : DataWriter.Flat(tenant));
        return ExitCode.Ok;
    }

    private static async Task<int> Create(Session session, CancellationToken cancel)
    {
        var parsed = session.Parsed;
        var body = new JsonObject
        {
            ["code"] = parsed.GetRequiredValue<string>("code"),
            ["name"] = parsed.GetValue(_name),
            ["admin_email"] = parsed.GetValue(_adminEmail),
            ["admin_name"] = parsed.GetValue(_adminName),
            ["apps"] = new JsonArray([.. (parsed.GetValue(_app) ?? []).Select(app => (JsonNode)app)]),
        };
        if (parsed.GetValue(_isolation) is { } isolation)
            body["isolation"] = isolation;
        var answer = await session.Api.Write(HttpMethod.Post, Path, body, cancel);
        RowCommands.Show(session, answer);
        if (answer?["data"]!["attributes"]!["provisioning"] is JsonObject made && (string?)made["state"] == "failed")
            throw new Failure(ExitCode.Failed, "provisioning_failed", "The tenant could not be made; what was made of it is gone again. The steps say why.");
        return ExitCode.Ok;
    }

    private static async Task<int> Run(Session session, string command, JsonObject body, string? question, CancellationToken cancel)
    {
        var id = await Rows.Id(session.Api, Path, "code", session.Parsed.GetRequiredValue(_code), cancel);
        if (question is not null)
            session.Talk.Confirm(question);
        RowCommands.Show(session, await session.Api.Write(HttpMethod.Post, $"{Path}/{id}/{command}", body, cancel));
        return ExitCode.Ok;
    }
}
