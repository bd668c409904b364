using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.TestKit;
using Npgsql;

namespace Ashlar.System.Tests.ScaleOut;

public sealed class ScaleOutTests(Machines machines) : IClassFixture<Machines>, IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Gateway.Program is null, "nginx is not installed.");
        await machines.Heal();
    }

    [Fact]
    [Trait("feature", "DEP-05")]
    public async Task A_session_lives_on_when_the_host_that_began_it_dies()
    {
        using var direct = new HttpClient { BaseAddress = machines.Hosts[0].Address };
        direct.DefaultRequestHeaders.Authorization = await Machines.SignIn(direct);
        using var everywhere = machines.Gateway.Client();
        everywhere.DefaultRequestHeaders.Authorization = direct.DefaultRequestHeaders.Authorization;

        machines.Hosts[0].Signal("KILL");

        for (var request = 0; request < 30; request++)
            Assert.Equal(HttpStatusCode.OK, (await everywhere.GetAsync("/api/v1/auth/me")).StatusCode);
    }

    [Fact]
    [Trait("feature", "PRF-08")]
    public async Task A_host_that_drains_under_load_loses_no_request()
    {
        await using var writers = new Writers(machines.Client, 4);
        await writers.More(60);

        machines.Hosts[1].Signal("TERM");

        Assert.Equal(0, await machines.Hosts[1].ExitCode());
        await writers.More(60);
        await writers.Finish();
        Assert.Empty(writers.Repeated);
        Assert.Empty(writers.Unread);
        await NothingIsLost(writers);
    }

    [Fact]
    [Trait("feature", "PRF-08")]
    public async Task A_host_that_is_killed_under_load_loses_no_acknowledged_write_and_doubles_none()
    {
        await using var writers = new Writers(machines.Client, 4);
        await writers.More(60);

        machines.Hosts[2].Signal("KILL");
        await writers.More(60);
        await machines.Heal();
        await writers.More(60);

        await writers.Finish();
        Assert.Empty(writers.Unread);
        await NothingIsLost(writers);
    }

    [Fact]
    [Trait("feature", "DRB-03")]
    public async Task When_the_primary_dies_the_hosts_go_on_with_the_standby_by_themselves_and_lose_nothing()
    {
        await using var writers = new Writers(machines.Client, 4);
        await writers.More(60);

        await machines.Servers.FailOver();
        await writers.More(60);
        // The old primary cannot confirm a commit alone, and nobody is told that it did: there are no two truths.
        await machines.Servers.Return();
        await Assert.ThrowsAsync<NpgsqlException>(machines.Servers.WriteToOld);
        await machines.Servers.Fence();
        await writers.More(60);

        await writers.Finish();
        await NothingIsLost(writers);
        foreach (var host in machines.Hosts)
        {
            using var probe = new HttpClient { BaseAddress = host.Address };
            Assert.Equal(HttpStatusCode.OK, (await probe.GetAsync("/health/ready")).StatusCode);
        }
    }

    [Fact]
    [Trait("feature", "MOD-12")]
    public async Task A_flag_that_one_host_turns_off_is_off_on_all_within_five_seconds()
    {
        using var oper = await machines.Operator();
        var flag = (await Organisation.Data(await oper.PostAsJsonAsync("/api/v1/platform/flags", new { key = "scale.trial", enabled = true, tenants = new[] { "scale" } }))).GetProperty("id").GetGuid();
        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.All(await Task.WhenAll(machines.Hosts.Select(IsOn)), Assert.True);

        (await oper.PatchAsJsonAsync($"/api/v1/platform/flags/{flag}", new { enabled = false })).EnsureSuccessStatusCode();
        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);

        Assert.All(await Task.WhenAll(machines.Hosts.Select(IsOn)), Assert.False);
    }

    [Fact]
    public async Task What_one_host_changes_holds_on_the_others_within_a_second()
    {
        var roles = await Organisation.Data(await machines.Client.GetAsync("/api/v1/rbac/roles?limit=200"));
        var role = roles.EnumerateArray().First(row => row.GetProperty("attributes").GetProperty("code").GetString() == "crm.admin").GetProperty("id").GetGuid();
        var invited = await Organisation.Data(await machines.Client.PostAsJsonAsync("/api/v1/org/users/invite", new { email = "seller@scale.test", name = "Seller" }));
        using var seller = await machines.Accept(invited.GetProperty("attributes").GetProperty("link").GetString()!);
        var me = (await Organisation.Data(await seller.GetAsync("/api/v1/auth/me"))).GetProperty("attributes").GetProperty("user").GetProperty("id").GetGuid();
        var before = await Task.WhenAll(machines.Hosts.Select(host => Status(host, seller.DefaultRequestHeaders.Authorization!)));
        Assert.All(before, status => Assert.Equal(HttpStatusCode.Forbidden, status));

        var grant = await Organisation.Data(await machines.Client.PostAsJsonAsync("/api/v1/rbac/grants", new { user_id = me, role_id = role }));
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        var granted = await Task.WhenAll(machines.Hosts.Select(host => Status(host, seller.DefaultRequestHeaders.Authorization!)));
        Assert.All(granted, status => Assert.Equal(HttpStatusCode.OK, status));

        (await machines.Client.DeleteAsync($"/api/v1/rbac/grants/{grant.GetProperty("id").GetGuid()}")).EnsureSuccessStatusCode();
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        var after = await Task.WhenAll(machines.Hosts.Select(host => Status(host, seller.DefaultRequestHeaders.Authorization!)));
        Assert.All(after, status => Assert.Equal(HttpStatusCode.Forbidden, status));
    }

    private async Task<bool> IsOn(HostProcess host)
    {
        using var direct = new HttpClient { BaseAddress = host.Address };
        direct.DefaultRequestHeaders.Authorization = machines.Client.DefaultRequestHeaders.Authorization;
        return (await Organisation.Data(await direct.GetAsync("/api/v1/flags"))).GetProperty("attributes").GetProperty("scale.trial").GetBoolean();
    }

    private static async Task<HttpStatusCode> Status(HostProcess host, AuthenticationHeaderValue authorization)
    {
        using var direct = new HttpClient { BaseAddress = host.Address };
        direct.DefaultRequestHeaders.Authorization = authorization;
        return (await direct.GetAsync("/api/v1/crm/accounts?limit=1")).StatusCode;
    }

    private async Task NothingIsLost(Writers writers)
    {
        var found = new Dictionary<Guid, string>();
        for (var next = "/api/v1/crm/accounts?limit=200&fields=name"; next is not null;)
        {
            var page = JsonElement.Parse(await machines.Client.GetStringAsync(next));
            foreach (var row in page.GetProperty("data").EnumerateArray())
                found.Add(row.GetProperty("id").GetGuid(), row.GetProperty("attributes").GetProperty("name").GetString()!);
            next = page.GetProperty("links").TryGetProperty("next", out var link) ? link.GetString() : null;
        }

        Assert.DoesNotContain(writers.Acknowledged, row => found.GetValueOrDefault(row.Key) != row.Value);
        Assert.Equal(found.Count, found.Values.Distinct(StringComparer.Ordinal).Count());
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
