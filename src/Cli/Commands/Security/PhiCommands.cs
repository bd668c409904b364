using System.CommandLine;
using System.Text.Json.Nodes;

namespace Ashlar.Cli.Commands.Security;

/// <summary>phi scan FILE, phi redact FILE: what in a text identifies a person.</summary>
internal static class PhiCommands
{
    private static readonly Argument<string> _file = Root.Word("file", "A text file, or - for what is piped in");

    public static Command Build() => new Command("phi", "Health information in texts").With(
        new Command("scan", "Say what in a text identifies a person").With(_file).Act(Scan),
        new Command("redact", "Print a text with everything masked that identifies a person").With(_file).Act(Redact));

    private static async Task<int> Scan(Session session, CancellationToken cancel)
    {
        var report = await Ask(session, false, cancel);
        if (session.Data.IsJson)
            session.Data.One(report);
        else
        {
            session.Talk.Say((bool)report["contains_phi"]! ? "The text contains health information." : "Nothing was found.");
            session.Data.Many([.. report["findings"]!.AsArray().Select(finding => (JsonObject)finding!.DeepClone())], ["kind", "count", "confidence", "reason"]);
        }

        return ExitCode.Ok;
    }

    private static async Task<int> Redact(Session session, CancellationToken cancel)
    {
        var report = await Ask(session, true, cancel);
        if (session.Data.IsJson)
            session.Data.One(report);
        else
            await Console.Out.WriteAsync((string)report["redacted"]!);
        return ExitCode.Ok;
    }

    private static async Task<JsonObject> Ask(Session session, bool redact, CancellationToken cancel)
    {
        var file = session.Parsed.GetRequiredValue(_file);
        if (file != "-" && !File.Exists(file))
            throw Failure.Usage($"There is no file {file}.");
        var text = file == "-" ? await Console.In.ReadToEndAsync(cancel) : await File.ReadAllTextAsync(file, cancel);
        var answer = await session.Api.Send(HttpMethod.Post, "api/v1/core/phi/scan", new JsonObject { ["text"] = text, ["redact"] = redact }, cancel);
        return (JsonObject)answer["data"]!["attributes"]!.DeepClone();
    }
}
