using System.CommandLine;
using System.Text.Json.Nodes;

namespace Ashlar.Cli.Commands.Security;

/// <summary>Key ring, secrets, compliance report and emergency access.</summary>
internal static class SecurityCommands
{
    private const string Keys = "api/v1/security/keys";
    private const string Secrets = "api/v1/security/secrets";
    private const string Emergencies = "api/v1/security/break_glass";

    private static readonly Argument<string> _name = Root.Word("name", "Name of the secret, such as smtp-password");
    private static readonly Argument<string> _id = Root.Word("id", "Id");
    private static readonly Option<string> _reason = new("--reason") { Description = "Why; it is put on record", Required = true };
    private static readonly Option<string?> _value = new("--value") { Description = "The value; without it, it is read from standard input" };
    private static readonly Option<string?> _description = new("--description") { Description = "What it is for" };
    private static readonly Option<int?> _lease = new("--lease") { Description = "Seconds for which the version before stays usable" };
    private static readonly Option<int?> _version = new("--version-number") { Description = "Another version than the current one" };
    private static readonly Option<int?> _minutes = new("--minutes") { Description = "How long, 60 unless stated" };
    private static readonly Option<string> _code = new("--code") { Description = "The organisation's code, so that it is the one you mean", Required = true };

    public static IEnumerable<Command> All() =>
    [
        new Command("key-ring", "Keys that encrypt data").With(
            new Command("list", "List the organisation's keys").Act((session, cancel) => List(session, Keys, ["kind", "number", "state", "root", "created_at", "retired_at"], cancel)),
            new Command("rotate", "Make a new key and seal everything with it; --wait until it is done").Act(Rotate),
            new Command("root", "Show the root key that wraps the others").Act((session, cancel) => One(session, HttpMethod.Get, "api/v1/platform/keys", null, cancel)),
            new Command("rewrap", "Wrap every key with the current root key").Act((session, cancel) => One(session, HttpMethod.Post, "api/v1/platform/keys/rewrap", [], cancel)),
            new Command("destroy", "Destroy the keys of an organisation for good").With(_id, _code, _reason).Act((session, cancel) => One(session, HttpMethod.Post, $"api/v1/platform/tenants/{Escaped(session, _id)}/keys/destroy",
                new JsonObject { ["code"] = session.Parsed.GetValue(_code), ["reason"] = session.Parsed.GetValue(_reason) }, cancel))),
        new Command("secret", "Secrets of the organisation").With(
            new Command("list", "List secrets").Act((session, cancel) => List(session, Secrets, ["name", "version", "description", "updated_at", "updated_by"], cancel)),
            new Command("show", "Show what is known about a secret").With(_name).Act((session, cancel) => One(session, HttpMethod.Get, $"{Secrets}/{Escaped(session, _name)}", null, cancel)),
            new Command("set", "Set a secret").With(_name, _value, _description, _lease).Act(Set),
            new Command("reveal", "Read the value of a secret").With(_name, _reason, _version).Act((session, cancel) => One(session, HttpMethod.Post, $"{Secrets}/{Escaped(session, _name)}/reveal",
                new JsonObject { ["reason"] = session.Parsed.GetValue(_reason), ["version"] = session.Parsed.GetValue(_version) }, cancel)),
            new Command("rollback", "Make an earlier version current again").With(_name, _version).Act((session, cancel) => One(session, HttpMethod.Post, $"{Secrets}/{Escaped(session, _name)}/rollback", new JsonObject { ["version"] = session.Parsed.GetValue(_version) }, cancel)),
            new Command("delete", "Delete a secret").With(_name).Act(async (session, cancel) =>
            {
                await session.Api.Write(HttpMethod.Delete, $"{Secrets}/{Escaped(session, _name)}", null, cancel);
                return ExitCode.Ok;
            })),
        new Command("compliance", "Safeguards").With(new Command("report", "Check every control now; fails when one does").Act(Report)),
        new Command("break-glass", "Emergency access to health information").With(
            new Command("list", "List emergency access").Act((session, cancel) => List(session, Emergencies, ["user_name", "reason", "started_at", "expires_at", "active"], cancel)),
            new Command("begin", "Take clearance in an emergency").With(_reason, _minutes).Act((session, cancel) => One(session, HttpMethod.Post, Emergencies, new JsonObject { ["reason"] = session.Parsed.GetValue(_reason), ["minutes"] = session.Parsed.GetValue(_minutes) }, cancel)),
            new Command("end", "End it").With(_id).Act((session, cancel) => One(session, HttpMethod.Post, $"{Emergencies}/{Escaped(session, _id)}/end", [], cancel))),
    ];

    private static string Escaped(Session session, Argument<string> argument) => Uri.EscapeDataString(session.Parsed.GetRequiredValue(argument));

    private static async Task<int> List(Session session, string path, string[] columns, CancellationToken cancel)
    {
        List<JsonObject> items = [.. (await session.Api.Get(path, cancel))["data"]!.AsArray().Select(item => (JsonObject)item!.DeepClone())];
        session.Data.Many(session.Data.IsJson ? items : [.. items.Select(DataWriter.Flat)], columns);
        return ExitCode.Ok;
    }

    private static async Task<int> One(Session session, HttpMethod method, string path, JsonObject? body, CancellationToken cancel)
    {
        var answer = method == HttpMethod.Get ? await session.Api.Get(path, cancel) : await session.Api.Write(method, path, body, cancel);
        RowCommands.Show(session, answer);
        return ExitCode.Ok;
    }

    private static async Task<int> Rotate(Session session, CancellationToken cancel)
    {
        var queued = await session.Api.Write(HttpMethod.Post, $"{Keys}/rotate", new JsonObject(), cancel);
        return queued is null ? ExitCode.Ok : await JobCommands.Show(session, (string)queued["data"]!["id"]!, cancel);
    }

    private static async Task<int> Set(Session session, CancellationToken cancel)
    {
        // A value on the command line ends up in histories, so standard input is the usual way.
        var value = session.Parsed.GetValue(_value) ?? (await Console.In.ReadToEndAsync(cancel)).TrimEnd('\r', '\n');
        return await One(session, HttpMethod.Put, $"{Secrets}/{Escaped(session, _name)}", new JsonObject { ["value"] = value, ["description"] = session.Parsed.GetValue(_description), ["lease_seconds"] = session.Parsed.GetValue(_lease) }, cancel);
    }

    private static async Task<int> Report(Session session, CancellationToken cancel)
    {
        List<JsonObject> controls = [.. (await session.Api.Get("api/v1/security/compliance", cancel))["data"]!.AsArray().Select(item => (JsonObject)item!.DeepClone())];
        session.Data.Many(session.Data.IsJson ? controls : [.. controls.Select(DataWriter.Flat)], ["status", "title", "evidence", "safeguard"]);
        return controls.Any(control => (string?)control["attributes"]!["status"] == "fail") ? ExitCode.Failed : ExitCode.Ok;
    }
}
