using System.CommandLine;
using System.Text.Json.Nodes;

namespace Ashlar.Cli.Commands;

/// <summary>list, get, create, update, delete, restore and run, for every resource.</summary>
internal static class RowCommands
{
    private static readonly Argument<string> _resource = Root.Word("resource", "Key of the resource, such as crm.accounts");
    private static readonly Argument<string> _id = Root.Word("id", "Id of the row");
    private static readonly Argument<string[]> _fields = new("fields") { Description = "name=Acme for texts, active:=true for JSON", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<string?> _data = new("--data", "-d") { Description = "Fields as a JSON object, or - to read it from the input" };
    private static readonly Option<string[]> _filter = new("--filter", "-f") { Description = "status=open or value[gt]=10; repeat for more", AllowMultipleArgumentsPerToken = false };
    private static readonly Option<string?> _sort = new("--sort") { Description = "-created_at,name" };
    private static readonly Option<string?> _only = new("--fields") { Description = "Only these attributes: name,status" };
    private static readonly Option<string?> _search = new("--search", "-s") { Description = "Words to look for" };
    private static readonly Option<int> _limit = new("--limit", "-n") { Description = "Most rows", DefaultValueFactory = _ => 25 };
    private static readonly Option<string?> _row = new("--id") { Description = "The row, for commands on one" };

    public static IEnumerable<Command> All() =>
    [
        new Command("list", "List rows").With(_resource, _filter, _sort, _only, _search, _limit).Act(List),
        new Command("get", "Read a row").With(_resource, _id).Act(Get),
        new Command("create", "Create a row").With(_resource, _fields, _data).Act((session, cancel) => Write(session, HttpMethod.Post, "", cancel)),
        new Command("update", "Change fields of a row").With(_resource, _id, _fields, _data).Act((session, cancel) => Write(session, HttpMethod.Patch, $"/{Id(session)}", cancel)),
        new Command("delete", "Delete a row").With(_resource, _id).Act(Delete),
        new Command("restore", "Restore a deleted row").With(_resource, _id).Act((session, cancel) => Send(session, HttpMethod.Post, $"/{Id(session)}/restore", null, cancel)),
        new Command("run", "Run a command of a resource").With(_resource, Root.Word("command", "Such as win or convert"), _row, _fields, _data).Act(Run),
    ];

    private static string Path(Session session) => Rows.Path(session.Parsed.GetRequiredValue(_resource));

    private static string Id(Session session) => Uri.EscapeDataString(session.Parsed.GetRequiredValue(_id));

    private static async Task<int> List(Session session, CancellationToken cancel)
    {
        var parsed = session.Parsed;
        List<(string, string)> query = [.. Rows.Filters(parsed.GetValue(_filter) ?? [])];
        foreach (var (name, option) in new[] { ("sort", _sort), ("fields", _only), ("q", _search) })
        {
            if (parsed.GetValue(option) is { } value)
                query.Add((name, value));
        }

        var rows = await Rows.List(session.Api, Path(session), query, parsed.GetValue(_limit), cancel);
        // A table as wide as a resource helps nobody: it shows the columns a list starts with.
        var columns = session.Data.IsJson ? null
            : parsed.GetValue(_only) is { } only ? ["id", .. only.Split(',')]
            : Options.Format(parsed) == "table" ? (IReadOnlyList<string>)["id", .. (await session.Api.Get($"{Path(session)}/schema", cancel))["data"]!["columns"]!.AsArray().Select(name => (string)name!)]
            : null;
        session.Data.Many(session.Data.IsJson ? rows : [.. rows.Select(DataWriter.Flat)], columns);
        return ExitCode.Ok;
    }

    private static async Task<int> Get(Session session, CancellationToken cancel)
    {
        var row = (await session.Api.Get($"{Path(session)}/{Id(session)}", cancel))["data"]!;
        session.Data.One(session.Data.IsJson ? (JsonObject)row : DataWriter.Flat(row));
        return ExitCode.Ok;
    }

    /// <summary>Without fields an empty object goes out, so that the host says which are missing.</summary>
    private static Task<int> Write(Session session, HttpMethod method, string rest, CancellationToken cancel) =>
        Send(session, method, rest, Rows.Body(session.Parsed.GetValue(_fields) ?? [], session.Parsed.GetValue(_data)), cancel);

    private static async Task<int> Send(Session session, HttpMethod method, string rest, JsonObject? body, CancellationToken cancel)
    {
        Show(session, await session.Api.Write(method, Path(session) + rest, body, cancel));
        return ExitCode.Ok;
    }

    private static async Task<int> Delete(Session session, CancellationToken cancel)
    {
        session.Talk.Confirm($"Delete {session.Parsed.GetValue(_resource)} {session.Parsed.GetValue(_id)}?");
        await session.Api.Write(HttpMethod.Delete, $"{Path(session)}/{Id(session)}", null, cancel);
        return ExitCode.Ok;
    }

    private static async Task<int> Run(Session session, CancellationToken cancel)
    {
        var one = session.Parsed.GetValue(_row) is { } id ? $"/{Uri.EscapeDataString(id)}" : "";
        var command = Uri.EscapeDataString(session.Parsed.GetRequiredValue<string>("command"));
        Show(session, await session.Api.Write(HttpMethod.Post, $"{Path(session)}{one}/{command}", Rows.Body(session.Parsed.GetValue(_fields) ?? [], session.Parsed.GetValue(_data)), cancel));
        return ExitCode.Ok;
    }

    /// <summary>What a write answered, when it answered anything.</summary>
    internal static void Show(Session session, JsonNode? answer)
    {
        if (answer?["data"] is JsonObject row)
            session.Data.One(session.Data.IsJson ? (JsonObject)row.DeepClone() : DataWriter.Flat(row));
    }
}
