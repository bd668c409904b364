using System.CommandLine;
using System.Text.Json.Nodes;

namespace Ashlar.Cli.Commands;

/// <summary>Settings: what holds and why.</summary>
internal static class ConfigCommands
{
    private const string Path = "api/v1/settings";

    private static readonly Option<string?> _for = new("--for") { Description = "Code of an organisation, for what the operator gives it" };
    private static readonly Argument<string> _key = Root.Word("key", "Such as core.locale");

    public static Command Build() => new Command("config", "Settings of the organisation").With(
        new Command("list", "List settings and what holds").With(_for).Act(List),
        new Command("explain", "Explain where a setting's value comes from").With(_key, _for).Act(Explain),
        new Command("set", "Set a setting").With(_key, Root.Word("value", "Its value; JSON, or text as it is"), _for).Act(Set),
        new Command("clear", "Clear a setting, so that the next layer decides").With(_key, _for).Act(async (session, cancel) =>
        {
            RowCommands.Show(session, await session.Api.Write(HttpMethod.Delete, await Of(session, cancel), null, cancel));
            return ExitCode.Ok;
        }));

    private static async Task<string> All(Session session, CancellationToken cancel) => session.Parsed.GetValue(_for) is { } code
        ? $"{TenantCommands.Path}/{await Rows.Id(session.Api, TenantCommands.Path, "code", code, cancel)}/settings"
        : Path;

    private static async Task<string> Of(Session session, CancellationToken cancel) => $"{await All(session, cancel)}/{Uri.EscapeDataString(session.Parsed.GetRequiredValue(_key))}";

    private static async Task<int> List(Session session, CancellationToken cancel)
    {
        List<JsonObject> settings = [.. (await session.Api.Get(await All(session, cancel), cancel))["data"]!.AsArray().Select(setting => (JsonObject)setting!.DeepClone())];
        session.Data.Many(session.Data.IsJson ? settings : [.. settings.Select(DataWriter.Flat)], ["key", "value", "source", "kind"]);
        return ExitCode.Ok;
    }

    private static async Task<int> Explain(Session session, CancellationToken cancel)
    {
        var explanation = (JsonObject)(await session.Api.Get($"{await Of(session, cancel)}/explain", cancel))["data"]!["attributes"]!;
        if (Options.Format(session.Parsed) is "json" or "yaml")
            session.Data.One(explanation);
        else
            session.Data.Many([.. explanation["layers"]!.AsArray().Select(layer => (JsonObject)layer!.DeepClone())], ["layer", "set", "value", "by", "at"]);
        return ExitCode.Ok;
    }

    private static async Task<int> Set(Session session, CancellationToken cancel)
    {
        var text = session.Parsed.GetRequiredValue<string>("value");
        // What reads as JSON is JSON; anything else is a text, so that nobody must quote twice.
        JsonNode? value;
        try
        {
            value = JsonNode.Parse(text);
        }
        catch (System.Text.Json.JsonException)
        {
            value = text;
        }

        RowCommands.Show(session, await session.Api.Write(HttpMethod.Put, await Of(session, cancel), new JsonObject { ["value"] = value }, cancel));
        return ExitCode.Ok;
    }
}
