using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.Core.Storage;
using Ashlar.Core.Tests.Identity;
using Ashlar.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.Core.Tests.Keys;

/// <summary>A host with a clock that tests move, the operator, and organisations; keys are made through the product's own routes.</summary>
public sealed class KeyWorld(TestServer server) : IAsyncLifetime
{
    private readonly TestHost _host = new(server);

    internal ShiftedTime Time { get; } = new();

    internal TestHost Host => _host;

    internal Databases Databases => _host.Services.GetRequiredService<Databases>();

    public ValueTask InitializeAsync() => _host.Start(settings: new Dictionary<string, string?>(StringComparer.Ordinal) { ["Identity:Hashing:MemoryKib"] = "64", ["Identity:Hashing:Operations"] = "1" },
            adjust: builder => builder.Services.AddSingleton<TimeProvider>(Time));

    /// <summary>Signed in anew: tests move the clock, and tokens live for minutes.</summary>
    internal Task<HttpClient> Operator() => Organisation.Operator(_host);

    /// <summary>Speaks with a key.</summary>
    internal HttpClient With(string key, string header = "X-API-Key")
    {
        var client = _host.NewClient();
        if (header == "Authorization")
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        else
            client.DefaultRequestHeaders.Add(header, key);
        return client;
    }

    internal static async Task<IssuedKey> Mine(HttpClient person, params string[] scopes) => await Issue(person, "/api/v1/keys/mine", new { name = "Mine", scopes });

    internal async Task<IssuedKey> Module(string module, object? more = null) =>
        await Issue(await Operator(), "/api/v1/keys/api_keys", more ?? new { name = $"Key of {module}", kind = "module", module_name = module, environment = "dev" });

    internal static async Task<IssuedKey> Issue(HttpClient person, string path, object body)
    {
        var data = await Organisation.Data(await person.PostAsJsonAsync(path, body));
        return new IssuedKey(data.GetProperty("id").GetGuid(), data.GetProperty("attributes").GetProperty("key").GetString()!, data.GetProperty("attributes"));
    }

    internal static async Task<JsonElement> Body(HttpResponseMessage response, int status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == (int)response.StatusCode, $"{(int)response.StatusCode} {response.RequestMessage?.RequestUri}: {text}");
        return JsonElement.Parse(text);
    }

    internal Task<long> Count(string sql, params object?[] arguments) => Databases.System.Scalar<long>(sql, CancellationToken.None, arguments);

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}

internal sealed record IssuedKey(Guid Id, string Key, JsonElement Attributes);
