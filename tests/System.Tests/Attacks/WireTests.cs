using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Ashlar.System.Tests.Attacks;

/// <summary>Requests that no client library would send. Whatever cannot be read in one way only is refused, the connection ends, and the answer says so in our words.</summary>
public sealed class WireTests(Target target) : IClassFixture<Target>
{
    private const string Post = "POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    private const string Get = "GET /api/v1/version HTTP/1.1\r\nHost: localhost\r\n";
    private const string Chunked = Post + "Transfer-Encoding: chunked\r\n\r\n";

    /// <summary>What is behind a name: a request, and the status it must be refused with.</summary>
    private static readonly Dictionary<string, (string Request, int Status)> _corpus = new(StringComparer.Ordinal)
    {
        ["length with a sign"] = ($"{Post}Content-Length: +3\r\n\r\n{{}} ", 400),
        ["length below zero"] = ($"{Post}Content-Length: -1\r\n\r\n", 400),
        ["length in hexadecimal"] = ($"{Post}Content-Length: 0x2\r\n\r\n{{}}", 400),
        ["length with a space inside"] = ($"{Post}Content-Length: 1 2\r\n\r\n{{}}", 400),
        ["length with a comma"] = ($"{Post}Content-Length: 2, 2\r\n\r\n{{}}", 400),
        ["length with a point"] = ($"{Post}Content-Length: 2.0\r\n\r\n{{}}", 400),
        ["length of nothing"] = ($"{Post}Content-Length: \r\n\r\n{{}}", 400),
        ["length beyond counting"] = ($"{Post}Content-Length: 99999999999999999999\r\n\r\n", 400),
        ["length in other digits"] = ($"{Post}Content-Length: ٣\r\n\r\n{{}} ", 400),
        ["two lengths that differ"] = ($"{Post}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{{}} ", 400),
        ["two lengths that agree"] = ($"{Post}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{{}}", 400),
        ["length and chunks"] = ($"{Post}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n", 400),
        ["chunks and length"] = ($"{Post}Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n", 400),
        ["chunked, identity"] = ($"{Post}Transfer-Encoding: chunked, identity\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n", 400),
        ["identity, chunked"] = ($"{Post}Transfer-Encoding: identity, chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n", 400),
        ["chunked twice"] = ($"{Post}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n", 400),
        ["chunked with a tail"] = ($"{Post}Transfer-Encoding: chunkedx\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n", 400),
        ["chunked after a vertical tab"] = ($"{Post}Transfer-Encoding: \u000bchunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n", 400),
        ["an encoding nobody knows"] = ($"{Post}Transfer-Encoding: gzip\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n", 400),
        ["space before the colon"] = ($"{Post}Transfer-Encoding : chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n", 400),
        ["chunk beyond 64 bits"] = ($"{Chunked}FFFFFFFFFFFFFFFFFF\r\n{{}}\r\n0\r\n\r\n", 400),
        ["chunk below zero"] = ($"{Chunked}-1\r\n{{}}\r\n0\r\n\r\n", 400),
        ["chunk with a sign"] = ($"{Chunked}+2\r\n{{}}\r\n0\r\n\r\n", 400),
        ["chunk in hexadecimal with 0x"] = ($"{Chunked}0x2\r\n{{}}\r\n0\r\n\r\n", 400),
        ["chunk of no size"] = ($"{Chunked}\r\n{{}}\r\n0\r\n\r\n", 400),
        ["chunk longer than it says"] = ($"{Chunked}1\r\n{{}}\r\n0\r\n\r\n", 400),
        ["header continued on a second line"] = ($"{Get}X-Fold: a\r\n b\r\n\r\n", 400),
        ["first header continued from nothing"] = ("GET /api/v1/version HTTP/1.1\r\n Host: a\r\n\r\n", 400),
        ["header without a colon"] = ($"{Get}nonsense\r\n\r\n", 400),
        ["header without a name"] = ($"{Get}: nothing\r\n\r\n", 400),
        ["name with a space"] = ($"{Get}X Y: z\r\n\r\n", 400),
        ["NUL in a header"] = ($"{Get}X: a\0b\r\n\r\n", 400),
        ["CR alone in a header"] = ($"{Get}X: a\rb\r\n\r\n", 400),
        ["NUL in the address"] = ("GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ["NUL, encoded, in the address"] = ("GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ["two hosts"] = ("GET /api/v1/version HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        ["no host"] = ("GET /api/v1/version HTTP/1.1\r\n\r\n", 400),
        ["host with a path"] = ("GET /api/v1/version HTTP/1.1\r\nHost: a/b\r\n\r\n", 400),
        ["host with a user"] = ("GET /api/v1/version HTTP/1.1\r\nHost: a@b\r\n\r\n", 400),
        ["absolute address of another host"] = ("GET http://evil.test/api/v1/version HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ["address with a space"] = ("GET /api/v1/ver sion HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ["an address that is none"] = ("GET nonsense HTTP/1.1\r\nHost: a\r\n\r\n", 405),
        ["a fragment for an address"] = ("GET # HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ["a method that is none"] = ("G@T / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ["no version"] = ("GET /\r\n\r\n", 400),
        ["version nobody speaks"] = ("GET / HTTP/3.7\r\nHost: a\r\n\r\n", 505),
        ["another protocol"] = ("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n", 400),
        ["address too long"] = ($"GET /{new string('a', 20_000)} HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        ["header too long"] = ($"{Get}X: {new string('a', 100_000)}\r\n\r\n", 431),
        ["too many headers"] = ($"{Get}{string.Concat(Enumerable.Range(0, 150).Select(i => $"X-{i}: 1\r\n"))}\r\n", 431),
    };

    public static TheoryData<string> Names => [.. _corpus.Keys];

    [Theory, MemberData(nameof(Names))]
    public async Task Broken_requests_are_refused_in_our_words_and_end_the_connection(string name)
    {
        var (request, status) = _corpus[name];
        // A second request travels along: whoever reads the first one differently would see this one.
        var answers = Answers(await Talk(request + "GET /api/v1/version HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: smuggled\r\n\r\n"));

        var (first, head, body) = answers[0];
        Assert.Equal(status, first);
        Assert.DoesNotContain(answers, answer => answer.Head.Contains("smuggled", StringComparison.Ordinal));
        if (status == 505)
            return;
        var error = JsonElement.Parse(body).GetProperty("error");
        Assert.Equal(status == 405 ? "method_not_allowed" : "malformed", error.GetProperty("code").GetString());
        Assert.EndsWith(".", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains($"X-Request-Id: {error.GetProperty("request_id").GetString()}", head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /api/v1/version HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("GET http://localhost/api/v1/version HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("GET /api/v1/version HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("GET /api/v1/version HTTP/1.1\r\nHost: localhost\r\nContent-Length: 007\r\n\r\n0123456")]
    [InlineData("GET /api/v1/version HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: Chunked\r\n\r\n2;ext=1\r\n{}\r\n0\r\nTrailer: x\r\n\r\n")]
    public async Task Unusual_requests_that_mean_one_thing_are_answered_one_after_the_other(string request)
    {
        var answers = Answers(await Talk($"{request}GET /api/v1/version HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: second\r\nConnection: close\r\n\r\n"));
        Assert.Equal([200, 200], answers.Select(answer => answer.Status));
        Assert.Contains("second", answers[1].Head, StringComparison.Ordinal);
    }

    /// <summary>Sends bytes and reads until the server ends the connection or is silent for long.</summary>
    private async Task<string> Talk(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(target.Host.Address.Host, target.Host.Address.Port);
        await using var stream = socket.GetStream();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var answer = new MemoryStream();
        try
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(request), patience.Token);
            await stream.CopyToAsync(answer, patience.Token);
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException)
        {
            // A connection that is reset after its answer has said what it had to say.
        }

        return Encoding.UTF8.GetString(answer.ToArray());
    }

    private static List<(int Status, string Head, string Body)> Answers(string text)
    {
        var answers = new List<(int, string, string)>();
        foreach (var part in text.Split("HTTP/1.1 ").Skip(1))
        {
            var end = part.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            var body = end < 0 ? "" : part[(end + 4)..];
            var (from, to) = (body.IndexOf('{', StringComparison.Ordinal), body.LastIndexOf('}'));
            answers.Add((int.Parse(part[..3], global::System.Globalization.CultureInfo.InvariantCulture), end < 0 ? part : part[..end], from >= 0 ? body[from..(to + 1)] : body));
        }

        return answers;
    }
}
