using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Ashlar.Cli.Commands;

/// <summary>import RESOURCE FILE.</summary>
internal static class ImportCommand
{
    private static readonly Argument<string> _resource = Root.Word("resource", "Key of the resource, such as crm.accounts");
    private static readonly Argument<string> _file = Root.Word("file", "CSV, XLSX or JSON");
    private static readonly Option<string[]> _map = new("--map") { Description = "column=field; repeat for more. Without any, names decide" };
    private static readonly Option<string?> _upsert = new("--upsert") { Description = "A unique field: rows that have its value are changed instead of added" };
    private static readonly Option<string?> _nulls = new("--nulls") { Description = "Texts that mean an empty value, separated by commas" };

    public static Command Build() => new Command("import", "Import rows from a file").With(_resource, _file, _map, _upsert, _nulls).Act(Run);

    private static async Task<int> Run(Session session, CancellationToken cancel)
    {
        var parsed = session.Parsed;
        var file = parsed.GetRequiredValue(_file);
        if (!File.Exists(file))
            throw Failure.Usage($"There is no file {file}.");
        var content = await File.ReadAllBytesAsync(file, cancel);
        List<(string, string)> parameters = [.. Parameters(parsed)];
        var path = $"{Rows.Path(parsed.GetRequiredValue(_resource))}/import";
        // An import knows a dry run of its own, which looks at every row.
        var answer = await session.Api.Send(() => new HttpRequestMessage(HttpMethod.Post, path) { Content = Form(content, Path.GetFileName(file), parameters) }, Body, cancel);
        if ((string?)answer["data"]!["type"] == "core.job")
            return await JobCommands.Show(session, (string)answer["data"]!["id"]!, cancel);

        var report = (JsonObject)answer["data"]!.DeepClone();
        session.Talk.Say($"{report["created"]} created, {report["updated"]} updated, {report["skipped"]} skipped, {report["failed"]} failed of {report["total"]} rows{((bool)report["dry_run"]! ? "; nothing was kept" : "")}.");
        Show(session, report);
        return (int)report["failed"]! > 0 ? ExitCode.Invalid : ExitCode.Ok;
    }

    private static void Show(Session session, JsonObject report)
    {
        if (session.Data.IsJson || Options.Format(session.Parsed) == "yaml")
            session.Data.One(report);
        else if (report["errors"] is JsonArray { Count: > 0 } errors)
            session.Data.Many([.. errors.Select(error => (JsonObject)error!.DeepClone())], ["row", "field", "message", "value"]);
    }

    private static IEnumerable<(string Name, string Value)> Parameters(ParseResult parsed)
    {
        if (parsed.GetValue(_map) is { Length: > 0 } map)
        {
            yield return ("mapping", new JsonObject(map.Select(pair => pair.LastIndexOf('=') is > 0 and var at
                ? KeyValuePair.Create(pair[..at], (JsonNode?)pair[(at + 1)..])
                : throw Failure.Usage($"'{pair}' is no mapping such as companyName=name."))).ToJsonString());
        }

        if (parsed.GetValue(_upsert) is { } upsert)
            yield return ("upsert", upsert);
        if (parsed.GetValue(_nulls) is { } nulls)
            yield return ("nulls", nulls);
        if (parsed.GetValue(Options.DryRun))
            yield return ("dry_run", "true");
    }

    private static MultipartFormDataContent Form(byte[] content, string name, List<(string Name, string Value)> parameters)
    {
        var file = new ByteArrayContent(content);
        file.Headers.ContentType = new MediaTypeHeaderValue(Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ".json" => "application/json",
            _ => "text/csv",
        });
        var form = new MultipartFormDataContent { { file, "file", name } };
        foreach (var (field, value) in parameters)
            form.Add(new StringContent(value), field);
        return form;
    }

    private static async Task<JsonNode> Body(HttpResponseMessage answer) => JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
}
