using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Ashlar.TestKit;

namespace Ashlar.Core.Tests.Http;

/// <summary>What no endpoint answers is refused in the house's form, before anybody is asked who he is.</summary>
public sealed class RoutingErrorTests(TestHost host) : IClassFixture<TestHost>
{
    [Theory]
    [InlineData("/api/v1/crm/nothing/of/this/kind")]
    [InlineData("/.well-known/nothing")]
    [InlineData("/openapi/nothing")]
    [InlineData("/health/nothing")]
    public async Task An_address_that_no_route_serves_is_named(string path)
    {
        using var answer = await host.Client.GetAsync(path);

        Assert.Equal((HttpStatusCode.NotFound, "not_found", $"There is no route {path}."), await Told(answer));
    }

    [Fact]
    public async Task A_method_that_an_address_does_not_know_is_refused_with_those_it_knows()
    {
        using var answer = await host.Client.DeleteAsync("/api/v1/auth/login");

        Assert.Equal((HttpStatusCode.MethodNotAllowed, "method_not_allowed"), await Told(answer) is var told ? (told.Status, told.Code) : default);
        Assert.Equal(["POST"], answer.Content.Headers.Allow);
    }

    [Fact]
    public async Task Outside_of_the_interfaces_nothing_is_told_about_routes()
    {
        using var answer = await host.Client.PostAsync("/nothing", new StringContent("x", Encoding.UTF8));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.DoesNotContain("There is no route", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode Status, string? Code, string? Message)> Told(HttpResponseMessage answer)
    {
        var error = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error");
        return (answer.StatusCode, error.GetProperty("code").GetString(), error.GetProperty("message").GetString());
    }
}
