using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Ashlar.Cli.Commands.Files;

/// <summary>Files of the organisation: in, out, and which there are. A file is named by its id, or by its name while one alone has it.</summary>
internal static class FileCommands
{
    public const string Files = "api/v1/files/files";

    public static readonly Argument<string> File = Root.Word("file", "Name or id of the stored file");

    private static readonly string[] _columns = ["name", "media_type", "size", "state", "data_class", "expires_at", "hold", "id"];

    private static readonly Argument<string> _path = Root.Word("path", "The file on this machine");
    private static readonly Option<string?> _name = new("--name") { Description = "What it is called; as on this machine unless stated" };
    private static readonly Option<string?> _type = new("--type") { Description = "Its media type; its content tells unless stated" };
    private static readonly Option<string?> _class = new("--class") { Description = "Class of data for retention policies" };
    private static readonly Option<string?> _expires = new("--expires") { Description = "When it is deleted, such as 2027-01-31T09:30:00Z" };
    private static readonly Option<string?> _target = new("--file") { Description = "Where to write; the stored name unless stated, - for the output" };
    private static readonly Option<string[]> _filter = new("--filter", "-f") { Description = "hold=true, state=quarantined or data_class=invoices; repeat for more" };
    private static readonly Option<bool> _deleted = new("--deleted") { Description = "Deleted files instead" };
    private static readonly Option<int> _limit = new("--limit") { Description = "So many at most", DefaultValueFactory = _ => 100 };

    public static Command Build() => new Command("file", "Stored files").With(
        new Command("put", "Store a file").Called("upload").With(_path, _name, _type, _class, _expires).Act(Put),
        new Command("get", "Fetch a stored file").Called("download").With(File, _target).Act(Get),
        new Command("list", "List stored files, newest first").With(_filter, _deleted, _limit).Act(List),
        new Command("retention", "Read until when a file is kept, when it is deleted, and why").With(File).Act((session, cancel) => FileLifeCommands.Read(session, "retention", cancel)),
        new Command("link", "Make a link that opens a file without sign-in for a while").With(File, FileLifeCommands.Minutes, FileLifeCommands.Shown).Act(FileLifeCommands.Link),
        new Command("hold", "Place a legal hold: the file stays whatever policies say").With(File, FileLifeCommands.Reason).Act((session, cancel) => FileLifeCommands.Hold(session, "hold", cancel)),
        new Command("release", "Release a legal hold").With(File, FileLifeCommands.Reason).Act((session, cancel) => FileLifeCommands.Hold(session, "release", cancel)),
        new Command("delete", "Destroy a file: its key at once, its bytes within seconds; --wait until they are gone").With(File).Act(FileLifeCommands.Delete),
        new Command("proof", "Read the proof that a deleted file is gone").With(File).Act((session, cancel) => FileLifeCommands.Read(session, "destruction", cancel)),
        FilePolicyCommands.Build());

    public static Task<string> Id(Session session, CancellationToken cancel) => Rows.Id(session.Api, Files, "name", session.Parsed.GetRequiredValue(File), cancel);

    private static async Task<int> Put(Session session, CancellationToken cancel)
    {
        var (parsed, path) = (session.Parsed, session.Parsed.GetRequiredValue(_path));
        if (!System.IO.File.Exists(path))
            throw Failure.Usage($"There is no file {path}.");
        List<(string Name, string Value)> query = [("name", parsed.GetValue(_name) ?? Path.GetFileName(path))];
        foreach (var (name, option) in new[] { ("data_class", _class), ("expires_at", _expires) })
        {
            if (parsed.GetValue(option) is { } value)
                query.Add((name, value));
        }

        var address = $"api/v1/files/upload?{string.Join('&', query.Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"))}";
        if (!MediaTypeHeaderValue.TryParse(parsed.GetValue(_type) ?? "application/octet-stream", out var type))
            throw Failure.Usage($"'{parsed.GetValue(_type)}' is no media type such as image/png.");
        if (parsed.GetValue(Options.DryRun))
        {
            session.Talk.Say($"Would upload {path} ({new FileInfo(path).Length} bytes).");
            return ExitCode.Ok;
        }

        var answer = await session.Api.Send(
            () => new HttpRequestMessage(HttpMethod.Post, address) { Content = new StreamContent(System.IO.File.OpenRead(path)) { Headers = { ContentType = type } } },
            async response => JsonNode.Parse(await response.Content.ReadAsStringAsync(cancel))!, cancel);
        RowCommands.Show(session, answer);
        return ExitCode.Ok;
    }

    private static async Task<int> Get(Session session, CancellationToken cancel)
    {
        var id = await Id(session, cancel);
        var target = session.Parsed.GetValue(_target);
        if (target is null)
        {
            // A name from elsewhere is a name here and never a path.
            target = Path.GetFileName((string)(await session.Api.Get($"{Files}/{id}", cancel))["data"]!["attributes"]!["name"]!);
            if (System.IO.File.Exists(target))
                throw new Failure(ExitCode.Conflict, "file_exists", $"{target} exists here already. Name another with --file.");
        }

        await session.Api.Send(() => new HttpRequestMessage(HttpMethod.Get, $"{Files}/{id}/content"), async answer =>
        {
            await using var output = target == "-" ? Console.OpenStandardOutput() : System.IO.File.Create(target);
            await answer.Content.CopyToAsync(output, cancel);
            return true;
        }, cancel);
        if (target != "-")
            session.Talk.Say($"Wrote {target}.");
        return ExitCode.Ok;
    }

    private static async Task<int> List(Session session, CancellationToken cancel)
    {
        List<(string, string)> query = [("sort", "-created_at"), .. Rows.Filters(session.Parsed.GetValue(_filter) ?? []), .. session.Parsed.GetValue(_deleted) ? [("deleted", "only")] : Array.Empty<(string, string)>()];
        var rows = await Rows.List(session.Api, Files, query, session.Parsed.GetValue(_limit), cancel);
        session.Data.Many(session.Data.IsJson ? rows : [.. rows.Select(DataWriter.Flat)], _columns);
        return ExitCode.Ok;
    }
}
