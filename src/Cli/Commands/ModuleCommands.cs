using System.CommandLine;
using System.Text.Json.Nodes;

namespace Ashlar.Cli.Commands;

/// <summary>The apps of the organisation.</summary>
internal static class ModuleCommands
{
    private const string Path = "api/v1/catalogue";

    private static readonly Argument<string> _module = Root.Word("module", "Id of the app");
    private static readonly Option<string> _plan = new("--plan") { Description = "Id of the plan", Required = true };

    public static Command Build() => new Command("module", "Apps of the organisation").With(
        new Command("list", "List apps and what is subscribed").Act(List),
        new Command("subscribe", "Subscribe to an app").With(_module, _plan).Act((session, cancel) => Run(session, "subscribe", new JsonObject { ["plan"] = session.Parsed.GetValue(_plan) }, cancel)),
        new Command("unsubscribe", "Leave an app; its data is kept").With(_module).Act((session, cancel) =>
        {
            session.Talk.Confirm($"Leave {session.Parsed.GetValue(_module)}?");
            return Run(session, "unsubscribe", null, cancel);
        }));

    private static async Task<int> List(Session session, CancellationToken cancel)
    {
        List<JsonObject> apps = [.. (await session.Api.Get(Path, cancel))["data"]!.AsArray().Select(app => (JsonObject)app!.DeepClone())];
        session.Data.Many(session.Data.IsJson ? apps : [.. apps.Select(DataWriter.Flat)], ["id", "name", "built", "subscribed", "plan", "version"]);
        return ExitCode.Ok;
    }

    private static async Task<int> Run(Session session, string verb, JsonObject? body, CancellationToken cancel)
    {
        RowCommands.Show(session, await session.Api.Write(HttpMethod.Post, $"{Path}/{Uri.EscapeDataString(session.Parsed.GetRequiredValue(_module))}/{verb}", body, cancel));
        return ExitCode.Ok;
    }
}
