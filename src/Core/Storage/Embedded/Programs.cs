using System.Diagnostics;

namespace Ashlar.Core.Storage.Embedded;

/// <summary>Runs the small programs of the operating system and of PostgreSQL.</summary>
internal static class Programs
{
    public static async Task<(int ExitCode, string Output)> Run(string program, IEnumerable<string> arguments, CancellationToken cancel)
    {
        // The working directory of the host may be closed to the user that the program runs as.
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = "/" };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var errors = process.StandardError.ReadToEndAsync(cancel);
        try
        {
            await process.WaitForExitAsync(cancel);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }
    }
}
