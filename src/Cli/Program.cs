using Ashlar.Cli;
using Ashlar.Cli.Commands;

var parsed = Root.Build().Parse(args);
using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    interrupted.Cancel();
};
try
{
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
