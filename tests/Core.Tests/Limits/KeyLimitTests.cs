using System.Net;
using System.Net.Http.Json;
using Ashlar.TestKit;

namespace Ashlar.Core.Tests.Limits;

/// <summary>Two hosts where the class of modules is small enough to be used up quickly.</summary>
public sealed class KeyLimitWorld(TestServer server) : IAsyncLifetime
{
    public TestHost First { get; } = new(server);

    public TestHost? Second { get; private set; }

    public async ValueTask InitializeAsync()
    {
        var settings = new Dictionary<string, string?>(LimitWorld.Product, StringComparer.Ordinal) { ["Limits:Rates:core"] = "60/minute" };
        await First.Start(settings: settings);
        Second = new TestHost(server) { Beside = First };
        await Second.Start(settings: settings);
    }

    public async ValueTask DisposeAsync()
    {
        if (Second is not null)
            await Second.DisposeAsync();
        await First.DisposeAsync();
    }
}

public sealed class KeyLimitTests(KeyLimitWorld world) : IClassFixture<KeyLimitWorld>
{
    [Fact]
    [Trait("feature", "KEY-07")]
    [Trait("feature", "RTL-08")]
    public async Task All_keys_of_a_module_share_its_limit_on_every_host_and_no_other_modules()
    {
        var acme = await Organisation.Make(world.First, "acme-keys", "shared", "crm");
        using var oper = await Organisation.Operator(world.First);
        var path = $"/api/v1/core/tenants/{acme.Id}";
        var keys = new[] { await Key(oper, "crm", "one"), await Key(oper, "crm", "two") };
        var at = new[] { With(world.First, keys[0]), With(world.Second!, keys[1]), With(world.First, keys[1]), With(world.Second!, keys[0]) };
        using var other = With(world.Second!, await Key(oper, "hooks", "three"));

        Assert.Equal(60, (await LimitWorld.Ask(at, path, 60))[HttpStatusCode.OK]);
        foreach (var client in at)
            Assert.Equal(HttpStatusCode.TooManyRequests, (await client.GetAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await acme.Admin.GetAsync("/api/v1/crm/accounts")).StatusCode);
    }

    private static async Task<string> Key(HttpClient oper, string module, string name)
    {
        var made = await Organisation.Data(await oper.PostAsJsonAsync("/api/v1/keys/api_keys", new { name, kind = "module", module_name = module, environment = "dev" }));
        return made.GetProperty("attributes").GetProperty("key").GetString()!;
    }

    private static HttpClient With(TestHost host, string key)
    {
        var client = host.NewClient();
        client.DefaultRequestHeaders.Add("X-API-Key", key);
        return client;
    }
}
