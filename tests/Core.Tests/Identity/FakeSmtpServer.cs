using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace Ashlar.Core.Tests.Identity;

/// <summary>A mail server on loopback that speaks enough of RFC 5321 to take mails, or to refuse them for a while.</summary>
internal sealed class FakeSmtpServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Channel<string> _mails = Channel.CreateUnbounded<string>();

    public FakeSmtpServer()
    {
        _listener.Start();
        _ = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>So many transactions are refused with a temporary failure.</summary>
    public int Refusals { get; set; }

    public async Task<string> Next()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        return await _mails.Reader.ReadAsync(patience.Token);
    }

    public void Dispose() => _listener.Dispose();

    private async Task Accept()
    {
        try
        {
            while (true)
                _ = Serve(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Serve(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.ASCII);
            await using var writer = new StreamWriter(stream, Encoding.ASCII) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 test ESMTP");
            while (await reader.ReadLineAsync() is { } line)
            {
                switch (line.Split(' ', ':')[0].ToUpperInvariant())
                {
                    case "EHLO" or "HELO" or "RCPT" or "RSET":
                        await writer.WriteLineAsync("250 fine");
                        break;
                    case "MAIL" when Refusals > 0:
                        Refusals--;
                        await writer.WriteLineAsync("451 try again later");
                        break;
                    case "MAIL":
                        await writer.WriteLineAsync("250 fine");
                        break;
                    case "DATA":
                        await writer.WriteLineAsync("354 go on");
                        _mails.Writer.TryWrite(await Data(reader));
                        await writer.WriteLineAsync("250 taken");
                        break;
                    case "QUIT":
                        await writer.WriteLineAsync("221 bye");
                        return;
                    default:
                        await writer.WriteLineAsync("502 not known");
                        break;
                }
            }
        }
    }

    private static async Task<string> Data(StreamReader reader)
    {
        var mail = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line && line != ".")
            mail.Append(line.StartsWith("..", StringComparison.Ordinal) ? line[1..] : line).Append('\n');
        return mail.ToString();
    }
}
