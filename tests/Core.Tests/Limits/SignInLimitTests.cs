using System.Net;
using System.Net.Http.Json;
using Ashlar.Core.Storage;
using Ashlar.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.Core.Tests.Limits;

/// <summary>Hosts with every number as the product has it, one that trusts a proxy and one that trusts nobody.</summary>
public sealed class SignInWorld : IAsyncLifetime
{
    public SignInWorld(TestServer server)
    {
        Behind = new TestHost(server);
        Beside = new TestHost(server) { Beside = Behind };
        Plain = new TestHost(server) { Beside = Behind };
    }

    public TestHost Behind { get; }

    public TestHost Beside { get; }

    public TestHost Plain { get; }

    public async ValueTask InitializeAsync()
    {
        var settings = LimitWorld.Product.Where(setting => setting.Key != "Limits:Rates:auth").ToDictionary(StringComparer.Ordinal);
        await Behind.Start(settings: settings);
        await Beside.Start(settings: settings);
        settings.Remove("Limits:TrustedProxies");
        await Plain.Start(settings: settings);
    }

    public async ValueTask DisposeAsync()
    {
        await Plain.DisposeAsync();
        await Beside.DisposeAsync();
        await Behind.DisposeAsync();
    }
}

public sealed class SignInLimitTests(SignInWorld world) : IClassFixture<SignInWorld>
{
    [Fact]
    [Trait("feature", "RTL-02")]
    public async Task The_sixth_attempt_of_a_minute_is_refused_with_the_right_password_too()
    {
        for (var i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await SignIn(i % 2 == 0 ? world.Behind : world.Beside, "Wrong-Password-1", "192.0.2.5")).StatusCode);
        foreach (var host in new[] { world.Behind, world.Beside })
        {
            using var refused = await SignIn(host, Organisation.OperatorPassword, "192.0.2.5");
            Assert.Equal("rate_limited", await Organisation.Refused(refused, HttpStatusCode.TooManyRequests));
            Assert.Equal("\"auth\";q=5;w=60", refused.Headers.GetValues("RateLimit-Policy").Single());
        }

        Assert.Equal(HttpStatusCode.OK, (await SignIn(world.Beside, Organisation.OperatorPassword, "192.0.2.6")).StatusCode);
        var services = world.Behind.Services.GetRequiredService<Databases>().System;
        Assert.Equal("5/minute for address 192.0.2.5: POST /api/v1/auth/login", await services.Scalar<string>("SELECT reason FROM public.audit_logs WHERE action = 'limits.reached' AND ip = '192.0.2.5'", CancellationToken.None));
    }

    [Fact]
    [Trait("feature", "RTL-12")]
    public async Task Only_what_a_trusted_proxy_adds_is_believed()
    {
        // The proxy adds the address it sees at the right; everything left of it is what the client made up.
        for (var i = 0; i < 5; i++)
            await SignIn(world.Behind, "Wrong-Password-1", $"10.9.8.{i}, 192.0.2.77");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await SignIn(world.Behind, "Wrong-Password-1", "10.1.1.1, 192.0.2.77")).StatusCode);
        // Two proxies of ours in a row: the right-most that is no proxy counts.
        Assert.Equal(HttpStatusCode.TooManyRequests, (await SignIn(world.Behind, "Wrong-Password-1", "10.1.1.1, 192.0.2.77, 127.0.0.9")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignIn(world.Behind, "Wrong-Password-1", "192.0.2.77, 192.0.2.78")).StatusCode);
    }

    [Fact]
    [Trait("feature", "RTL-12")]
    public async Task Without_a_trusted_proxy_the_socket_counts_whatever_headers_say()
    {
        for (var i = 0; i < 5; i++)
            await SignIn(world.Plain, "Wrong-Password-1", $"203.0.113.{i}");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await SignIn(world.Plain, "Wrong-Password-1", "203.0.113.99")).StatusCode);
        var database = world.Plain.Services.GetRequiredService<Databases>().System;
        Assert.Equal(0L, await database.Scalar<long>("SELECT count(*) FROM public.audit_logs WHERE ip LIKE '203.0.113.%'", CancellationToken.None));
    }

    [Fact]
    [Trait("feature", "RTL-12")]
    public async Task Subscribers_of_the_newer_kind_of_address_are_one_network_each()
    {
        for (var i = 0; i < 5; i++)
            await SignIn(world.Behind, "Wrong-Password-1", $"2001:db8:1:2::{i + 1}");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await SignIn(world.Behind, "Wrong-Password-1", "2001:db8:1:2:ffff::1")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignIn(world.Behind, "Wrong-Password-1", "2001:db8:1:3::1")).StatusCode);
    }

    private static async Task<HttpResponseMessage> SignIn(TestHost host, string password, string from)
    {
        using var client = host.NewClient();
        client.DefaultRequestHeaders.Add("X-Forwarded-For", from);
        return await client.PostAsJsonAsync("/api/v1/auth/login", new { email = password == Organisation.OperatorPassword ? "operator@localhost" : "somebody@localhost", password });
    }
}
