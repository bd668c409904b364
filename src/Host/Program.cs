using Ashlar.Core.Lifecycle;
using Ashlar.Host;
using Ashlar.Host.Operator;

try
{
    if (OperatorCommands.Knows(args))
        return await OperatorCommands.Run(args);
    await AshlarHost.Build(args).RunAsync();
    return Environment.ExitCode;
}
catch (OperationCanceledException)
{
    // Told to stop before it had started.
    return Environment.ExitCode;
}
catch (StartException failure)
{
    await Console.Error.WriteLineAsync($"Ashlar cannot start. {failure.Message}");
    return 1;
}
