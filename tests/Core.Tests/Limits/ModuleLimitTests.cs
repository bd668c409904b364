using System.Net;
using Ashlar.Contract.Modules;
using Ashlar.Core.Tests.Modules;
using Ashlar.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.Core.Tests.Limits;

/// <summary>Its manifest limits some of its methods, one of them to more than the platform allows.</summary>
internal sealed class LimitedApp : IModule
{
    public void Define(ModuleBuilder module) => module
        .Query<Reach, ReachHandler>("authenticate", "limited:users:read")
        .Query<Reach, ReachHandler>("get_user", "limited:users:read")
        .Query<Reach, ReachHandler>("plain", "limited:users:read")
        .Query<Reach, ReachHandler>("greedy", "limited:users:read");
}

/// <summary>Its manifest limits a method that it does not have.</summary>
internal sealed class MistakenApp : IModule
{
    public void Define(ModuleBuilder module) => module.Query<Reach, ReachHandler>("here", "mistaken:users:read");
}

public sealed class ModuleLimitTests(TestServer server)
{
    [Fact]
    [Trait("feature", "RTL-07")]
    public async Task Calls_above_what_the_manifest_says_are_refused_per_method()
    {
        await using var host = await Start("5000/minute");
        var acme = await Organisation.Make(host, "acme", "shared", "limited");
        var people = new[] { acme.Admin, await acme.Person("other", "admin") };

        Assert.Equal(100, (await LimitWorld.Ask(people, "/api/v1/limited/authenticate", 100))[HttpStatusCode.OK]);
        using var refused = await people[1].GetAsync("/api/v1/limited/authenticate");
        Assert.Equal("rate_limited", await Organisation.Refused(refused, HttpStatusCode.TooManyRequests));
        Assert.Equal("\"limited.authenticate\";q=100;w=60", refused.Headers.GetValues("RateLimit-Policy").Single());
        Assert.True(refused.Headers.Contains("Retry-After"));

        Assert.Equal(1000, (await LimitWorld.Ask(people, "/api/v1/limited/get_user", 1000))[HttpStatusCode.OK]);
        await Organisation.Refused(await people[0].GetAsync("/api/v1/limited/get_user"), HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.OK, (await people[0].GetAsync("/api/v1/limited/plain")).StatusCode);
        // Another organisation has counters of its own.
        var other = await Organisation.Make(host, "other", "shared", "limited");
        Assert.Equal(HttpStatusCode.OK, (await other.Admin.GetAsync("/api/v1/limited/authenticate")).StatusCode);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("greedy")]
    [Trait("feature", "RTL-06")]
    public async Task A_module_has_the_platforms_limit_and_cannot_raise_it(string method)
    {
        await using var host = await Start(null);
        var acme = await Organisation.Make(host, "acme", "shared", "limited");
        Assert.Equal(100, (await LimitWorld.Ask([acme.Admin], $"/api/v1/limited/{method}", 100))[HttpStatusCode.OK]);
        using var refused = await acme.Admin.GetAsync($"/api/v1/limited/{method}");
        Assert.Equal("rate_limited", await Organisation.Refused(refused, HttpStatusCode.TooManyRequests));
        Assert.Equal("\"default\";q=100;w=60", refused.Headers.GetValues("RateLimit-Policy").Single());
    }

    [Fact]
    [Trait("feature", "RTL-07")]
    public async Task A_limit_of_a_method_that_is_not_there_stops_the_start()
    {
        await using var host = new TestHost(server);
        var failure = await Assert.ThrowsAnyAsync<Exception>(async () => await host.Start(adjust: builder => builder.Services.AddSingleton<IModule>(new MistakenApp())));
        Assert.Contains("mistaken: rate_limits names 'there'", failure.Message, StringComparison.Ordinal);
    }

    private async Task<TestHost> Start(string? usual)
    {
        var host = new TestHost(server);
        var settings = new Dictionary<string, string?>(LimitWorld.Product, StringComparer.Ordinal);
        if (usual is not null)
            settings["Limits:Rates:default"] = usual;
        await host.Start(settings: settings, adjust: builder => builder.Services.AddSingleton<IModule>(new LimitedApp()));
        return host;
    }
}
