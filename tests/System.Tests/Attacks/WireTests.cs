using System.Net.Sockets;
using System.Text;

namespace Ashlar.System.Tests.Attacks;

/// <summary>Requests that no client library would send.</summary>
public sealed class WireTests(Target target) : IClassFixture<Target>
{
    private const string Post = "POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n";

    public static TheoryData<string> Requests =>
    [
        $"{Post}Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n{{}}\r\n0\r\n\r\n",
        $"{Post}Transfer-Encoding: chunked\r\n\r\n-1\r\n{{}}\r\n0\r\n\r\n",
        $"{Post}Content-Length: +3\r\n\r\n{{}} ",
        $"{Post}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{{}} ",
        $"{Post}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n",
        $"{Post}Content-Length: -1\r\n\r\n",
        $"{Post}Content-Length: 99999999999999999999\r\n\r\n",
        $"{Post}X: {new string('a', 100_000)}\r\n\r\n",
        $"GET /api/v1/version HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /\0 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    ];

    [Theory, MemberData(nameof(Requests))]
    public async Task Broken_requests_are_the_callers_fault(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(target.Host.Address.Host, target.Host.Address.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));

        var answer = new byte[12];
        await stream.ReadExactlyAsync(answer);

        Assert.StartsWith("HTTP/1.1 4", Encoding.ASCII.GetString(answer), StringComparison.Ordinal);
    }
}
