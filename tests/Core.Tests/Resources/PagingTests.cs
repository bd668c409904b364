using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.Core.Tests.Access;

namespace Ashlar.Core.Tests.Resources;

[Trait("feature", "API-04")]
public sealed class PagingTests(World world) : IClassFixture<World>
{
    [Theory]
    [InlineData("""filter[name][ne]=x>;rel="evil" """)]
    [InlineData("filter[name][ne]=x&sort=name")]
    public async Task The_link_to_the_next_page_leads_on_and_cannot_be_ended_early(string query)
    {
        var http = await world.Seller($"page-{query.Length}");
        foreach (var name in (string[])["One", "Two"])
            await http.Add(Sales.Accounts, new { name, status = "prospect" });

        var raw = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        using var first = await http.GetAsync(new Uri($"{http.BaseAddress!.ToString().TrimEnd('/')}{Sales.Accounts}?limit=1&{query.TrimEnd()}", in raw));
        var link = Assert.Single(first.Headers.GetValues("Link"));

        Assert.Equal(1, link.Count(character => character == '>'));
        Assert.EndsWith(">; rel=\"next\"", link, StringComparison.Ordinal);
        var next = (await first.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("links").GetProperty("next").GetString()!;
        Assert.Equal(next, link[1..link.IndexOf('>', StringComparison.Ordinal)]);
        Assert.Equal(1, (await World.Ok(http.GetAsync(next))).GetArrayLength());
    }
}
