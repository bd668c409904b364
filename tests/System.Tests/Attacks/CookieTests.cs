using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Core.Access;
using Ashlar.System.Tests.Attacks.Surface;
using Ashlar.TestKit;

namespace Ashlar.System.Tests.Attacks;

/// <summary>What another site can make a signed-in browser do: on every route, nothing.</summary>
[Trait("feature", "IDN-09")]
public sealed class CookieTests(AttackWorld world) : IClassFixture<AttackWorld>
{
    private const string Password = "Quartz-Meadow-77";

    [Fact]
    public async Task No_route_that_changes_something_is_moved_by_a_cookie_alone()
    {
        var (cookie, csrf) = await SignIn();
        var (_, other) = await SignIn();
        (string, string)[][] forgeries =
        [
            [],
            [("X-CSRF-Token", "")],
            [("X-CSRF-Token", other)],
            [("X-CSRF-Token", csrf), ("Origin", "https://evil.test")],
            [("X-CSRF-Token", csrf), ("Origin", "null")],
            [("X-CSRF-Token", csrf), ("Sec-Fetch-Site", "cross-site")],
            [("X-CSRF-Token", csrf), ("Origin", $"{world.Host.Address.GetLeftPart(UriPartial.Authority)}.evil.test")],
        ];
        var operations = world.Map.Operations.Where(operation => operation.IsWrite && operation.Access is not AnonymousAccess).ToList();
        var requests = new List<(Operation Operation, string Path, JsonNode? Body)>();
        foreach (var operation in operations)
            requests.Add((operation, operation.Filled(await AttackWorld.Ids(operation, world.Ours)), await world.Ours.Bodies.Of(operation)));

        await using var owner = await world.OpenOwner();
        var before = Prints.Show(await Prints.Of(owner, world.Attacker.Id));
        var (wrong, turn) = (new List<string>(), 0);
        using var client = Bare();
        foreach (var (operation, path, body) in requests)
        {
            // Each route meets the plain forgery and one of the others in turn.
            foreach (var forgery in new[] { forgeries[0], forgeries[1 + (turn++ % (forgeries.Length - 1))] })
            {
                var (status, text) = await Send(client, operation.Method, path, cookie, forgery, body);
                if (status != 403 || !text.Contains("csrf", StringComparison.OrdinalIgnoreCase))
                    wrong.Add($"{operation.Name} with {string.Join(", ", forgery)} answered {status}: {text[..Math.Min(200, text.Length)]}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(before, Prints.Show(await Prints.Of(owner, world.Attacker.Id)));
        var (known, _) = await Send(client, "PATCH", "/api/v1/auth/me", cookie, [("X-CSRF-Token", csrf)], JsonNode.Parse("""{"name":"Admin"}"""));
        Assert.Equal(200, known);
    }

    [Fact]
    public async Task Reading_changes_nothing_on_any_route()
    {
        var (cookie, _) = await SignIn();
        var requests = new List<string>();
        foreach (var operation in world.Map.Operations.Where(operation => operation is { IsWrite: false, Path: not "/api/v1/events/stream" } && operation.Access is not ModuleAccess))
            requests.Add(operation.Filled(await AttackWorld.Ids(operation, world.Ours)));

        await using var owner = await world.OpenOwner();
        var before = Prints.Show(await Prints.Of(owner, world.Attacker.Id));
        using var client = Bare();
        foreach (var path in requests)
            Assert.InRange((await Send(client, "GET", path, cookie, [("Sec-Fetch-Site", "cross-site")], null)).Status, 200, 499);

        Assert.Equal(before, Prints.Show(await Prints.Of(owner, world.Attacker.Id)));
    }

    [Fact]
    public async Task A_session_that_somebody_planted_before_the_sign_in_is_not_the_session_after_it()
    {
        var (planted, _) = await SignIn();
        using var client = Bare();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/login") { Content = JsonContent.Create(new { email = $"admin@{world.Victim.Code}.test", password = Password, cookie = true }) };
        request.Headers.TryAddWithoutValidation("Cookie", planted);
        using var answer = await client.SendAsync(request);
        var given = Assert.Single(answer.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("ashlar_session=", StringComparison.Ordinal));

        Assert.NotEqual(planted, given.Split(';')[0]);
        var (status, text) = await Send(client, "GET", "/api/v1/auth/me", planted, [], null);
        Assert.True(status == 200 && text.Contains(world.Attacker.Code, StringComparison.Ordinal), "The planted session is still its owner's and nobody else's.");
        foreach (var invented in (string[])["x", new string('a', 43), "as_" + new string('a', 43), "%00", "../../x"])
            Assert.Equal(401, (await Send(client, "GET", "/api/v1/auth/me", $"ashlar_session={invented}", [], null)).Status);
    }

    [Fact]
    public async Task Another_site_signs_no_browser_in_by_any_way_in()
    {
        using var client = Bare();
        foreach (var operation in world.Map.Operations.Where(operation => operation is { Access: AnonymousAccess, IsWrite: true } && operation.Fields.Any(field => field.Key == "cookie")))
        {
            var body = (await world.Ours.Bodies.Of(operation))!.AsObject();
            if (operation.Path.EndsWith("/login", StringComparison.Ordinal))
                (body["email"], body["password"]) = ($"admin@{world.Victim.Code}.test", Password);
            body["cookie"] = true;
            var (status, text) = await Send(client, operation.Method, operation.Filled(await AttackWorld.Ids(operation, world.Ours)), "", [("Origin", "https://evil.test")], body);
            Assert.True(status is >= 400 and < 500, $"{operation.Name} answered {status}: {text}");
        }
    }

    private HttpClient Bare() => new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = world.Host.Address };

    private async Task<(string Cookie, string Csrf)> SignIn()
    {
        using var client = Bare();
        using var answer = await client.PostAsJsonAsync("/api/v1/auth/login", new { email = $"admin@{world.Attacker.Code}.test", password = Password, cookie = true });
        var cookies = answer.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]).ToList();
        return (Assert.Single(cookies, cookie => cookie.StartsWith("ashlar_session=", StringComparison.Ordinal)), Uri.UnescapeDataString(cookies.Single(cookie => cookie.StartsWith("ashlar_csrf=", StringComparison.Ordinal))["ashlar_csrf=".Length..]));
    }

    private static async Task<(int Status, string Text)> Send(HttpClient client, string method, string path, string cookie, (string Name, string Value)[] headers, JsonNode? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : JsonContent.Create(body) };
        if (cookie.Length > 0)
            request.Headers.TryAddWithoutValidation("Cookie", cookie);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await client.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
