using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Ashlar.TestKit;

namespace Ashlar.Core.Tests.Events;

/// <summary>Two hosts on one database.</summary>
public sealed class TwoHosts(TestServer server) : IAsyncLifetime
{
    public TestHost First { get; } = new(server);

    public TestHost Second { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await First.Start();
        Second = new TestHost(server) { Beside = First };
        await Second.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await Second.DisposeAsync();
        await First.DisposeAsync();
    }
}

public sealed class LiveStreamTests(TwoHosts hosts) : IClassFixture<TwoHosts>
{
    private const string Stream = "/api/v1/events/stream";
    private const string Leads = "/api/v1/crm/leads";

    private static readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Theory]
    [Trait("feature", "SES-01")]
    [InlineData("logout", false)]
    [InlineData("logout", true)]
    [InlineData("disable", false)]
    [InlineData("disable", true)]
    public async Task The_stream_of_a_session_that_ends_is_over_within_a_second_on_every_host(string how, bool elsewhere)
    {
        var tenant = await Organisation.Make(hosts.First, $"t{Guid.CreateVersion7():n}"[..20], "shared", "crm");
        var person = await tenant.Person("listener", "crm.admin");
        using var stream = await person.GetAsync(Stream, HttpCompletionOption.ResponseHeadersRead, _cancel);
        Assert.Equal(HttpStatusCode.OK, stream.StatusCode);
        using var told = new StreamReader(await stream.Content.ReadAsStreamAsync(_cancel));
        Assert.Equal(": connected", await told.ReadLineAsync(_cancel));
        var id = (await Organisation.Rows(tenant.Admin, "/api/v1/org/users")).Single(user => user.GetProperty("attributes").GetProperty("name").GetString() == "listener").GetProperty("id").GetString();
        var rest = told.ReadToEndAsync(_cancel);

        var (acting, path) = how == "logout" ? (person, "/api/v1/auth/logout") : (tenant.Admin, $"/api/v1/org/users/{id}/disable");
        using var client = Elsewhere(acting, elsewhere);
        var ended = Stopwatch.StartNew();
        Assert.True((await client.PostAsJsonAsync(path, new { }, _cancel)).IsSuccessStatusCode);
        // Committed by now; whatever happens from here is nothing for that session.
        await Organisation.Data(await tenant.Admin.PostAsJsonAsync(Leads, new { name = "Afterwards" }, _cancel));

        Assert.DoesNotContain("crm.leads", await rest, StringComparison.Ordinal);
        Assert.InRange(ended.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.Equal(HttpStatusCode.Unauthorized, (await person.GetAsync(Stream, _cancel)).StatusCode);
    }

    [Fact]
    [Trait("feature", "SES-05")]
    public async Task Whoever_loses_a_role_hears_no_more_of_what_it_opened_while_the_stream_goes_on()
    {
        var tenant = await Organisation.Make(hosts.First, $"t{Guid.CreateVersion7():n}"[..20], "shared", "crm");
        var person = await tenant.Person("seller", "crm.admin", "member");
        using var stream = await person.GetAsync(Stream, HttpCompletionOption.ResponseHeadersRead, _cancel);
        using var lines = new StreamReader(await stream.Content.ReadAsStreamAsync(_cancel));
        var before = await Lead(tenant, "Before");
        Assert.Contains(before, await Until(lines, before), StringComparison.Ordinal);

        var role = (await Organisation.Rows(tenant.Admin, "/api/v1/rbac/roles?filter[code][eq]=crm.admin"))[0].GetProperty("id").GetString();
        foreach (var grant in await Organisation.Rows(tenant.Admin, $"/api/v1/rbac/grants?filter[role_id][eq]={role}"))
            (await tenant.Admin.DeleteAsync($"/api/v1/rbac/grants/{grant.GetProperty("id").GetString()}", _cancel)).EnsureSuccessStatusCode();
        var after = await Lead(tenant, "After");
        // Something that the person may still see tells that the stream is past it.
        var seen = (await Organisation.Data(await person.PostAsJsonAsync("/api/v1/meta/views", new { name = "Mine", resource = "org.users", scope = "personal", definition = new { } }, _cancel))).GetProperty("id").GetString()!;

        Assert.DoesNotContain(after, await Until(lines, seen), StringComparison.Ordinal);
    }

    private static async Task<string> Lead(Organisation tenant, string name) =>
        (await Organisation.Data(await tenant.Admin.PostAsJsonAsync(Leads, new { name }, _cancel))).GetProperty("id").GetString()!;

    private static async Task<string> Until(StreamReader lines, string awaited)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var heard = "";
        while (!heard.Contains(awaited, StringComparison.Ordinal))
            heard += (await lines.ReadLineAsync(patience.Token) ?? throw new EndOfStreamException($"The stream ended before it told of {awaited}:\n{heard}")) + "\n";
        return heard;
    }

    private HttpClient Elsewhere(HttpClient person, bool elsewhere)
    {
        var client = (elsewhere ? hosts.Second : hosts.First).NewClient();
        client.DefaultRequestHeaders.Authorization = person.DefaultRequestHeaders.Authorization;
        return client;
    }
}
