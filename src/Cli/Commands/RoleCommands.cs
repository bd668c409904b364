using System.CommandLine;
using System.Text.Json.Nodes;

namespace Ashlar.Cli.Commands;

/// <summary>Roles, and giving them.</summary>
internal static class RoleCommands
{
    internal const string Path = "api/v1/rbac/roles";
    private const string Grants = "api/v1/rbac/grants";

    private static readonly Argument<string> _role = Root.Word("role", "Code or id of the role");
    private static readonly Argument<string> _user = Root.Word("user", "E-mail address or id");

    public static Command Build() => new Command("role", "Roles and who holds them").With(
        new Command("list", "List roles").Act(List),
        new Command("show", "Read a role").With(_role).Act(Show),
        new Command("grant", "Give a role to somebody").With(_role, _user).Act(Grant),
        new Command("revoke", "Take a role from somebody").With(_role, _user).Act(Revoke));

    private static async Task<int> List(Session session, CancellationToken cancel)
    {
        var roles = await Rows.List(session.Api, Path, [("sort", "code")], 10_000, cancel);
        session.Data.Many(session.Data.IsJson ? roles : [.. roles.Select(DataWriter.Flat)], ["code", "name", "builtin", "id"]);
        return ExitCode.Ok;
    }

    private static async Task<int> Show(Session session, CancellationToken cancel)
    {
        var role = (await session.Api.Get($"{Path}/{await Role(session, cancel)}", cancel))["data"]!;
        session.Data.One(session.Data.IsJson ? (JsonObject)role : DataWriter.Flat(role));
        return ExitCode.Ok;
    }

    private static async Task<int> Grant(Session session, CancellationToken cancel)
    {
        var body = new JsonObject { ["role_id"] = await Role(session, cancel), ["user_id"] = await User(session, cancel) };
        RowCommands.Show(session, await session.Api.Write(HttpMethod.Post, Grants, body, cancel));
        return ExitCode.Ok;
    }

    private static async Task<int> Revoke(Session session, CancellationToken cancel)
    {
        var grants = await Rows.List(session.Api, Grants, [("filter[role_id][eq]", await Role(session, cancel)), ("filter[user_id][eq]", await User(session, cancel))], 200, cancel);
        if (grants.Count == 0)
            throw new Failure(ExitCode.NotFound, "not_found", "This person does not hold this role directly.");
        session.Talk.Confirm($"Take {session.Parsed.GetValue(_role)} from {session.Parsed.GetValue(_user)}?");
        foreach (var grant in grants)
            await session.Api.Write(HttpMethod.Delete, $"{Grants}/{grant["id"]}", null, cancel);
        return ExitCode.Ok;
    }

    private static Task<string> Role(Session session, CancellationToken cancel) => Rows.Id(session.Api, Path, "code", session.Parsed.GetRequiredValue(_role), cancel);

    private static Task<string> User(Session session, CancellationToken cancel) => Rows.Id(session.Api, UserCommands.Path, "email", session.Parsed.GetRequiredValue(_user), cancel);
}
