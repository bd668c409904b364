using System.CommandLine;
using System.Text.Json.Nodes;

namespace Ashlar.Cli.Commands.Security;

/// <summary>Providers with which people sign in: of the organisation, or of the installation in the operator's.</summary>
internal static class ProviderCommands
{
    private const string Path = "api/v1/security/providers";

    /// <summary>What a change sends back as it was.</summary>
    private static readonly string[] _kept = ["name", "issuer", "client_id", "scopes", "domains", "link_existing", "first_sign_in", "role_id", "enabled"];

    private static readonly Argument<string> _provider = Root.Word("provider", "Name or id of the provider");
    private static readonly Argument<string> _name = Root.Word("name", "What the button on the sign-in page says");
    private static readonly Argument<string> _issuer = Root.Word("issuer", "Address of the issuer, such as https://accounts.google.com");
    private static readonly Option<string?> _newName = new("--name") { Description = "What the button says" };
    private static readonly Option<string?> _newIssuer = new("--issuer") { Description = "Address of the issuer" };
    private static readonly Option<string?> _client = new("--client-id") { Description = "What the provider calls this client" };
    private static readonly Option<string?> _secret = new("--client-secret") { Description = "The secret, or ${secret:name}; - reads it from standard input, '' takes it away" };
    private static readonly Option<string[]> _scope = new("--scope") { Description = "A scope to ask for; repeat for more" };
    private static readonly Option<string[]> _domain = new("--domain") { Description = "Only people with a confirmed address here get in; repeat for more" };
    private static readonly Option<bool?> _link = new("--link-existing") { Description = "Recognise people with an account by a confirmed address" };
    private static readonly Option<string?> _first = new("--first-sign-in") { Description = "What somebody without an account gets: refuse or create" };
    private static readonly Option<string?> _role = new("--role") { Description = "Code of the role of accounts that are made" };

    public static Command Build() => new Command("provider", "Providers of sign-in (OpenID Connect)").With(
        new Command("list", "List providers").Act(async (session, cancel) =>
        {
            var rows = await WebhookCommands.Items(session, Path, cancel);
            return WebhookCommands.Many(session, rows, ["id", "name", "issuer", "domains", "link_existing", "first_sign_in", "enabled"]);
        }),
        new Command("show", "Show a provider").With(_provider).Act(async (session, cancel) => Show(session, await Find(session, cancel))),
        new Command("create", "Set one up").With(_name, _issuer, _client, _secret, _scope, _domain, _link, _first, _role).Act(Create),
        new Command("update", "Change one; what is not named stays").With(_provider, _newName, _newIssuer, _client, _secret, _scope, _domain, _link, _first, _role).Act((session, cancel) => Replace(session, body => Fill(session, body, cancel), cancel)),
        new Command("enable", "Let people sign in with it again").With(_provider).Act((session, cancel) => Replace(session, body => Set(body, true), cancel)),
        new Command("disable", "Let nobody sign in with it, and end the sessions it vouched for").With(_provider).Act((session, cancel) => Replace(session, body => Set(body, false), cancel)),
        new Command("test", "Test whether it works and knows the client").With(_provider).Act(async (session, cancel) =>
            Show(session, await session.Api.Write(HttpMethod.Post, $"{Path}/{(string)(await Find(session, cancel))["data"]!["id"]!}/test", new JsonObject(), cancel))),
        new Command("probe", "Test an issuer before it is set up").With(_issuer).Act(async (session, cancel) =>
            Show(session, await session.Api.Write(HttpMethod.Post, $"{Path}/test", new JsonObject { ["issuer"] = session.Parsed.GetRequiredValue(_issuer) }, cancel))),
        new Command("delete", "Remove one, and end the sessions it vouched for").With(_provider).Act(Delete));

    private static int Show(Session session, JsonNode? answer)
    {
        RowCommands.Show(session, answer);
        return ExitCode.Ok;
    }

    private static async Task<int> Create(Session session, CancellationToken cancel)
    {
        var body = new JsonObject { ["name"] = session.Parsed.GetRequiredValue(_name), ["issuer"] = session.Parsed.GetRequiredValue(_issuer) };
        await Fill(session, body, cancel);
        return Show(session, await session.Api.Write(HttpMethod.Post, Path, body, cancel));
    }

    private static async Task<int> Replace(Session session, Func<JsonObject, Task> change, CancellationToken cancel)
    {
        var data = (await Find(session, cancel))["data"]!;
        var body = new JsonObject(_kept.Select(name => KeyValuePair.Create(name, data["attributes"]![name]?.DeepClone())));
        await change(body);
        return Show(session, await session.Api.Write(HttpMethod.Put, $"{Path}/{(string)data["id"]!}", body, cancel));
    }

    private static async Task<int> Delete(Session session, CancellationToken cancel)
    {
        var data = (await Find(session, cancel))["data"]!;
        session.Talk.Confirm($"Remove {(string)data["attributes"]!["name"]!}? Whoever signed in with it is signed out.");
        await session.Api.Write(HttpMethod.Delete, $"{Path}/{(string)data["id"]!}", null, cancel);
        return ExitCode.Ok;
    }

    private static Task Set(JsonObject body, bool enabled)
    {
        body["enabled"] = enabled;
        return Task.CompletedTask;
    }

    /// <summary>What was named on the command line.</summary>
    private static async Task Fill(Session session, JsonObject body, CancellationToken cancel)
    {
        var parsed = session.Parsed;
        foreach (var (name, value) in (ReadOnlySpan<(string, string?)>)[("name", Given(session, _newName)), ("issuer", Given(session, _newIssuer)), ("client_id", parsed.GetValue(_client)), ("first_sign_in", parsed.GetValue(_first))])
        {
            if (value is not null)
                body[name] = value;
        }

        if (parsed.GetValue(_secret) is { } secret)
            body["client_secret"] = secret == "-" ? (await Console.In.ReadToEndAsync(cancel)).TrimEnd('\r', '\n') : secret;
        if (parsed.GetValue(_scope) is { Length: > 0 } scopes)
            body["scopes"] = new JsonArray([.. scopes.Select(one => (JsonNode)one)]);
        if (parsed.GetValue(_domain) is { Length: > 0 } domains)
            body["domains"] = new JsonArray([.. domains.Select(one => (JsonNode)one)]);
        if (parsed.GetValue(_link) is { } link)
            body["link_existing"] = link;
        if (parsed.GetValue(_role) is { } role)
            body["role_id"] = await Rows.Id(session.Api, RoleCommands.Path, "code", role, cancel);
    }

    /// <summary>The value of an option that only some of the commands have.</summary>
    private static string? Given(Session session, Option<string?> option) => session.Parsed.CommandResult.Command.Options.Contains(option) ? session.Parsed.GetValue(option) : null;

    private static async Task<JsonNode> Find(Session session, CancellationToken cancel)
    {
        var wanted = session.Parsed.GetRequiredValue(_provider);
        if (Guid.TryParseExact(wanted, "D", out _))
            return await session.Api.Get($"{Path}/{wanted}", cancel);
        List<JsonObject> found = [.. (await WebhookCommands.Items(session, Path, cancel)).Where(row => (string?)row["attributes"]!["name"] == wanted)];
        return found.Count switch
        {
            1 => new JsonObject { ["data"] = found[0] },
            0 => throw new Failure(ExitCode.NotFound, "not_found", $"There is no provider named '{wanted}'."),
            _ => throw new Failure(ExitCode.Conflict, "ambiguous", $"Several are named '{wanted}'. Give the id."),
        };
    }
}
