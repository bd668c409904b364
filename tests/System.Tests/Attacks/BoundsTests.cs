using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Ashlar.TestKit;

namespace Ashlar.System.Tests.Attacks;

/// <summary>A host that has little patience, so that tests need little too.</summary>
public sealed class ImpatientHost(TestServer server) : IAsyncLifetime
{
    public TestHost Host { get; } = new(server);

    public Organisation Acme { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Host.Start(settings: new Dictionary<string, string?>(StringComparer.Ordinal) { ["Limits:HeaderSeconds"] = "1", ["Limits:BodyGraceSeconds"] = "1.5", ["Limits:Streams"] = "3" });
        Acme = await Organisation.Make(Host, "acme", "shared", "crm");
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

/// <summary>Requests that are too large, too slow or too many at once.</summary>
public sealed class BoundsTests(ImpatientHost world) : IClassFixture<ImpatientHost>
{
    private const string Accounts = "/api/v1/crm/accounts";

    [Fact]
    public async Task Who_sends_headers_slowly_is_told_and_cut_off()
    {
        var answer = await Drip("GET /api/v1/version HTTP/1.1\r\nHost: localhost\r\n", "X: y\r\n");
        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        Assert.Contains("The request took too long to arrive.", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_sends_a_body_slowly_is_told_and_cut_off()
    {
        var answer = await Drip("POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n", " ");
        Assert.StartsWith("HTTP/1.1 4", answer, StringComparison.Ordinal);
        Assert.Contains("\"error\"", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1024 * 1024 - 100, HttpStatusCode.UnprocessableEntity)]
    [InlineData(1024 * 1024 + 1, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_body_is_bounded_whether_or_not_it_states_its_length(int bytes, HttpStatusCode expected)
    {
        var text = $"{{\"nonsense\":\"{new string('a', bytes - 15)}\"}}";
        foreach (var chunked in new[] { false, true })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Accounts) { Content = new StringContent(text, Encoding.ASCII, new MediaTypeHeaderValue("application/json")) };
            request.Headers.TransferEncodingChunked = chunked;
            Assert.Equal(expected == HttpStatusCode.RequestEntityTooLarge ? "too_large" : "unknown_field", await Organisation.Refused(await world.Acme.Admin.SendAsync(request), expected));
        }
    }

    [Fact]
    public async Task Live_streams_of_one_person_are_counted_and_given_back()
    {
        var person = await world.Acme.Person("streamer", "admin");
        var open = new List<HttpResponseMessage>();
        for (var i = 0; i < 3; i++)
            open.Add(await person.GetAsync("/api/v1/events/stream", HttpCompletionOption.ResponseHeadersRead));
        Assert.All(open, stream => Assert.Equal(HttpStatusCode.OK, stream.StatusCode));
        Assert.Equal("too_many_streams", await Organisation.Refused(await person.GetAsync("/api/v1/events/stream"), HttpStatusCode.TooManyRequests));
        using (var other = await world.Acme.Admin.GetAsync("/api/v1/events/stream", HttpCompletionOption.ResponseHeadersRead))
            Assert.Equal(HttpStatusCode.OK, other.StatusCode);

        open[0].Dispose();
        for (var attempt = 0; attempt < 100; attempt++)
        {
            using var again = await person.GetAsync("/api/v1/events/stream", HttpCompletionOption.ResponseHeadersRead);
            if (again.StatusCode == HttpStatusCode.OK)
                return;
            await Task.Delay(100);
        }

        Assert.Fail("A stream that was closed is still counted.");
    }

    /// <summary>Sends a beginning, then a little at a time until the host has had enough.</summary>
    private async Task<string> Drip(string beginning, string drop)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(world.Host.Address.Host, world.Host.Address.Port);
        await using var stream = socket.GetStream();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var answer = new MemoryStream();
        var reading = Task.Run(async () =>
        {
            try
            {
                await stream.CopyToAsync(answer, patience.Token);
            }
            catch (Exception ended) when (ended is IOException or OperationCanceledException)
            {
                // Cut off after the answer.
            }
        });
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(beginning), patience.Token);
            while (!reading.IsCompleted)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(drop), patience.Token);
                await Task.WhenAny(reading, Task.Delay(200, patience.Token));
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException)
        {
            await reading;
        }

        return Encoding.UTF8.GetString(answer.ToArray());
    }
}
