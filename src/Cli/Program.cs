using System.CommandLine;
using Ashlar.Cli;
using Ashlar.Cli.Commands;

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    interrupted.Cancel();
};
ParseResult? parsed = null;
try
{
    parsed = Root.Build().Parse(args);
    return parsed.Errors.Count > 0
        ? Talk.Fail(parsed, new Failure(ExitCode.Usage, "usage", string.Join(" ", parsed.Errors.Select(error => error.Message))))
        : await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, interrupted.Token);
}
catch (Failure failure)
{
    return Talk.Fail(parsed, failure);
}
catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
{
    return ExitCode.Interrupted;
}
catch (Exception crash)
{
    if (args.Contains("--debug") || Session.Variable("ASHLAR_DEBUG") is not null)
        Console.Error.WriteLine(crash);
    return Talk.Fail(parsed, Crash.Of(crash));
}
