using System.CommandLine;
using System.Text.Json.Nodes;

namespace Ashlar.Cli.Commands;

/// <summary>What runs by itself, and when. A schedule is named by its id or its name.</summary>
internal static class ScheduleCommands
{
    private const string Path = "api/v1/jobs/schedules";

    private static readonly Argument<string> _schedule = Root.Word("schedule", "Id or name of the schedule");
    private static readonly Argument<string> _cron = Root.Word("cron", "Five fields: minute, hour, day of month, month, day of week");
    private static readonly Option<string?> _zone = new("--zone") { Description = "Time zone, such as Europe/Berlin; the organisation's when left out" };
    private static readonly Option<string?> _missed = Choice();
    private static readonly Option<int?> _priority = new("--priority") { Description = "-10 to 10" };

    public static Command Build() => new Command("schedule", "What runs by itself, and when").With(
        new Command("list", "List schedules").Act(List),
        new Command("show", "Read a schedule and its next dates").With(_schedule).Act(Show),
        new Command("jobs", "Jobs that can be scheduled").Act(Kinds),
        new Command("preview", "What a crontab line means").With(_cron, _zone).Act((session, cancel) => Preview(session, session.Parsed.GetRequiredValue(_cron), session.Parsed.GetValue(_zone), cancel)),
        new Command("create", "Make a schedule").With(Root.Word("name", "Its name"), Root.Word("job", "The job, as listed by schedule jobs"), _cron, _zone, _missed, _priority).Act(Create),
        new Command("edit", "Change times, zone, missed-run rule or priority").With(_schedule, new Option<string?>("--cron") { Description = "Five fields" }, _zone, _missed, _priority).Act(Edit),
        new Command("pause", "Stop a schedule until it is resumed").With(_schedule).Act((session, cancel) => Verb(session, "pause", cancel)),
        new Command("resume", "Let a schedule go on").With(_schedule).Act((session, cancel) => Verb(session, "resume", cancel)),
        new Command("run", "Queue a job of a schedule at once; --wait until it ends").With(_schedule).Act(Run),
        new Command("delete", "Remove a schedule").With(_schedule).Act(async (session, cancel) =>
        {
            await session.Api.Write(HttpMethod.Delete, $"{Path}/{await Id(session, cancel)}", null, cancel);
            return ExitCode.Ok;
        }));

    private static Option<string?> Choice()
    {
        var option = new Option<string?>("--missed") { Description = "What becomes of missed runs: skip, once or all" };
        option.AcceptOnlyFromAmong("skip", "once", "all");
        return option;
    }

    private static async Task<int> List(Session session, CancellationToken cancel)
    {
        var rows = await Rows.List(session.Api, Path, [], 200, cancel);
        session.Data.Many(session.Data.IsJson ? rows : [.. rows.Select(DataWriter.Flat)], ["name", "job", "cron", "every_seconds", "time_zone", "next_due_at", "paused", "id"]);
        return ExitCode.Ok;
    }

    private static async Task<int> Show(Session session, CancellationToken cancel)
    {
        var row = (await session.Api.Get($"{Path}/{await Id(session, cancel)}", cancel))["data"]!;
        session.Data.One(session.Data.IsJson ? (JsonObject)row : DataWriter.Flat(row));
        return session.Data.IsJson || (string?)row["attributes"]!["cron"] is not { } cron ? ExitCode.Ok : await Preview(session, cron, (string?)row["attributes"]!["time_zone"], cancel);
    }

    private static async Task<int> Preview(Session session, string cron, string? zone, CancellationToken cancel)
    {
        var path = $"api/v1/jobs/cron?expression={Uri.EscapeDataString(cron)}{(zone is null ? "" : $"&time_zone={Uri.EscapeDataString(zone)}")}";
        session.Data.One((JsonObject)(await session.Api.Get(path, cancel))["data"]!["attributes"]!);
        return ExitCode.Ok;
    }

    private static async Task<int> Kinds(Session session, CancellationToken cancel)
    {
        session.Data.Many([.. (await session.Api.Get("api/v1/jobs/kinds", cancel))["data"]!["attributes"]!["kinds"]!.AsArray().Select(kind => (JsonObject)kind!.DeepClone())], ["job", "label", "module"]);
        return ExitCode.Ok;
    }

    private static async Task<int> Create(Session session, CancellationToken cancel)
    {
        var body = Changes(session, session.Parsed.GetRequiredValue(_cron));
        body["name"] = session.Parsed.GetRequiredValue<string>("name");
        body["job"] = session.Parsed.GetRequiredValue<string>("job");
        RowCommands.Show(session, await session.Api.Write(HttpMethod.Post, Path, body, cancel));
        return ExitCode.Ok;
    }

    private static async Task<int> Edit(Session session, CancellationToken cancel)
    {
        RowCommands.Show(session, await session.Api.Write(HttpMethod.Patch, $"{Path}/{await Id(session, cancel)}", Changes(session, session.Parsed.GetValue<string?>("--cron")), cancel));
        return ExitCode.Ok;
    }

    private static async Task<int> Verb(Session session, string verb, CancellationToken cancel)
    {
        RowCommands.Show(session, await session.Api.Write(HttpMethod.Post, $"{Path}/{await Id(session, cancel)}/{verb}", new JsonObject(), cancel));
        return ExitCode.Ok;
    }

    private static async Task<int> Run(Session session, CancellationToken cancel)
    {
        var answer = await session.Api.Write(HttpMethod.Post, $"{Path}/{await Id(session, cancel)}/run", new JsonObject(), cancel);
        return answer is null ? ExitCode.Ok : await JobCommands.Show(session, (string)answer["data"]!["job_id"]!, cancel);
    }

    private static JsonObject Changes(Session session, string? cron)
    {
        var changes = new JsonObject();
        if (cron is not null)
            changes["cron"] = cron;
        if (session.Parsed.GetValue(_zone) is { } zone)
            changes["time_zone"] = zone;
        if (session.Parsed.GetValue(_missed) is { } missed)
            changes["missed_runs"] = missed;
        if (session.Parsed.GetValue(_priority) is { } priority)
            changes["priority"] = priority;
        return changes;
    }

    private static Task<string> Id(Session session, CancellationToken cancel) => Rows.Id(session.Api, Path, "name", session.Parsed.GetRequiredValue(_schedule), cancel);
}
