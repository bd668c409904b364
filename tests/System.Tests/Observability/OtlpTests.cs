using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Ashlar.TestKit;

namespace Ashlar.System.Tests.Observability;

/// <summary>A host that exports to a collector: requests and the jobs they start are one trace.</summary>
public sealed class OtlpTests : IDisposable
{
    private const string Request = "POST /api/v1/jobs/schedules/{id}/run";
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";

    private readonly string _folder = HostProcess.NewFolder();
    private readonly ConcurrentQueue<(string Path, string? Type, byte[] Body)> _received = [];
    private readonly HttpListener _collector = new();
    private readonly int _port = HostProcess.FreePort();

    [Fact, Trait("feature", "OBS-13")]
    public async Task A_trace_that_a_caller_brings_goes_on_through_the_request_into_the_job_and_is_exported()
    {
        _collector.Prefixes.Add($"http://127.0.0.1:{_port}/");
        _collector.Start();
        _ = Collect();
        using var host = await HostProcess.Launch(_folder, HostProcess.FreePort(), new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASHLAR_OPERATOR_PASSWORD"] = Organisation.OperatorPassword,
            ["ASHLAR_OTLP"] = $"http://127.0.0.1:{_port}",
        }).Ready();
        using var client = new HttpClient { BaseAddress = host.Address };
        var session = await Organisation.Data(await client.PostAsJsonAsync("/api/v1/auth/login", new { email = "operator@localhost", password = Organisation.OperatorPassword }));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("attributes").GetProperty("access_token").GetString());
        var schedule = (await Organisation.Rows(client, "/api/v1/jobs/schedules"))[0];
        client.DefaultRequestHeaders.Add("traceparent", $"00-{Trace}-b7ad6b7169203331-01");
        await Organisation.Data(await client.PostAsJsonAsync($"/api/v1/jobs/schedules/{schedule.GetProperty("id").GetString()}/run", new { }));

        var job = $"job {schedule.GetProperty("attributes").GetProperty("job").GetString()}";
        var waited = Stopwatch.StartNew();
        while (!(Names().Contains(job) && Names().Contains(Request)) && waited.Elapsed < TimeSpan.FromSeconds(60))
            await Task.Delay(100);

        Assert.Contains(job, Names());
        Assert.Contains(Request, Names());
        var request = Spans().Single(span => Name(span) == Request);
        Assert.Contains(Fields(request, 9), tag => Encoding.UTF8.GetString(Fields(tag, 1).Single()) == "http.response.status_code");
        Assert.All(_received, sent => Assert.Equal("application/x-protobuf", sent.Type));
    }

    private List<string> Names() => [.. Spans().Select(Name)];

    /// <summary>The spans of our trace, read from the messages as the protocol lays them out.</summary>
    private IEnumerable<byte[]> Spans() => _received.Where(sent => sent.Path == "/v1/traces")
        .SelectMany(sent => Fields(sent.Body, 1)).SelectMany(resource => Fields(resource, 2)).SelectMany(scope => Fields(scope, 2))
        .Where(span => Convert.ToHexStringLower(Fields(span, 1).Single()) == Trace);

    private static string Name(byte[] span) => Encoding.UTF8.GetString(Fields(span, 5).Single());

    private static List<byte[]> Fields(byte[] message, int wanted)
    {
        var (found, at) = (new List<byte[]>(), 0);
        while (at < message.Length)
        {
            var tag = Number(message, ref at);
            var (field, kind) = ((int)(tag >> 3), (int)(tag & 7));
            if (kind == 2)
            {
                var length = (int)Number(message, ref at);
                if (field == wanted)
                    found.Add(message[at..(at + length)]);
                at += length;
            }
            else if (kind == 0)
            {
                Number(message, ref at);
            }
            else
            {
                at += kind == 1 ? 8 : 4;
            }
        }

        return found;
    }

    private static ulong Number(byte[] message, ref int at)
    {
        var (value, shift) = (0UL, 0);
        for (; ; shift += 7)
        {
            var next = message[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
    }

    private async Task Collect()
    {
        while (_collector.IsListening)
        {
            try
            {
                var context = await _collector.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                _received.Enqueue((context.Request.Url!.AbsolutePath, context.Request.ContentType, body.ToArray()));
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
            catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException or IOException)
            {
                // A sender that gave up on one message sends the next ones all the same.
            }
        }
    }

    public void Dispose()
    {
        _collector.Close();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }
}
