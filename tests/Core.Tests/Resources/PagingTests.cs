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
        foreach (var name in (string[])["One", "Two", "Three"])
            await http.Add(Sales.Accounts, new { name, status = "prospect" });

        var raw = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var address = $"{Sales.Accounts}?limit=1&{query.TrimEnd()}";
        var names = new List<string>();
        for (var page = 1; page <= 3; page++)
        {
            using var answer = await http.GetAsync(new Uri($"{http.BaseAddress!.ToString().TrimEnd('/')}{address}", in raw));
            var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
            names.Add(Assert.Single(body.GetProperty("data").EnumerateArray()).GetProperty("attributes").GetProperty("name").GetString()!);
            if (page == 3)
            {
                Assert.False(answer.Headers.Contains("Link"));
                break;
            }

            var link = Assert.Single(answer.Headers.GetValues("Link"));
            Assert.Equal(1, link.Count(character => character == '>'));
            Assert.EndsWith(">; rel=\"next\"", link, StringComparison.Ordinal);
            address = body.GetProperty("links").GetProperty("next").GetString()!;
            Assert.Equal(address, link[1..link.IndexOf('>', StringComparison.Ordinal)]);
        }

        Assert.Equal(["One", "Three", "Two"], names.Order(StringComparer.Ordinal));
    }
}
