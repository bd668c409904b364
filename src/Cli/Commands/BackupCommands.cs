using System.CommandLine;
using System.Text.Json.Nodes;

namespace Ashlar.Cli.Commands;

/// <summary>Backups, for operators. Bringing back a whole installation needs no host, so it is a command of the host's program: db restore.</summary>
internal static class BackupCommands
{
    private const string Path = "api/v1/platform/backups";
    private const string Latest = "latest";

    private static readonly Argument<string> _backup = Root.Word("backup", "Id of a backup, or latest");
    private static readonly Argument<string> _organisation = Root.Word("organisation", "Code of the organisation to bring back");
    private static readonly Option<string> _reason = new("--reason") { Description = "Why; it is put on record", Required = true };
    private static readonly Option<bool> _full = new("--full") { Description = "Begin anew instead of adding to the newest" };
    private static readonly Option<bool> _restore = new("--restore") { Description = "Also restore it into a database made for that" };

    public static Command Build() => new Command("backup", "Backups of the installation, for operators").With(
        new Command("list", "List backups, the newest first").Act(List),
        new Command("status", "Show how backups stand; fails when somebody should look after them").Act(Status),
        new Command("show", "Read a backup").With(_backup).Act(async (session, cancel) =>
        {
            RowCommands.Show(session, await session.Api.Get($"{Path}/{await Id(session, cancel)}", cancel));
            return ExitCode.Ok;
        }),
        new Command("create", "Take a backup now; --wait until it is there").With(_full).Act((session, cancel) => Ask(session, Path, new JsonObject { ["kind"] = session.Parsed.GetValue(_full) ? "full" : "increment" }, cancel)),
        new Command("verify", "Prove that a backup can be read; --wait for the result").With(_backup, _restore).Act(async (session, cancel) =>
            await Ask(session, $"{Path}/{await Id(session, cancel)}/verify", new JsonObject { ["restore"] = session.Parsed.GetValue(_restore) }, cancel)),
        new Command("restore", "Bring one organisation back to a backup while others work; --wait until it is done").With(_backup, _organisation, _reason).Act(Restore),
        new Command("configuration", "Print the effective configuration, to keep and to compare").With(new Option<string?>("--then") { Description = "What differs from that of this backup instead" }).Act(Configuration));

    private static async Task<int> List(Session session, CancellationToken cancel)
    {
        List<JsonObject> rows = [.. (await session.Api.Get(Path, cancel))["data"]!.AsArray().Select(row => (JsonObject)row!.DeepClone())];
        session.Data.Many(session.Data.IsJson ? rows : [.. rows.Select(DataWriter.Flat)], ["snapshot_at", "kind", "state", "rows", "files", "bytes_written", "verified_how", "id"]);
        return ExitCode.Ok;
    }

    private static async Task<int> Status(Session session, CancellationToken cancel)
    {
        var status = (await session.Api.Get($"{Path}/status", cancel))["data"]!;
        session.Data.One(session.Data.IsJson ? (JsonObject)status.DeepClone() : WithLog(DataWriter.Flat(status)));
        return (string?)status["attributes"]!["problem"] is null ? ExitCode.Ok : ExitCode.Failed;
    }

    /// <summary>How the archive of the log stands, line by line like everything else.</summary>
    private static JsonObject WithLog(JsonObject status)
    {
        if (status["wal"] is JsonObject wal && status.Remove("wal"))
        {
            foreach (var (name, value) in wal)
                status[$"wal_{name}"] = value?.DeepClone();
        }

        return status;
    }

    private static async Task<int> Restore(Session session, CancellationToken cancel)
    {
        var (id, code) = (await Id(session, cancel), session.Parsed.GetRequiredValue(_organisation));
        session.Talk.Confirm($"Bring {code} back to backup {id}? What it changed since is lost, and its people sign in again.");
        return await Ask(session, $"{Path}/{id}/restore", new JsonObject { ["tenant"] = code, ["confirm"] = code, ["reason"] = session.Parsed.GetRequiredValue(_reason) }, cancel);
    }

    private static async Task<int> Configuration(Session session, CancellationToken cancel)
    {
        if (session.Parsed.GetValue<string?>("--then") is { } backup)
        {
            var differences = (await session.Api.Get($"{Path}/{await Id(session, backup, cancel)}/configuration", cancel))["data"]!["attributes"]!["differences"]!.AsArray();
            session.Data.Many([.. differences.Select(line => new JsonObject { ["difference"] = (string)line! })], ["difference"]);
            return differences.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
        }

        // Always text that can be kept in a repository.
        Console.Out.WriteLine((await session.Api.Get("api/v1/platform/configuration", cancel))["data"]!["attributes"]!.ToJsonString(Talk.Pretty));
        return ExitCode.Ok;
    }

    private static async Task<int> Ask(Session session, string path, JsonObject body, CancellationToken cancel)
    {
        var queued = await session.Api.Write(HttpMethod.Post, path, body, cancel);
        return queued is null ? ExitCode.Ok : await JobCommands.Show(session, (string)queued["data"]!["id"]!, cancel);
    }

    private static Task<string> Id(Session session, CancellationToken cancel) => Id(session, session.Parsed.GetRequiredValue(_backup), cancel);

    private static async Task<string> Id(Session session, string given, CancellationToken cancel)
    {
        if (given != Latest)
            return Uri.EscapeDataString(given);
        return (await session.Api.Get(Path, cancel))["data"]!.AsArray().FirstOrDefault(row => (string)row!["attributes"]!["state"]! == "done") is { } newest
            ? (string)newest["id"]!
            : throw new Failure(ExitCode.NotFound, "no_backup", "There is no backup yet. Take one: ashlar backup create");
    }
}
