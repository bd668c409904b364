using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Ashlar.Core.Tests.Audit;

/// <summary>rsyslog itself, which writes what it understood of each message as one line: pri|time|app|msgid|structured data|text.</summary>
internal sealed class SyslogReceiver : IDisposable
{
    private static readonly string? _program = new[] { "/usr/sbin/rsyslogd", "/usr/local/sbin/rsyslogd", "/usr/bin/rsyslogd" }.FirstOrDefault(File.Exists);

    private readonly string _folder = Directory.CreateTempSubdirectory("ashlar-rsyslog").FullName;
    private Process? _process;

    public static bool Installed => _program is not null;

    public int Port { get; } = FreePort();

    private string Output => Path.Combine(_folder, "out.log");

    public void Start()
    {
        File.WriteAllText(Path.Combine(_folder, "rsyslog.conf"), $$"""
            global(workDirectory="{{_folder}}" maxMessageSize="16k" parser.escapeControlCharactersOnReceive="off")
            module(load="imtcp")
            module(load="imudp")
            template(name="understood" type="string" string="%pri%|%timereported:::date-rfc3339%|%app-name%|%msgid%|%structured-data%|%msg%\n")
            input(type="imtcp" address="127.0.0.1" port="{{Port}}")
            input(type="imudp" address="127.0.0.1" port="{{Port}}")
            action(type="omfile" file="{{Output}}" template="understood")
            """);
        _process = Process.Start(new ProcessStartInfo(_program!, ["-n", "-f", Path.Combine(_folder, "rsyslog.conf"), "-i", Path.Combine(_folder, "pid")]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true });
    }

    public async Task Listening() => await Eventually.True(async () =>
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }, 60);

    public void Stop()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        _process = null;
    }

    /// <summary>What it wrote about one log.</summary>
    public string[] Lines(Guid log)
    {
        if (!File.Exists(Output))
            return [];
        using var reader = new StreamReader(new FileStream(Output, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return [.. reader.ReadToEnd().Split('\n').Where(line => line.Contains($"log=\"{log}\"", StringComparison.Ordinal))];
    }

    public void Dispose()
    {
        Stop();
        Directory.Delete(_folder, recursive: true);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
