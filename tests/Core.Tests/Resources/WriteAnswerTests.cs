using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.Core.Tests.Access;

namespace Ashlar.Core.Tests.Resources;

/// <summary>Somebody who may write rows and not read them.</summary>
[Trait("feature", "RBC-10")]
public sealed class WriteAnswerTests(World world) : IClassFixture<World>
{
    private const string Leads = "/api/v1/crm/leads";

    private static readonly string[] _writing = ["create", "update", "delete", "qualify", "disqualify"];

    [Fact]
    public async Task Whoever_may_change_a_row_and_not_read_it_is_answered_with_its_id_and_version_alone()
    {
        var seller = await world.Seller("blind");
        var admin = await world.Person("blind", "boss@blind.test", "admin");
        await World.Ok(admin.PostAsJsonAsync("/api/v1/rbac/roles", new { code = "blind", name = "Blind", allow = _writing.Select(verb => $"crm:leads:{verb}").Append("crm:accounts:update").Append("settings:settings:update") }));
        var blind = await world.Person("blind", "blind@blind.test", "blind");
        var lead = await seller.Add(Leads, new { name = "Secret Lena", company = "Hidden Ltd" });
        await World.Error(await blind.GetAsync($"{Leads}/{lead}"), HttpStatusCode.Forbidden);

        await Bare(blind.PatchAsJsonAsync($"{Leads}/{lead}", new { }));
        await Bare(blind.PatchAsJsonAsync($"{Leads}/{lead}", new { company = "Hidden Ltd" }));
        await Bare(blind.PutAsJsonAsync($"{Leads}/{lead}", new { name = "Secret Lena" }));
        await Bare(blind.PostAsJsonAsync($"{Leads}/{lead}/qualify", new { }));
        await Bare(blind.PostAsJsonAsync($"{Leads}/{lead}/revert", new { version = 1 }));
        await World.Ok(blind.DeleteAsync($"{Leads}/{lead}"));
        await Bare(blind.PostAsJsonAsync($"{Leads}/{lead}/restore", new { }));
        await Bare(blind.PostAsJsonAsync(Leads, new { name = "New" }));
        Assert.Equal(JsonValueKind.Null, (await World.Ok(blind.DeleteAsync("/api/v1/settings/core.currency"))).GetProperty("attributes").GetProperty("value").ValueKind);

        // Whoever may read it is shown it, and a grant on one row is enough for that row.
        Assert.Equal("Secret Lena", (await World.Ok(seller.PatchAsJsonAsync($"{Leads}/{lead}", new { }))).GetProperty("attributes").GetProperty("name").GetString());
        await World.Ok(admin.PostAsJsonAsync("/api/v1/rbac/grants", new { user_id = World.IdOf(blind), permission = "crm:leads:read", resource = "crm.leads", resource_id = lead }));
        Assert.Equal("Secret Lena", (await World.Ok(blind.PatchAsJsonAsync($"{Leads}/{lead}", new { }))).GetProperty("attributes").GetProperty("name").GetString());
    }

    private static async Task Bare(Task<HttpResponseMessage> request)
    {
        var answer = await World.Ok(request);
        Assert.NotEqual(Guid.Empty, answer.GetProperty("id").GetGuid());
        Assert.Equal(["version"], answer.GetProperty("attributes").EnumerateObject().Select(attribute => attribute.Name));
    }
}
