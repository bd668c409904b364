using System.CommandLine;
using System.Text.Json.Nodes;

namespace Ashlar.Cli.Commands.Files;

/// <summary>What becomes of a stored file: links, holds, its end and the proof of it.</summary>
internal static class FileLifeCommands
{
    public static readonly Option<int> Minutes = new("--minutes") { Description = "How long the link works, seven days at most", DefaultValueFactory = _ => 60 };
    public static readonly Option<bool> Shown = new("--show") { Description = "Shown in the browser instead of saved; images, PDF and plain text only" };
    public static readonly Option<string> Reason = new("--reason") { Description = "Why; it is put on record", Required = true };

    public static async Task<int> Link(Session session, CancellationToken cancel)
    {
        var body = new JsonObject { ["minutes"] = session.Parsed.GetValue(Minutes), ["show"] = session.Parsed.GetValue(Shown) };
        RowCommands.Show(session, await session.Api.Write(HttpMethod.Post, $"{FileCommands.Files}/{await FileCommands.Id(session, cancel)}/link", body, cancel));
        return ExitCode.Ok;
    }

    public static async Task<int> Hold(Session session, string verb, CancellationToken cancel)
    {
        RowCommands.Show(session, await session.Api.Write(HttpMethod.Post, $"{FileCommands.Files}/{await FileCommands.Id(session, cancel)}/{verb}", new JsonObject { ["reason"] = session.Parsed.GetValue(Reason) }, cancel));
        return ExitCode.Ok;
    }

    /// <summary>Deletes, and prints the proof as far as there is one by then.</summary>
    public static async Task<int> Delete(Session session, CancellationToken cancel)
    {
        var id = await FileCommands.Id(session, cancel);
        session.Talk.Confirm($"Destroy {session.Parsed.GetValue(FileCommands.File)}? Nothing brings it back.");
        await session.Api.Write(HttpMethod.Delete, $"{FileCommands.Files}/{id}", null, cancel);
        if (session.Api.InsteadOfWriting is not null)
            return ExitCode.Ok;
        var proof = await Proof(session, id, cancel);
        while (session.Parsed.GetValue(Options.Wait) && (string?)proof["state"] == "bytes_waiting")
        {
            await Task.Delay(300, cancel);
            proof = await Proof(session, id, cancel);
        }

        session.Data.One(proof);
        return ExitCode.Ok;
    }

    /// <summary>What a question about one file answers. A deleted file has no name any more that finds it, so it is named by its id.</summary>
    public static async Task<int> Read(Session session, string question, CancellationToken cancel)
    {
        session.Data.One((JsonObject)(await session.Api.Get($"{FileCommands.Files}/{await FileCommands.Id(session, cancel)}/{question}", cancel))["data"]!.DeepClone());
        return ExitCode.Ok;
    }

    private static async Task<JsonObject> Proof(Session session, string id, CancellationToken cancel) =>
        (JsonObject)(await session.Api.Get($"{FileCommands.Files}/{id}/destruction", cancel))["data"]!.DeepClone();
}
