using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.TestKit;

namespace Ashlar.Core.Tests.Keys;

/// <summary>What the guides show, run.</summary>
public sealed class GuideTests(KeyWorld world) : IClassFixture<KeyWorld>
{
    [Fact]
    public async Task The_guide_to_keys_works()
    {
        var acme = await Organisation.Make(world.Host, "acme-guide");
        var (address, key) = (world.Host.Address, (await KeyWorld.Mine(acme.Admin, "org:users:read")).Key);
        using var http = new HttpClient { BaseAddress = address };
        http.DefaultRequestHeaders.Add("X-API-Key", key);
        var me = await http.GetFromJsonAsync<JsonElement>("/api/v1/auth/me");
        Assert.Equal("admin@acme-guide.test", me.GetProperty("data").GetProperty("attributes").GetProperty("user").GetProperty("email").GetString());
    }

    [Fact]
    public async Task The_guide_to_the_core_api_works()
    {
        var acme = await Organisation.Make(world.Host, "acme-ledger");
        var user = (await Organisation.Data(await acme.Admin.GetAsync("/api/v1/auth/me"))).GetProperty("attributes").GetProperty("user").GetProperty("id").GetGuid();
        var (address, key) = (world.Host.Address, (await world.Module("financial")).Key);
        using var core = new HttpClient { BaseAddress = address };
        core.DefaultRequestHeaders.Add("X-API-Key", key);
        var answer = await core.PostAsJsonAsync("/api/v1/core/rbac/check", new { user_id = user, permission = "org:users:read", resource_id = (Guid?)null });
        var allowed = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("allowed").GetBoolean();
        Assert.True(allowed);
    }
}
