using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.System.Tests.Attacks.Surface;
using Ashlar.TestKit;

namespace Ashlar.System.Tests.Attacks;

/// <summary>Addresses that the host would call on somebody's word. How they are judged and called is proven beside the webhooks; here, that there are no others.</summary>
[Trait("feature", "SEC-09")]
public sealed class ForgedRequestTests(AttackWorld world) : IClassFixture<AttackWorld>
{
    /// <summary>Fields that hold an address, and whether the host ever calls it. A new one needs a reviewer who knows who calls what.</summary>
    private static readonly Dictionary<string, bool> _known = new(StringComparer.Ordinal)
    {
        ["/api/v1/crm/accounts website"] = false,
        ["/api/v1/customers website"] = false,
        ["/api/v1/platform/tenants hosts"] = false,
        ["/api/v1/webhooks/endpoints url"] = true,
    };

    private static readonly string[] _inside =
    [
        "https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[64:ff9b::7f00:1]/", "https://169.254.169.254/latest/meta-data/",
        "https://[fd00:ec2::254]/", "https://localhost/", "https://metadata.google.internal/", "https://10.0.0.1/", "https://example.com@127.0.0.1/", "http://example.com/", "file:///etc/passwd", "gopher://example.com/", "https://example.com:6379/",
    ];

    [Fact]
    public void Every_field_that_holds_an_address_is_known()
    {
        string[] words = ["url", "uri", "host", "endpoint", "callback", "webhook", "address", "server", "smtp"];
        var found = world.Map.Operations.Where(operation => operation.IsWrite)
            .SelectMany(operation => operation.Fields.Where(field => (string?)field.Value["format"] == "uri" || field.Key.Split('_').Any(part => words.Contains(part.TrimEnd('s')))).Select(field => $"{Resource(operation.Path)} {field.Key}"))
            .Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(_known.Keys.Order(StringComparer.Ordinal), found);
    }

    [Fact]
    public async Task No_organisation_sets_a_setting_that_names_a_server()
    {
        var keys = (await Organisation.Rows(world.Attacker.Admin, "/api/v1/settings")).Select(setting => setting.GetProperty("id").GetString()!).ToList();
        Assert.Contains("core.time_zone", keys);
        Assert.DoesNotContain(keys, key => new[] { "host", "url", "port", "server", "domain" }.Any(word => key.Split('.', '_').Contains(word)));
        foreach (var key in (string[])["mail.smtp_host", "sms.url", "core.base_domain"])
            Assert.Equal(HttpStatusCode.NotFound, (await world.Attacker.Admin.PutAsJsonAsync($"/api/v1/settings/{key}", new { value = "127.0.0.1" })).StatusCode);
    }

    [Fact]
    public async Task An_address_inside_the_house_is_taken_by_no_verb()
    {
        var id = await world.Ours.Of("/api/v1/webhooks/endpoints");
        foreach (var url in _inside)
        {
            foreach (var (method, path, body) in new (HttpMethod, string, object)[]
            {
                (HttpMethod.Post, "/api/v1/webhooks/endpoints/create", new { url, events = new[] { "*" } }),
                (HttpMethod.Put, $"/api/v1/webhooks/endpoints/{id}", new { url, events = new[] { "*" }, enabled = true }),
                (HttpMethod.Patch, $"/api/v1/webhooks/endpoints/{id}", new { url }),
                (HttpMethod.Post, "/api/v1/webhooks/endpoints/bulk", new { op = "update", ids = new[] { id }, set = new { url } }),
            })
            {
                using var answer = await world.Attacker.Admin.SendAsync(new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) });
                var text = await answer.Content.ReadAsStringAsync();
                Assert.True((int)answer.StatusCode is >= 400 and < 500 || (path.EndsWith("/bulk", StringComparison.Ordinal) && JsonElement.Parse(text).GetProperty("data").GetProperty("succeeded").GetInt32() == 0), $"{method} {path} took {url}: {(int)answer.StatusCode} {text}");
            }
        }
    }

    private static string Resource(string path) => (path.Contains("/{", StringComparison.Ordinal) ? path[..path.IndexOf("/{", StringComparison.Ordinal)] : path).Replace("/create", "", StringComparison.Ordinal);
}
