using System.Net;
using Ashlar.Core.Storage;
using Ashlar.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.Core.Tests.Limits;

/// <summary>Three hosts on one database with the numbers of the product; only signing in is raised, since every test needs it.</summary>
public sealed class LimitWorld : IAsyncLifetime
{
    private readonly TestHost[] _hosts;

    public LimitWorld(TestServer server)
    {
        var first = new TestHost(server);
        _hosts = [first, new TestHost(server) { Beside = first }, new TestHost(server) { Beside = first }];
    }

    public static readonly IReadOnlyDictionary<string, string?> Product = new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["Limits:Scale"] = "1",
        ["Limits:Rates:auth"] = "500/minute",
        ["Limits:TrustedProxies"] = "127.0.0.0/8",
        ["Identity:Hashing:MemoryKib"] = "64",
        ["Identity:Hashing:Operations"] = "1",
    };

    public TestHost Host => _hosts[0];

    public IReadOnlyList<TestHost> Hosts => _hosts;

    internal Databases Databases => Host.Services.GetRequiredService<Databases>();

    public async ValueTask InitializeAsync()
    {
        foreach (var host in _hosts)
            await host.Start(settings: Product);
    }

    /// <summary>The same person at another host.</summary>
    public HttpClient At(int host, HttpClient person)
    {
        var client = _hosts[host].NewClient();
        foreach (var (name, values) in person.DefaultRequestHeaders.NonValidated)
            client.DefaultRequestHeaders.TryAddWithoutValidation(name, values.ToString());
        return client;
    }

    /// <summary>Asks so often, each time at the next of the hosts, and counts the answers by status.</summary>
    public static async Task<Dictionary<HttpStatusCode, int>> Ask(IReadOnlyList<HttpClient> at, string path, int times)
    {
        var answers = new Dictionary<HttpStatusCode, int>();
        for (var i = 0; i < times; i++)
        {
            using var answer = await at[i % at.Count].GetAsync(path);
            answers[answer.StatusCode] = answers.GetValueOrDefault(answer.StatusCode) + 1;
        }

        return answers;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts.Reverse())
            await host.DisposeAsync();
    }
}
