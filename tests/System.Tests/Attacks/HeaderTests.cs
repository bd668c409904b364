using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Ashlar.Core.Access;
using Ashlar.Core.Limits;
using Ashlar.System.Tests.Attacks.Surface;
using Ashlar.TestKit;
using Microsoft.AspNetCore.Builder;

namespace Ashlar.System.Tests.Attacks;

/// <summary>A host behind a proxy that ends TLS, with a console and with a route that fails.</summary>
public sealed class SecuredHost(TestServer server) : IAsyncLifetime
{
    public const string Failing = "/api/v1/test/fails";

    public TestHost Host { get; } = new(server);

    public Organisation Acme { get; private set; } = null!;

    internal ApiMap Map { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var console = Directory.CreateDirectory(Path.Combine(server.DataFolder, "console-for-headers"));
        Directory.CreateDirectory(Path.Combine(console.FullName, "assets"));
        await File.WriteAllTextAsync(Path.Combine(console.FullName, "index.html"), "<!doctype html><title>Console</title>");
        await File.WriteAllTextAsync(Path.Combine(console.FullName, "assets", "app-1.js"), "1");
        await Host.Start(
            settings: new Dictionary<string, string?>(StringComparer.Ordinal) { ["ASHLAR_CONSOLE"] = console.FullName, ["Limits:TrustedProxies"] = "127.0.0.1" },
            map: app => app.MapGet(Failing, string () => throw new InvalidOperationException("The password is swordfish.")).Anonymous("A route that fails, for this test alone."));
        Acme = await Organisation.Make(Host, "acme", "shared", "crm");
        Map = await ApiMap.Of(Host);
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

/// <summary>Whatever answers, answers with the headers that keep browsers safe and with nothing about the inside.</summary>
[Trait("feature", "SEC-11")]
public sealed class HeaderTests(SecuredHost world) : IClassFixture<SecuredHost>
{
    private static readonly Dictionary<string, Func<string, bool>> _needed = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Content-Security-Policy"] = value => value.Contains("default-src '", StringComparison.Ordinal) && value.Contains("frame-ancestors '", StringComparison.Ordinal) && !value.Contains("unsafe-eval", StringComparison.Ordinal) && !value.Contains("script-src 'unsafe-inline'", StringComparison.Ordinal) && !value.Contains('*', StringComparison.Ordinal),
        ["Strict-Transport-Security"] = value => value.Contains("max-age=31536000", StringComparison.Ordinal),
        ["X-Content-Type-Options"] = value => value == "nosniff",
        ["X-Frame-Options"] = value => value is "DENY" or "SAMEORIGIN",
        ["Referrer-Policy"] = value => value == "same-origin",
        ["Permissions-Policy"] = value => value.Contains("camera=()", StringComparison.Ordinal),
        ["Cross-Origin-Opener-Policy"] = value => value == "same-origin",
        ["Cross-Origin-Resource-Policy"] = value => value == "same-origin",
        ["X-Request-Id"] = value => value.Length > 5,
    };

    [Fact]
    public async Task Every_read_and_every_refusal_of_every_route_carries_them()
    {
        var wrong = new List<string>();
        foreach (var operation in world.Map.Operations.Where(operation => operation.Path != "/api/v1/events/stream"))
        {
            var path = operation.In("path").Aggregate(operation.Path, (at, parameter) => at.Replace($"{{{parameter.Name}}}", Contract.Values.Ids.New().ToString(), StringComparison.Ordinal));
            foreach (var client in new[] { world.Host.Client, world.Acme.Admin })
            {
                if (operation.IsWrite && client == world.Acme.Admin && !path.Contains("/crm/", StringComparison.Ordinal))
                    continue;
                using var request = new HttpRequestMessage(new HttpMethod(operation.Method), path);
                await Check(client, request, operation.Name, wrong);
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("GET", "/", 200)]
    [InlineData("GET", "/t/acme/crm/leads", 200)]
    [InlineData("GET", "/assets/app-1.js", 200)]
    [InlineData("GET", "/assets/none.js", 404)]
    [InlineData("GET", "/api/v1/none", 404)]
    [InlineData("PUT", "/api/v1/version", 405)]
    [InlineData("HEAD", "/api/v1/version", 405)]
    [InlineData("OPTIONS", "/api/v1/crm/leads", 405)]
    [InlineData("TRACE", "/", 404)]
    [InlineData("GET", SecuredHost.Failing, 500)]
    public async Task Pages_files_and_errors_carry_them(string method, string path, int status)
    {
        var wrong = new List<string>();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        Assert.Equal(status, await Check(world.Host.Client, request, $"{method} {path}", wrong));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    [Trait("feature", "SEC-10")]
    public async Task A_fault_of_ours_tells_its_number_and_nothing_of_the_inside()
    {
        var text = await (await world.Host.Client.GetAsync(SecuredHost.Failing)).Content.ReadAsStringAsync();
        Assert.Contains("\"code\":\"internal\"", text, StringComparison.Ordinal);
        Assert.Contains("\"request_id\":\"req_", text, StringComparison.Ordinal);
        Assert.DoesNotContain("swordfish", text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\n{} ")]
    public async Task Answers_that_the_server_makes_by_itself_carry_them(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(world.Host.Address.Host, world.Host.Address.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var head = (await reader.ReadToEndAsync()).Split("\r\n\r\n")[0];
        // Whether a proxy ends TLS is not known before a request can be read.
        Assert.All(_needed.Where(header => header.Key != "Strict-Transport-Security"), header => Assert.Contains($"\r\n{header.Key}: ", head, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("\r\nServer:", head, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task On_a_way_that_is_not_encrypted_nothing_is_promised_about_the_next()
    {
        using var answer = await world.Host.Client.GetAsync("/api/v1/version");
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
    }

    private static async Task<int> Check(HttpClient client, HttpRequestMessage request, string name, List<string> wrong)
    {
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        foreach (var (header, good) in _needed)
        {
            if (!answer.Headers.TryGetValues(header, out var values) || values.Count() != 1 || !good(values.Single()))
                wrong.Add($"{name} ({(int)answer.StatusCode}) answers {header}: {string.Join(" | ", values ?? [])}");
        }

        foreach (var telling in (string[])["Server", "X-Powered-By", "X-AspNet-Version", "X-AspNetMvc-Version", "Via"])
        {
            if (answer.Headers.Contains(telling))
                wrong.Add($"{name} tells by {telling} what it runs on");
        }

        if (answer.Headers.CacheControl is null)
            wrong.Add($"{name} ({(int)answer.StatusCode}) does not say who may keep it");
        return (int)answer.StatusCode;
    }
}
