using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Ashlar.TestKit;

namespace Ashlar.Crm.Tests;

/// <summary>An organisation that has bought the CRM, on the real host; its administrator is signed in.</summary>
public sealed class Office(TestServer server) : IAsyncLifetime
{
    private readonly TestHost _host = new(server);
    private Organisation _organisation = null!;

    public Desk Admin { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await _host.InitializeAsync();
        _organisation = await Organisation.Make(_host, "office", "shared", "crm");
        Admin = new Desk(_organisation.Admin);
        await Admin.Post("/catalogue/crm/subscribe", new { plan = "professional" });
    }

    /// <summary>A colleague with roles of the CRM.</summary>
    public async Task<Desk> Colleague(string name, params string[] roles) => new(await _organisation.Person(name, roles));

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    /// <summary>The answer of the database itself, beyond every layer of the product.</summary>
    internal async Task<T> Sql<T>(string sql)
    {
        await using var connection = await _host.Connections.OpenOwner("", CancellationToken.None);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SET search_path = shared; {sql}";
        return (T)Convert.ChangeType((await command.ExecuteScalarAsync())!, typeof(T), CultureInfo.InvariantCulture);
    }
}

/// <summary>Speaks to the product as one person.</summary>
public sealed class Desk(HttpClient client)
{
    public HttpClient Client => client;

    public Task<JsonNode> Get(string path) => Send(HttpMethod.Get, path, null);

    public Task<JsonNode> Post(string path, object? body = null) => Send(HttpMethod.Post, path, body);

    public async Task<JsonNode> Send(HttpMethod method, string path, object? body)
    {
        using var response = await Try(method, path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    /// <summary>The code of the error the product answers with.</summary>
    public async Task<(int Status, string Code)> Refused(string path, object? body = null, HttpMethod? method = null)
    {
        using var response = await Try(method ?? HttpMethod.Post, path, body);
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"];
        return ((int)response.StatusCode, $"{error?["code"]}");
    }

    public async Task<string> Add(string resource, object body) => $"{(await Post($"/crm/{resource}", body))["data"]!["id"]}";

    public async Task<JsonNode> Row(string resource, string id) => (await Get($"/crm/{resource}/{id}"))["data"]!["attributes"]!;

    public async Task<int> Count(string resource, string filter = "") => (int)(await Get($"/crm/{resource}?limit=1&meta=total&{filter}"))["meta"]!["total"]!;

    public async Task<JsonNode> Until(string path, Func<JsonNode, bool> there)
    {
        for (var attempt = 0; ; attempt++)
        {
            var answer = await Get(path);
            if (there(answer) || attempt > 100)
                return answer;
            await Task.Delay(100);
        }
    }

    public async Task<HttpResponseMessage> Try(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith("/api", StringComparison.Ordinal) ? path : $"/api/v1{path}");
        request.Content = body switch
        {
            null => null,
            HttpContent content => content,
            _ => JsonContent.Create(body),
        };
        return await client.SendAsync(request);
    }
}
