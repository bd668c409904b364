using System.CommandLine;

namespace Ashlar.Cli.Commands;

/// <summary>export RESOURCE.</summary>
internal static class ExportCommand
{
    private static readonly Argument<string> _resource = Root.Word("resource", "Key of the resource, such as crm.accounts");
    private static readonly Option<string> _format = Format();
    private static readonly Option<string[]> _filter = new("--filter", "-f") { Description = "status=open or value[gt]=10; repeat for more" };
    private static readonly Option<string?> _sort = new("--sort") { Description = "-created_at,name" };
    private static readonly Option<string?> _fields = new("--fields") { Description = "Only these attributes: name,status" };
    private static readonly Option<string?> _target = new("--file") { Description = "Where to write; the output unless stated" };

    public static Command Build() => new Command("export", "Export rows to a file").With(_resource, _format, _filter, _sort, _fields, _target).Act(Run);

    private static async Task<int> Run(Session session, CancellationToken cancel)
    {
        var parsed = session.Parsed;
        List<(string Name, string Value)> query = [("format", parsed.GetValue(_format)!), .. Rows.Filters(parsed.GetValue(_filter) ?? [])];
        foreach (var (name, option) in new[] { ("sort", _sort), ("fields", _fields) })
        {
            if (parsed.GetValue(option) is { } value)
                query.Add((name, value));
        }

        var path = $"{Rows.Path(parsed.GetRequiredValue(_resource))}/export?{string.Join('&', query.Select(pair => $"{Uri.EscapeDataString(pair.Name)}={Uri.EscapeDataString(pair.Value)}"))}";
        var target = parsed.GetValue(_target);
        if (target is null && !Console.IsOutputRedirected && parsed.GetValue(_format) == "xlsx")
            throw Failure.Usage("A workbook is no text: name a file with --file.");
        await session.Api.Send(() => new HttpRequestMessage(HttpMethod.Get, path), async answer =>
        {
            await using var output = target is null ? Console.OpenStandardOutput() : File.Create(target);
            await answer.Content.CopyToAsync(output, cancel);
            return true;
        }, cancel);
        if (target is not null)
            session.Talk.Say($"Wrote {target}.");
        return ExitCode.Ok;
    }

    private static Option<string> Format()
    {
        var option = new Option<string>("--format") { Description = "csv, xlsx or json", DefaultValueFactory = _ => "csv" };
        option.AcceptOnlyFromAmong("csv", "xlsx", "json");
        return option;
    }
}
