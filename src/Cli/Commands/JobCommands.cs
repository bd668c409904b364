using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Ashlar.Cli.Commands;

/// <summary>Long work: seen, waited for, cancelled.</summary>
internal static class JobCommands
{
    private const string Path = "api/v1/jobs";

    private static readonly Argument<string> _id = Root.Word("id", "Id of the job");

    public static Command Build() => new Command("job", "Long work").With(
        new Command("list", "List jobs").Act(List),
        new Command("log", "What a job said").With(_id).Act(Log),
        new Command("retry", "Try a job again that failed or was cancelled; --wait until it ends").With(_id).Act(async (session, cancel) =>
        {
            var id = session.Parsed.GetRequiredValue(_id);
            return await session.Api.Write(HttpMethod.Post, $"{Path}/{Uri.EscapeDataString(id)}/retry", null, cancel) is null ? ExitCode.Ok : await Show(session, id, cancel);
        }),
        new Command("show", "Read a job; --wait until it ends").With(_id).Act((session, cancel) => Show(session, session.Parsed.GetRequiredValue(_id), cancel)),
        new Command("cancel", "Cancel a job").With(_id).Act(async (session, cancel) =>
        {
            RowCommands.Show(session, await session.Api.Write(HttpMethod.Post, $"{Path}/{Uri.EscapeDataString(session.Parsed.GetRequiredValue(_id))}/cancel", null, cancel));
            return ExitCode.Ok;
        }));

    /// <summary>Prints the job, as it is or, with --wait, as it ended. A job that failed fails the command.</summary>
    public static async Task<int> Show(Session session, string id, CancellationToken cancel)
    {
        var path = $"{Path}/{Uri.EscapeDataString(id)}";
        var job = (await session.Api.Get(path, cancel))["data"]!;
        if (session.Parsed.GetValue(Options.Wait))
            job = await Wait(session, path, job, cancel);
        session.Data.One(session.Data.IsJson ? (JsonObject)job.DeepClone() : DataWriter.Flat(job));
        return State(job) is "failed" or "cancelled" ? ExitCode.Failed : ExitCode.Ok;
    }

    private static async Task<JsonNode> Wait(Session session, string path, JsonNode job, CancellationToken cancel)
    {
        if (!session.Talk.Interactive || session.Parsed.GetValue(Options.Quiet))
            return await Poll(session, path, job, _ => { }, cancel);
        return await session.Talk.Errors.Progress().AutoClear(true).StartAsync(async progress =>
        {
            var task = progress.AddTask((string)job["attributes"]!["kind"]!);
            return await Poll(session, path, job, now => (task.MaxValue, task.Value) = (Math.Max(1, (double)now["total"]!), (double)now["done"]!), cancel);
        });
    }

    private static async Task<JsonNode> Poll(Session session, string path, JsonNode job, Action<JsonNode> tell, CancellationToken cancel)
    {
        while (State(job) is "queued" or "running")
        {
            await Task.Delay(300, cancel);
            job = (await session.Api.Get(path, cancel))["data"]!;
            tell(job["attributes"]!["progress"]!);
        }

        return job;
    }

    private static string State(JsonNode job) => (string)job["attributes"]!["state"]!;

    private static async Task<int> Log(Session session, CancellationToken cancel)
    {
        List<JsonObject> lines = [.. (await session.Api.Get($"{Path}/{Uri.EscapeDataString(session.Parsed.GetRequiredValue(_id))}/log", cancel))["data"]!.AsArray().Select(line => (JsonObject)line!.DeepClone())];
        session.Data.Many(session.Data.IsJson ? lines : [.. lines.Select(DataWriter.Flat)], ["at", "level", "message"]);
        return ExitCode.Ok;
    }

    private static async Task<int> List(Session session, CancellationToken cancel)
    {
        List<JsonObject> jobs = [.. (await session.Api.Get($"{Path}?limit=50", cancel))["data"]!.AsArray().Select(job => (JsonObject)job!.DeepClone())];
        session.Data.Many(session.Data.IsJson ? jobs : [.. jobs.Select(DataWriter.Flat)], ["id", "kind", "resource", "state", "created_at", "finished_at"]);
        return ExitCode.Ok;
    }
}
