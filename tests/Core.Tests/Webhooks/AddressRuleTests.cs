using System.Net;
using System.Net.Http.Json;
using Ashlar.Core.Http.Outbound;
using Ashlar.TestKit;

namespace Ashlar.Core.Tests.Webhooks;

[Trait("feature", "SEC-09")]
public sealed class AddressRuleTests
{
    private static readonly AddressRules _strict = new(new AddressOptions());

    [Theory]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://127.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f000001/")]
    [InlineData("https://0177.0.0.1/")]
    [InlineData("https://0/")]
    [InlineData("https://0.0.0.0/")]
    [InlineData("https://10.0.0.1/")]
    [InlineData("https://172.16.0.1/")]
    [InlineData("https://172.31.255.255/")]
    [InlineData("https://192.168.1.1/")]
    [InlineData("https://100.64.0.1/")]
    [InlineData("https://169.254.169.254/latest/meta-data/")]
    [InlineData("https://168.63.129.16/")]
    [InlineData("https://100.100.100.200/")]
    [InlineData("https://198.18.0.1/")]
    [InlineData("https://224.0.0.1/")]
    [InlineData("https://255.255.255.255/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::]/")]
    [InlineData("https://[::ffff:127.0.0.1]/")]
    [InlineData("https://[::ffff:a9fe:a9fe]/")]
    [InlineData("https://[::127.0.0.1]/")]
    [InlineData("https://[64:ff9b::7f00:1]/")]
    [InlineData("https://[64:ff9b:1::1]/")]
    [InlineData("https://[2002:7f00:1::]/")]
    [InlineData("https://[fe80::1]/")]
    [InlineData("https://[fe80::1%25eth0]/")]
    [InlineData("https://[fc00::1]/")]
    [InlineData("https://[fd00:ec2::254]/")]
    [InlineData("https://[ff02::1]/")]
    [InlineData("https://localhost/")]
    [InlineData("https://LOCALHOST./")]
    [InlineData("https://db.internal/")]
    [InlineData("https://metadata.google.internal/")]
    [InlineData("https://intranet/")]
    [InlineData("https://user:pass@example.com/")]
    [InlineData("https://example.com@127.0.0.1/")]
    [InlineData("https://example.com/#x")]
    [InlineData("https://example.com:8443/")]
    [InlineData("https://example.com:22/")]
    [InlineData("http://example.com/")]
    [InlineData("ftp://example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://example.com/")]
    [InlineData("//example.com/")]
    [InlineData("/etc/passwd")]
    [InlineData("https://")]
    [InlineData("https://exa mple.com/")]
    [InlineData("https://example.com/\r\nHost: evil")]
    [InlineData("javascript:alert(1)")]
    public void An_address_inside_the_house_is_refused(string url) => Assert.NotNull(_strict.Refusal(url));

    [Theory]
    [InlineData("https://example.com/hooks?a=b")]
    [InlineData("https://8.8.8.8/")]
    [InlineData("https://[2606:4700::1111]/")]
    [InlineData("https://münchen.example/")]
    [InlineData("https://[64:ff9b::808:808]/")]
    public void A_public_address_is_taken(string url) => Assert.Null(_strict.Refusal(url));

    [Fact]
    public async Task A_name_that_resolves_inside_the_house_is_refused_when_it_is_called() =>
        await Assert.ThrowsAsync<RefusedAddressException>(() => _strict.Resolve("localhost", CancellationToken.None));

    [Fact]
    public void The_operator_opens_networks_and_ports()
    {
        var open = new AddressRules(new AddressOptions { Networks = [IPNetwork.Parse("10.20.0.0/16")], Http = true, Ports = [(8000, 8999)] });

        Assert.Null(open.Refusal("http://10.20.3.4:8080/"));
        Assert.Null(open.Refusal("http://[::ffff:10.20.3.4]:8080/"));
        Assert.NotNull(open.Refusal("http://10.21.3.4:8080/"));
        Assert.NotNull(open.Refusal("http://10.20.3.4:9000/"));
    }
}

/// <summary>The same through the product, as it is without settings.</summary>
[Trait("feature", "SEC-09")]
public sealed class AddressTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task An_endpoint_inside_the_house_is_neither_made_nor_reached_by_a_change()
    {
        var tenant = await Organisation.Make(host, "hook-ssrf", apps: "crm");

        var made = await tenant.Admin.PostAsJsonAsync("/api/v1/webhooks/endpoints/create", new { url = "https://169.254.169.254/latest", events = new[] { "*" } });
        Assert.Equal("webhook_address_refused", await Organisation.Refused(made, HttpStatusCode.UnprocessableEntity));

        var fine = (await Organisation.Data(await tenant.Admin.PostAsJsonAsync("/api/v1/webhooks/endpoints/create", new { url = "https://example.com/", events = new[] { "*" } }))).GetProperty("id").GetGuid();
        var moved = await tenant.Admin.PatchAsJsonAsync($"/api/v1/webhooks/endpoints/{fine}", new { url = "https://[::ffff:10.0.0.1]/" });
        Assert.Equal("webhook_address_refused", await Organisation.Refused(moved, HttpStatusCode.UnprocessableEntity));
    }
}
