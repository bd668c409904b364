using System.CommandLine;

namespace Ashlar.Cli;

/// <summary>Options that every command takes.</summary>
internal static class Options
{
    public static readonly string[] Formats = ["table", "json", "csv", "yaml"];

    public static readonly Option<bool> Json = new("--json") { Description = "Answer in JSON, errors too", Recursive = true };
    public static readonly Option<string?> Output = Choice("--output", "-o", "How to print: table, json, csv or yaml (ASHLAR_OUTPUT)");
    public static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "Say nothing but data and errors", Recursive = true };
    public static readonly Option<bool> NoColor = new("--no-color") { Description = "No colours (NO_COLOR)", Recursive = true };
    public static readonly Option<string?> Profile = new("--profile") { Description = "The sign-in to use (ASHLAR_PROFILE, default)", Recursive = true };
    public static readonly Option<string?> Tenant = new("--tenant") { Description = "Code of the organisation to work in", Recursive = true };
    public static readonly Option<string?> Url = new("--url") { Description = "Address of the host (ASHLAR_URL, the profile's, http://localhost:5080)", Recursive = true };
    public static readonly Option<bool> DryRun = new("--dry-run") { Description = "Show what would be sent and change nothing; an import is checked whole", Recursive = true };
    public static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Ask no questions", Recursive = true };
    public static readonly Option<bool> Wait = new("--wait") { Description = "Wait for jobs to end", Recursive = true };

    public static readonly Option<bool> Debug = new("--debug") { Description = "Show the trace of a fault of this program (ASHLAR_DEBUG)", Recursive = true };

    public static readonly IReadOnlyList<Option> All = [Json, Output, Quiet, NoColor, Profile, Tenant, Url, DryRun, Yes, Wait, Debug];

    public static string Format(ParseResult parsed) =>
        parsed.GetValue(Json) ? "json" : parsed.GetValue(Output) ?? (Environment.GetEnvironmentVariable("ASHLAR_OUTPUT") is { } wanted && Formats.Contains(wanted) ? wanted : "table");

    private static Option<string?> Choice(string name, string alias, string description)
    {
        var option = new Option<string?>(name, alias) { Description = description, Recursive = true };
        option.AcceptOnlyFromAmong(Formats);
        return option;
    }
}
