using System.Text.Json.Nodes;

namespace Ashlar.Cli;

/// <summary>What nobody foresaw, said as people and programs can use it instead of as a trace.</summary>
internal static class Crash
{
    private const string Hint = "Run it again with --debug to see where, and report it with that.";

    /// <summary>The failure to tell of: of the files or the host it met, else of this program itself.</summary>
    public static Failure Of(Exception exception) => exception switch
    {
        HttpRequestException or HttpIOException => new Failure(ExitCode.Unavailable, "unreachable", $"The host stopped answering: {exception.Message}"),
        OperationCanceledException => new Failure(ExitCode.Unavailable, "timeout", "The host did not answer in time."),
        IOException or UnauthorizedAccessException => new Failure(ExitCode.Failed, "file", exception.Message),
        _ => Bug(exception),
    };

    private static Failure Bug(Exception exception)
    {
        var message = $"Something went wrong in the command line itself: {exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")} {Hint}";
        return new Failure(ExitCode.Crashed, "crashed", message) { Error = new JsonObject { ["code"] = "crashed", ["message"] = message, ["hint"] = Hint } };
    }
}
