using System.Text.Json.Nodes;

namespace Ashlar.Cli;

/// <summary>Ends the command: with an exit code, a code programs can decide by and a sentence for people.</summary>
internal sealed class Failure(int exit, string code, string message) : Exception(message)
{
    public int Exit => exit;

    public string Code => code;

    /// <summary>The error of the host when it answered one, else made here.</summary>
    public JsonObject Error { get; init; } = new() { ["code"] = code, ["message"] = message };

    public static Failure Usage(string message) => new(ExitCode.Usage, "usage", message);
}
