using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Ashlar.Contract.Values;

namespace Ashlar.TestKit;

/// <summary>The host as a process of its own with an embedded server, for what only a process can show: signals, kills and exit codes.</summary>
public sealed class HostProcess : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = [];

    private HostProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Everything it has printed.</summary>
    public string Output => string.Join('\n', _output);

    public static string NewFolder() => Path.Combine(Folders.Artifacts, "test-servers", $"{Environment.ProcessId}-{Ids.New():n}");

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static HostProcess Launch(string dataFolder, int port, IReadOnlyDictionary<string, string>? environment = null)
    {
        var address = new Uri($"http://127.0.0.1:{port}");
        var start = new ProcessStartInfo(Folders.HostProgram, ["--urls", address.ToString()]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ASHLAR_DATA"] = dataFolder;
        start.Environment["ASHLAR_TEST_FAST_PG"] = "1";
        start.Environment["ASHLAR_SETTING_AUTH_MFA"] = "off";
        start.Environment["ASHLAR_BACKUPS_SCHEDULE"] = "off";
        start.Environment["Limits__Scale"] = TestHost.RaisedLimits;
        start.Environment.Remove("ASHLAR_DATABASE");
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        var host = new HostProcess(process, address);
        process.OutputDataReceived += (_, line) => host._output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => host._output.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return host;
    }

    /// <summary>Waits until the host is ready, and fails with its output when it ends before.</summary>
    public async Task<HostProcess> Ready()
    {
        using var client = new HttpClient { BaseAddress = Address };
        var waited = Stopwatch.StartNew();
        while (!_process.HasExited && waited.Elapsed < TimeSpan.FromMinutes(3))
        {
            try
            {
                if ((await client.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK)
                    return this;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(50);
        }

        throw new InvalidOperationException($"The host is not ready:\n{Output}");
    }

    /// <summary>Sends a signal such as TERM or KILL.</summary>
    public void Signal(string name) => Process.Start("kill", [$"-{name}", $"{Id}"]).WaitForExit();

    /// <summary>Waits for its end.</summary>
    public async Task<int> ExitCode()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Signal("TERM");
            if (!_process.WaitForExit(TimeSpan.FromSeconds(40)))
                _process.Kill();
        }

        _process.Dispose();
    }
}
