using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Ashlar.Bench;

/// <summary>Drives a target with wrk, whose requests come from a Lua table, and reads what it says.</summary>
internal static partial class Load
{
    /// <summary>Answers per second over the time given; any answer that is no success stops the measurement.</summary>
    public static async Task<double> Run(Uri address, IReadOnlyList<Request> requests, int connections, int seconds)
    {
        var script = Path.Combine(Path.GetTempPath(), $"ashlar-bench-{Environment.ProcessId}.lua");
        await File.WriteAllTextAsync(script, Script(requests));
        var start = new ProcessStartInfo("wrk", ["-t1", $"-c{connections}", $"-d{seconds}s", "-s", script, address.ToString()]) { UseShellExecute = false, RedirectStandardOutput = true };
        using var wrk = Process.Start(start)!;
        var output = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        File.Delete(script);
        if (output.Contains("Non-2xx", StringComparison.Ordinal) || Rate().Match(output) is not { Success: true } rate)
            throw new InvalidOperationException($"The load was not answered:{Environment.NewLine}{output}");
        return double.Parse(rate.Groups["rate"].Value, CultureInfo.InvariantCulture);
    }

    private static string Script(IReadOnlyList<Request> requests)
    {
        var lua = new StringBuilder("local r = {}\n");
        foreach (var request in requests)
            lua.Append($"r[#r+1] = wrk.format('{request.Method}', '{request.Path}', {{ ['Authorization']='{request.Authorization}', ['Content-Type']='application/json', ['Host']='localhost' }}, {(request.Body is null ? "nil" : $"'{request.Body}'")})\n");
        // Neighbours in the table belong to different tenants, so walking it mixes them.
        lua.Append("local i = math.random(#r)\nrequest = function() i = i % #r + 1 return r[i] end\n");
        return lua.ToString();
    }

    [GeneratedRegex(@"Requests/sec:\s+(?<rate>[\d.]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Rate();
}

/// <summary>One request of a load.</summary>
internal sealed record Request(string Method, string Path, string Authorization, string? Body);
