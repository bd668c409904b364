using Ashlar.Contract.Values;
using System.Net;
using System.Net.Http.Json;
using Ashlar.TestKit;

namespace Ashlar.Core.Tests.Limits;

/// <summary>A host behind a proxy with a small file of countries.</summary>
public sealed class NetworkWorld(TestServer server) : IAsyncLifetime
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"countries-{Ids.New():n}.csv");

    public TestHost Host { get; } = new(server);

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_file, "network,country_iso_code\n198.51.100.0/25,XA\n198.51.100.128/25,XB\n2001:db8:a::/48,XA\n203.0.113.0,203.0.113.127,XC\n");
        await Host.Start(settings: new Dictionary<string, string?>(LimitWorld.Product, StringComparer.Ordinal) { ["Limits:Scale"] = "1000", ["Limits:Countries"] = _file });
    }

    /// <summary>Somebody signed in, speaking from an address.</summary>
    public HttpClient From(string address, HttpClient? person = null)
    {
        var client = Host.NewClient();
        client.DefaultRequestHeaders.Authorization = person?.DefaultRequestHeaders.Authorization;
        client.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        File.Delete(_file);
    }
}

public sealed class NetworkRuleTests(NetworkWorld world) : IClassFixture<NetworkWorld>
{
    private const string Rules = "/api/v1/org/network_rules";

    [Fact]
    [Trait("feature", "RTL-11")]
    public async Task A_refused_network_and_a_refused_country_are_turned_away_before_sign_in()
    {
        using var oper = await Organisation.Operator(world.Host);
        var network = await Make(oper, new { action = "deny", network = "192.0.2.0/28" });
        var country = await Make(oper, new { action = "deny", country = "XA" });

        foreach (var from in new[] { "192.0.2.3", "198.51.100.9", "2001:db8:a::1" })
        {
            using var stranger = world.From(from);
            // A right password is of no use: nobody looks at it.
            await Eventually.True(async () => (await SignIn(stranger)).StatusCode == HttpStatusCode.Forbidden);
            Assert.Equal("address_refused", await Organisation.Refused(await SignIn(stranger), HttpStatusCode.Forbidden));
            Assert.Equal("address_refused", await Organisation.Refused(await stranger.GetAsync("/api/v1/version"), HttpStatusCode.Forbidden));
            Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync("/health/live")).StatusCode);
        }

        foreach (var from in new[] { "192.0.2.16", "198.51.100.200", "2001:db8:b::1", "203.0.113.5" })
            await Passes(SignIn(world.From(from)), from);

        // An allowed network decides before its country, and what is allowed by name closes the rest.
        var allowed = new[] { await Make(oper, new { action = "allow", network = "127.0.0.1" }), await Make(oper, new { action = "allow", network = "198.51.100.9" }) };
        await Eventually.True(async () => (await world.From("203.0.113.5").GetAsync("/api/v1/version")).StatusCode == HttpStatusCode.Forbidden);
        // The first of the two closes the rest already; the second is a moment behind it.
        await Eventually.True(async () => (await world.From("198.51.100.9").GetAsync("/api/v1/version")).StatusCode == HttpStatusCode.OK);
        foreach (var rule in allowed.Append(network).Append(country).Where(rule => rule != allowed[0]).Append(allowed[0]))
            Assert.Equal(HttpStatusCode.NoContent, (await oper.DeleteAsync($"{Rules}/{rule}")).StatusCode);
        await Eventually.True(async () => (await world.From("192.0.2.3").GetAsync("/api/v1/version")).StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    [Trait("feature", "RTL-11")]
    public async Task The_rules_of_an_organisation_bind_its_people_and_nobody_else()
    {
        var acme = await Organisation.Make(world.Host, "acme-net");
        var other = await Organisation.Make(world.Host, "other-net");
        await Make(acme.Admin, new { action = "deny", network = "192.0.2.128/25" });

        using var away = world.From("192.0.2.200", acme.Admin);
        await Eventually.True(async () => (await away.GetAsync("/api/v1/auth/me")).StatusCode == HttpStatusCode.Forbidden);
        Assert.Equal("address_refused", await Organisation.Refused(await away.GetAsync("/api/v1/auth/me"), HttpStatusCode.Forbidden));
        await Passes(acme.Admin.GetAsync("/api/v1/auth/me"), "here");
        await Passes(world.From("192.0.2.200", other.Admin).GetAsync("/api/v1/auth/me"), "another organisation's");
        Assert.Contains(await Organisation.Rows(acme.Admin, "/api/v1/audit/entries?limit=50"), row => row.GetProperty("attributes").GetProperty("action").GetString() == "limits.address_refused");
        Assert.Empty(await Organisation.Rows(other.Admin, Rules));
    }

    [Fact]
    [Trait("feature", "RTL-11")]
    public async Task Nobody_locks_himself_out()
    {
        var acme = await Organisation.Make(world.Host, "acme-lock");
        Assert.Equal("locks_you_out", await Refused(acme.Admin, new { action = "deny", network = "127.0.0.0/8" }));
        Assert.Equal("locks_you_out", await Refused(acme.Admin, new { action = "allow", network = "192.0.2.0/24" }));
        Assert.Equal("locks_you_out", await Refused(world.From("198.51.100.3", acme.Admin), new { action = "deny", country = "XA" }));

        var here = await Make(acme.Admin, new { action = "allow", network = "127.0.0.1" });
        await Make(acme.Admin, new { action = "allow", network = "192.0.2.0/24" });
        Assert.Equal("locks_you_out", await Organisation.Refused(await acme.Admin.DeleteAsync($"{Rules}/{here}"), HttpStatusCode.UnprocessableEntity));
        Assert.Equal("locks_you_out", await Organisation.Refused(await acme.Admin.PatchAsJsonAsync($"{Rules}/{here}", new { active = false }), HttpStatusCode.UnprocessableEntity));
    }

    [Theory]
    [InlineData("deny", "10.0.0.1/8", null, "not_a_network")]
    [InlineData("deny", "10.1", null, "not_a_network")]
    [InlineData("deny", "010.0.0.1", null, "not_a_network")]
    [InlineData("deny", "nonsense", null, "not_a_network")]
    [InlineData("deny", null, "Germany", "validation")]
    [InlineData("deny", null, "de", "not_a_country")]
    [InlineData("deny", null, null, "network_or_country")]
    [InlineData("deny", "192.0.2.1", "DE", "network_or_country")]
    public async Task A_rule_that_cannot_be_one_is_refused(string action, string? network, string? country, string code)
    {
        using var oper = await Organisation.Operator(world.Host);
        Assert.Equal(code, await Refused(oper, new { action, network, country }));
    }

    private static async Task Passes(Task<HttpResponseMessage> asked, string from)
    {
        using var answer = await asked;
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{from}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    private static async Task<string> Make(HttpClient person, object rule) => (await Organisation.Data(await person.PostAsJsonAsync(Rules, rule))).GetProperty("id").GetString()!;

    private static async Task<string?> Refused(HttpClient person, object rule) => await Organisation.Refused(await person.PostAsJsonAsync(Rules, rule), HttpStatusCode.UnprocessableEntity);

    private static Task<HttpResponseMessage> SignIn(HttpClient client) => client.PostAsJsonAsync("/api/v1/auth/login", new { email = "operator@localhost", password = Organisation.OperatorPassword });
}
