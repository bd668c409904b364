using System.CommandLine;
using System.Text.Json.Nodes;

namespace Ashlar.Cli.Commands.Files;

/// <summary>How long files of a class are kept at least and at most.</summary>
internal static class FilePolicyCommands
{
    private const string Policies = "api/v1/files/retention_policies";

    private static readonly Argument<string> _class = Root.Word("class", "Class of data such as invoices, or * for every file");
    private static readonly Option<int?> _least = new("--min-days") { Description = "Nobody deletes sooner" };
    private static readonly Option<int?> _most = new("--max-days") { Description = "Deleted then, unless something keeps it longer" };
    private static readonly Option<string?> _note = new("--note") { Description = "Why, such as the law that says so" };

    public static Command Build() => new Command("policies", "How long files are kept").With(
        new Command("list", "List retention policies").Act(List),
        new Command("set", "Set the policy of a class").With(_class, _least, _most, _note).Act(Set),
        new Command("remove", "Remove the policy of a class").With(_class).Act(Remove));

    private static async Task<int> List(Session session, CancellationToken cancel)
    {
        var rows = await Rows.List(session.Api, Policies, [("sort", "data_class")], 1000, cancel);
        session.Data.Many(session.Data.IsJson ? rows : [.. rows.Select(DataWriter.Flat)], ["data_class", "min_days", "max_days", "note", "id"]);
        return ExitCode.Ok;
    }

    /// <summary>Changes the policy of the class, or makes its first.</summary>
    private static async Task<int> Set(Session session, CancellationToken cancel)
    {
        var parsed = session.Parsed;
        var body = new JsonObject { ["min_days"] = parsed.GetValue(_least), ["max_days"] = parsed.GetValue(_most) };
        if (parsed.GetValue(_note) is { } note)
            body["note"] = note;
        var known = await Rows.List(session.Api, Policies, [("filter[data_class][eq]", parsed.GetRequiredValue(_class))], 1, cancel);
        if (known.Count == 0)
            body["data_class"] = parsed.GetRequiredValue(_class);
        RowCommands.Show(session, await session.Api.Write(known.Count == 0 ? HttpMethod.Post : HttpMethod.Patch, known.Count == 0 ? Policies : $"{Policies}/{known[0]["id"]}", body, cancel));
        return ExitCode.Ok;
    }

    private static async Task<int> Remove(Session session, CancellationToken cancel)
    {
        var id = await Rows.Id(session.Api, Policies, "data_class", session.Parsed.GetRequiredValue(_class), cancel);
        session.Talk.Confirm($"Remove the policy of {session.Parsed.GetValue(_class)}?");
        await session.Api.Write(HttpMethod.Delete, $"{Policies}/{id}", null, cancel);
        return ExitCode.Ok;
    }
}
