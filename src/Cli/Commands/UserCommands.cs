using System.CommandLine;
using System.Text.Json.Nodes;

namespace Ashlar.Cli.Commands;

/// <summary>The people of an organisation.</summary>
internal static class UserCommands
{
    internal const string Path = "api/v1/org/users";

    private static readonly Argument<string> _email = Root.Word("email", "E-mail address or id");
    private static readonly Option<string> _name = new("--name") { Description = "What people call them", Required = true };
    private static readonly Option<string[]> _role = new("--role") { Description = "Code of a role; repeat for more" };

    private static readonly Option<string?> _code = new("--code") { Description = "A code of your own second factor, where the host asks for a fresh proof" };

    public static Command Build() => new Command("user", "People of the organisation").With(
        new Command("list", "List people").Act(List),
        new Command("invite", "Invite somebody").With(_email, _name, _role).Act(Invite),
        new Command("disable", "End somebody's access").With(_email).Act((session, cancel) => Run(session, "disable", $"Disable {session.Parsed.GetValue(_email)}?", cancel)),
        new Command("enable", "Give somebody access again").With(_email).Act((session, cancel) => Run(session, "enable", null, cancel)),
        new Command("access", "What somebody holds").With(_email).Act(Access),
        new Command("factors", "Second factors of somebody").With(
            new Command("list", "List them").With(_email).Act(Factors),
            new Command("reset", "Remove all of somebody who lost them").With(_email, _code).Act(ResetFactors)));

    private static async Task<int> List(Session session, CancellationToken cancel)
    {
        var users = await Rows.List(session.Api, Path, [("sort", "name")], 10_000, cancel);
        session.Data.Many(session.Data.IsJson ? users : [.. users.Select(DataWriter.Flat)], ["name", "email", "status", "last_seen_at", "id"]);
        return ExitCode.Ok;
    }

    private static async Task<int> Invite(Session session, CancellationToken cancel)
    {
        var body = new JsonObject { ["email"] = session.Parsed.GetValue(_email), ["name"] = session.Parsed.GetValue(_name) };
        if (session.Parsed.GetValue(_role) is { Length: > 0 } roles)
        {
            var ids = new JsonArray();
            foreach (var role in roles)
                ids.Add((JsonNode)await Rows.Id(session.Api, RoleCommands.Path, "code", role, cancel));
            body["role_ids"] = ids;
        }

        RowCommands.Show(session, await session.Api.Write(HttpMethod.Post, $"{Path}/invite", body, cancel));
        return ExitCode.Ok;
    }

    private static async Task<int> Run(Session session, string command, string? question, CancellationToken cancel)
    {
        var id = await Rows.Id(session.Api, Path, "email", session.Parsed.GetRequiredValue(_email), cancel);
        if (question is not null)
            session.Talk.Confirm(question);
        RowCommands.Show(session, await session.Api.Write(HttpMethod.Post, $"{Path}/{id}/{command}", new JsonObject(), cancel));
        return ExitCode.Ok;
    }

    private static async Task<int> Access(Session session, CancellationToken cancel)
    {
        var id = await Rows.Id(session.Api, Path, "email", session.Parsed.GetRequiredValue(_email), cancel);
        var access = (JsonObject)(await session.Api.Get($"{Path}/{id}/access", cancel))["data"]!["attributes"]!;
        session.Data.One(access);
        return ExitCode.Ok;
    }

    private static async Task<int> Factors(Session session, CancellationToken cancel)
    {
        var id = await Rows.Id(session.Api, Path, "email", session.Parsed.GetRequiredValue(_email), cancel);
        var factors = (await session.Api.Get($"{Path}/{id}/factors", cancel))["data"]!.AsArray();
        session.Data.Many(session.Data.IsJson ? [.. factors.Select(one => (JsonObject)one!.DeepClone())] : [.. factors.Select(one => DataWriter.Flat((JsonObject)one!))], ["kind", "name", "hint", "last_used_at", "id"]);
        return ExitCode.Ok;
    }

    private static async Task<int> ResetFactors(Session session, CancellationToken cancel)
    {
        var email = session.Parsed.GetRequiredValue(_email);
        var id = await Rows.Id(session.Api, Path, "email", email, cancel);
        session.Talk.Confirm($"Remove all second factors of {email}?");
        if (session.Parsed.GetValue(_code) is { } code && session.Api.InsteadOfWriting is null)
            await session.Api.Send(HttpMethod.Post, "api/v1/auth/step_up", new JsonObject { ["code"] = code }, cancel);
        RowCommands.Show(session, await session.Api.Write(HttpMethod.Post, $"{Path}/{id}/reset_factors", new JsonObject(), cancel));
        return ExitCode.Ok;
    }
}
