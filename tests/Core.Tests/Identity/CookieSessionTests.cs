namespace Ashlar.Core.Tests.Identity;

[Trait("feature", "IDN-09")]
public sealed class CookieSessionTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task A_browser_gets_two_cookies_with_the_right_flags_and_no_tokens()
    {
        var reply = await SignIn(await host.User(await host.Tenant()));
        Assert.Null(reply.Attributes["access_token"]);
        Assert.Null(reply.Attributes["refresh_token"]);

        var session = Assert.Single(reply.Cookies, cookie => cookie.StartsWith("ashlar_session=", StringComparison.Ordinal)).ToLowerInvariant();
        Assert.Contains("; httponly", session, StringComparison.Ordinal);
        Assert.Contains("; samesite=lax", session, StringComparison.Ordinal);
        Assert.Contains("; path=/", session, StringComparison.Ordinal);
        Assert.Contains("; expires=", session, StringComparison.Ordinal);
        Assert.DoesNotContain("; secure", session, StringComparison.Ordinal);
        Assert.DoesNotContain("domain=", session, StringComparison.Ordinal);
        Assert.DoesNotContain("httponly", Assert.Single(reply.Cookies, cookie => cookie.StartsWith("ashlar_csrf=", StringComparison.Ordinal)), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Reading_needs_the_cookie_alone_and_writing_the_header_as_well()
    {
        var browser = Browser.Of(await SignIn(await host.User(await host.Tenant())));
        Assert.Equal(200, (await host.Get("/api/v1/auth/me", null, browser.Cookie)).Status);

        var without = await Rename(browser.Cookie);
        Assert.Equal((403, "csrf"), (without.Status, without.Code));
        Assert.Equal(403, (await Rename(browser.Cookie, ("X-CSRF-Token", browser.Csrf + "x"))).Status);
        Assert.Equal(403, (await Rename(browser.Cookie, ("X-CSRF-Token", ""))).Status);
        Assert.Equal(200, (await Rename(browser.Cookie, ("X-CSRF-Token", browser.Csrf))).Status);
    }

    [Fact]
    public async Task A_csrf_value_of_another_session_does_not_do()
    {
        var user = await host.User(await host.Tenant());
        var (mine, other) = (Browser.Of(await SignIn(user)), Browser.Of(await SignIn(user)));
        Assert.NotEqual(mine.Csrf, other.Csrf);
        Assert.Equal(403, (await Rename(("Cookie", $"{mine.Cookie.Value}; ashlar_csrf={other.Csrf}"), ("X-CSRF-Token", other.Csrf))).Status);
    }

    [Theory]
    [InlineData("Origin", "https://attacker.example", 403)]
    [InlineData("Origin", "null", 403)]
    [InlineData("Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-origin", 200)]
    public async Task A_request_from_a_page_of_another_site_is_refused_even_with_the_header(string name, string value, int status)
    {
        var browser = Browser.Of(await SignIn(await host.User(await host.Tenant())));
        Assert.Equal(status, (await Rename(browser.Cookie, ("X-CSRF-Token", browser.Csrf), (name, value))).Status);
    }

    [Fact]
    public async Task Our_own_origin_is_welcome()
    {
        var browser = Browser.Of(await SignIn(await host.User(await host.Tenant())));
        Assert.Equal(200, (await Rename(browser.Cookie, ("X-CSRF-Token", browser.Csrf), ("Origin", host.Host.Address.GetLeftPart(UriPartial.Authority)))).Status);
    }

    [Fact]
    public async Task Another_site_cannot_sign_a_browser_in()
    {
        var user = await host.User(await host.Tenant());
        var reply = await host.Post("/api/v1/auth/login", new { email = user.Email, password = IdentityHost.Password, cookie = true }, null, ("Origin", "https://attacker.example"));
        Assert.Equal(403, reply.Status);
        Assert.Empty(reply.Cookies);
    }

    [Fact]
    public async Task A_bearer_token_needs_no_header_even_when_a_cookie_travels_along()
    {
        var user = await host.User(await host.Tenant());
        var browser = Browser.Of(await SignIn(user));
        var pair = await host.Tokens(user);
        Assert.Equal(200, (await host.Send(HttpMethod.Patch, "/api/v1/auth/me", new { locale = "de" }, pair.Access, browser.Cookie)).Status);
        Assert.Equal(401, (await host.Get("/api/v1/auth/me", "nonsense", browser.Cookie)).Status);
    }

    [Fact]
    public async Task A_stale_cookie_does_not_hinder_signing_in_again()
    {
        var user = await host.User(await host.Tenant());
        var browser = Browser.Of(await SignIn(user));
        Assert.Equal(200, (await host.Post("/api/v1/auth/login", new { email = user.Email, password = IdentityHost.Password, cookie = true }, null, browser.Cookie)).Status);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_takes_the_cookies_back()
    {
        var browser = Browser.Of(await SignIn(await host.User(await host.Tenant())));
        Assert.Equal(403, (await host.Post("/api/v1/auth/logout", null, null, browser.Cookie)).Status);
        var reply = await host.Post("/api/v1/auth/logout", null, null, browser.Cookie, ("X-CSRF-Token", browser.Csrf));
        Assert.Equal(204, reply.Status);
        Assert.All(reply.Cookies, cookie => Assert.Contains("expires=Thu, 01 Jan 1970", cookie, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(401, (await host.Get("/api/v1/auth/me", null, browser.Cookie)).Status);
        Assert.Equal(204, (await host.Post("/api/v1/auth/logout")).Status);
    }

    [Fact]
    public async Task Behind_a_proxy_that_ends_tls_cookies_are_secure_under_the_public_name()
    {
        var user = await host.User(await host.Tenant());
        var reply = await host.Post("/api/v1/auth/login", new { email = user.Email, password = IdentityHost.Password, cookie = true }, null, ("Host", "console.example.test"), ("Origin", "https://console.example.test"));
        Assert.Equal(2, reply.Cookies.Count(cookie => cookie.Contains("; secure", StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task The_cookie_is_kept_as_a_hash_only()
    {
        var browser = Browser.Of(await SignIn(await host.User(await host.Tenant())));
        var secret = browser.Cookie.Value.Split('=')[1];
        Assert.Equal(0L, await Storage(secret));

        async Task<long> Storage(string text) => await Core.Storage.Sql.Scalar<long>(host.Database, "SELECT count(*) FROM public.identity_sessions s WHERE s::text LIKE '%' || $1 || '%'", CancellationToken.None, text);
    }

    private Task<Reply> SignIn(TestUser user) => host.Post("/api/v1/auth/login", new { email = user.Email, password = IdentityHost.Password, cookie = true });

    private Task<Reply> Rename(params (string Name, string Value)[] headers) => host.Send(HttpMethod.Patch, "/api/v1/auth/me", new { name = "Another Name" }, null, headers);

    private sealed record Browser((string Name, string Value) Cookie, string Csrf)
    {
        public static Browser Of(Reply reply) => new(("Cookie", Pair(reply, "ashlar_session")), Pair(reply, "ashlar_csrf").Split('=', 2)[1]);

        private static string Pair(Reply reply, string name) => reply.Cookies.Single(cookie => cookie.StartsWith(name, StringComparison.Ordinal)).Split(';')[0];
    }
}
