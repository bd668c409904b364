using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ashlar.TestKit;

/// <summary>Speaks the INSTREAM command of clamd and finds one word. It can be made to answer nothing.</summary>
public sealed class FakeClamd : IDisposable
{
    public const string Infected = "EICAR-TEST-WORD";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public FakeClamd()
    {
        _listener.Start();
        _ = Listen();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Whether it hangs up without a word.</summary>
    public bool Silent { get; set; }

    public void Dispose() => _listener.Dispose();

    private async Task Listen()
    {
        try
        {
            while (true)
                _ = Serve(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Serve(TcpClient client)
    {
        using (client)
        {
            await using var stream = client.GetStream();
            if (Silent)
                return;
            await stream.ReadExactlyAsync(new byte["zINSTREAM\0".Length]);
            var content = new MemoryStream();
            var length = new byte[4];
            while (true)
            {
                await stream.ReadExactlyAsync(length);
                var part = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
                if (part.Length == 0)
                    break;
                await stream.ReadExactlyAsync(part);
                content.Write(part);
            }

            var found = Encoding.UTF8.GetString(content.ToArray()).Contains(Infected, StringComparison.Ordinal);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(found ? "stream: Test-Word FOUND\0" : "stream: OK\0"));
        }
    }
}
