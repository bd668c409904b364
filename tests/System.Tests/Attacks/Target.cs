using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Ashlar.TestKit;

namespace Ashlar.System.Tests.Attacks;

/// <summary>A host with one organisation that has every app, and what attackers need to walk all of its resources.</summary>
public sealed class Target(TestServer server) : IAsyncLifetime
{
    public TestHost Host { get; } = new(server);

    public Organisation Victim { get; private set; } = null!;

    /// <summary>The definitions of all resources, as the administrator reads them.</summary>
    public IReadOnlyList<JsonElement> Resources { get; private set; } = [];

    public IEnumerable<string> Paths => Resources.Select(resource => resource.GetProperty("path").GetString()!);

    public async ValueTask InitializeAsync()
    {
        await Host.InitializeAsync();
        Victim = await Organisation.Make(Host, "victim", "shared", [.. Ashlar.Host.Modules.All.Select(module => module.Id)]);
        Resources = await Organisation.Rows(Victim.Admin, "/api/v1/meta/resources");
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    /// <summary>Sends bytes as they are and demands that the answer blames the caller or obeys, never that the product broke.</summary>
    public static async Task<HttpStatusCode> Unbroken(HttpClient client, HttpMethod method, string path, byte[]? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        var sent = body is null ? "" : $" with {Encoding.UTF8.GetString(body[..Math.Min(200, body.Length)])}";
        Assert.True((int)answer.StatusCode < 500, $"{method} {path}{sent} broke: {text}");
        if ((int)answer.StatusCode >= 400)
            Assert.False(string.IsNullOrWhiteSpace(JsonElement.Parse(text).GetProperty("error").GetProperty("message").GetString()), $"{method} {path}{sent} does not say what is wrong: {text}");
        return answer.StatusCode;
    }
}
