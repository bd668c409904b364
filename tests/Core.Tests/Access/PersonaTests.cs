using System.Net;

namespace Ashlar.Core.Tests.Access;

[Trait("feature", "RBC-02")]
public sealed class PersonaTests(World world) : IClassFixture<World>
{
    private static readonly SemaphoreSlim _once = new(1);
    private static bool _made;

    [Theory]
    [InlineData("john", "admin", "isp/network isp/portal isp/mobile crm/accounts commerce/store commerce/inventory")]
    [InlineData("sarah", "isp.manager crm.admin", "isp/network isp/portal isp/mobile crm/accounts")]
    [InlineData("mike", "crm.sales_rep commerce.sales", "crm/accounts commerce/store commerce/inventory")]
    [InlineData("jane", "isp.portal_customer commerce.shopper", "isp/portal commerce/store")]
    [InlineData("tom", "isp.field_tech", "isp/mobile")]
    [Trait("feature", "RBC-01")]
    [Trait("feature", "RBC-03")]
    [Trait("feature", "TEN-16")]
    public async Task Each_persona_reaches_exactly_what_the_roles_open(string name, string roles, string opened)
    {
        await Made();
        var person = await world.Person("abc-corp", $"{name}@abc-corp.test", roles.Split(' '));

        foreach (var place in "isp/network isp/portal isp/mobile crm/accounts commerce/store commerce/inventory".Split(' '))
        {
            var response = await person.GetAsync($"/api/v1/{place}");
            if (opened.Split(' ').Contains(place))
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            else
                Assert.Equal($"{place.Replace('/', ':')}:read", (await World.Error(response, HttpStatusCode.Forbidden)).GetProperty("details")[0].GetProperty("message").GetString());
        }

        // Not subscribed to, so nobody gets in, the administrator included.
        Assert.Equal("not_subscribed", (await World.Error(await person.GetAsync("/api/v1/projects/tasks"), HttpStatusCode.PaymentRequired)).GetProperty("code").GetString());
        // Nor onto the operator's plane.
        await World.Error(await person.GetAsync("/api/v1/platform/tenants"), HttpStatusCode.Forbidden);
    }

    private async Task Made()
    {
        await _once.WaitAsync();
        try
        {
            if (!_made)
                await world.Tenant("abc-corp", "isp:carrier", "crm:starter", "commerce:shop");
            _made = true;
        }
        finally
        {
            _once.Release();
        }
    }
}
