using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Ashlar.Cli;

/// <summary>What people read beside the data. It goes to the error stream, so that data can be piped.</summary>
internal sealed class Talk(ParseResult parsed)
{
    public static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly bool _quiet = parsed.GetValue(Options.Quiet);

    public static bool Colors(ParseResult parsed) => !parsed.GetValue(Options.NoColor) && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    public IAnsiConsole Errors { get; } = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(Console.Error),
        ColorSystem = Colors(parsed) && !Console.IsErrorRedirected ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Ansi = Console.IsErrorRedirected ? AnsiSupport.No : AnsiSupport.Detect,
        Interactive = Console.IsInputRedirected || Console.IsErrorRedirected ? InteractionSupport.No : InteractionSupport.Detect,
    });

    public bool Interactive => !Console.IsInputRedirected && !Console.IsErrorRedirected;

    public void Say(string text)
    {
        if (!_quiet)
            Console.Error.WriteLine(text);
    }

    /// <summary>Asks before something that cannot simply be taken back.</summary>
    public void Confirm(string question)
    {
        if (parsed.GetValue(Options.Yes) || parsed.GetValue(Options.DryRun))
            return;
        if (!Interactive)
            throw Failure.Usage($"{question} Say --yes to go on without being asked.");
        if (!Errors.Prompt(new ConfirmationPrompt(Markup.Escape(question)) { DefaultValue = false }))
            throw new Failure(ExitCode.Failed, "not_confirmed", "Nothing was changed.");
    }

    /// <summary>Prints an error where the caller looks for it, and says what the process ends with.</summary>
    /// <param name="parsed">Null when not even the command line could be read.</param>
    /// <param name="failure">Why it ends.</param>
    public static int Fail(ParseResult? parsed, Failure failure)
    {
        if (parsed is not null && Options.Format(parsed) == "json")
        {
            Console.Out.WriteLine(new JsonObject { ["error"] = failure.Error.DeepClone() }.ToJsonString(Pretty));
            return failure.Exit;
        }

        Console.Error.WriteLine($"{failure.Message} ({failure.Error["code"]})");
        foreach (var detail in failure.Error["details"] as JsonArray ?? [])
            Console.Error.WriteLine($"  {detail!["field"]}: {detail["message"]}");
        if (failure.Error["request_id"] is { } request)
            Console.Error.WriteLine($"  request {request}");
        return failure.Exit;
    }
}
