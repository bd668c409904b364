using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Ashlar.Core.Storage;
using static Ashlar.Core.Tests.Identity.Providers.ProviderSteps;

namespace Ashlar.Core.Tests.Identity.Providers;

/// <summary>Answers that somebody else made, made before, or made for somebody else.</summary>
[Trait("feature", "IDN-05")]
[Trait("feature", "SSO-02")]
public sealed class ForgedAnswerTests(IdentityHost host) : IClassFixture<IdentityHost>, IAsyncLifetime
{
    private readonly FakeProvider _fake = new(host.Time);
    private Guid _provider;
    private string _email = "";

    public async ValueTask InitializeAsync()
    {
        // Somebody it could let in, so that every refusal is for the lie alone.
        _email = (await host.User()).Email;
        _provider = await host.Provider(await host.Operator(), _fake.Issuer, new { link_existing = true });
    }

    public ValueTask DisposeAsync()
    {
        _fake.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_truth_is_believed()
    {
        var reply = await host.SignIn(_fake, _provider, Person("truthful", _email));
        Assert.Equal((200, "complete"), (reply.Status, (string?)reply.Attributes["status"]));
        Assert.Equal(_email, (string?)(await host.Get("/api/v1/auth/me", reply.Pair.Access)).Attributes["user"]!["email"]);
    }

    [Theory]
    [InlineData("nonce", "another-nonce", "nonce")]
    [InlineData("nonce", null, "nonce")]
    [InlineData("aud", "another-client", "another client")]
    [InlineData("aud", null, "another client")]
    [InlineData("azp", "another-client", "another client to use")]
    [InlineData("iss", "https://accounts.google.com", "is of the issuer")]
    [InlineData("iss", null, "is of the issuer")]
    [InlineData("sub", null, "names nobody")]
    [InlineData("sub", "line\nbreak", "names nobody")]
    [InlineData("exp", null, "expired")]
    [InlineData("iat", null, "future")]
    public async Task A_token_with_a_false_claim_signs_nobody_in(string claim, string? value, string reason)
    {
        var claims = Person($"liar-{claim}-{value}".Trim(), _email);
        claims[claim] = value;
        var way = await host.Begin(_provider);
        Untrusted(await host.Complete(way, _fake.Code(way.Url, claims)));
        Assert.Contains(await host.Refusals(reason), refusal => refusal.StartsWith("auth.login denied", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("exp", -61)]
    [InlineData("iat", 120)]
    [InlineData("nbf", 120)]
    public async Task A_token_of_another_time_signs_nobody_in(string claim, int seconds)
    {
        var claims = Person("late", _email);
        claims[claim] = host.Time.GetUtcNow().ToUnixTimeSeconds() + seconds;
        Untrusted(await host.SignIn(_fake, _provider, claims));
    }

    [Fact]
    public async Task Of_several_audiences_the_one_that_asked_must_be_us()
    {
        var claims = Person("several", _email);
        claims["aud"] = new JsonArray("other", FakeProvider.ClientId);
        Untrusted(await host.SignIn(_fake, _provider, claims));
        claims["azp"] = FakeProvider.ClientId;
        Assert.Equal(200, (await host.SignIn(_fake, _provider, claims)).Status);
    }

    [Fact]
    public async Task A_token_without_a_signature_or_with_a_shared_secret_signs_nobody_in()
    {
        var person = Person("algorithm", _email);
        Untrusted(await host.SignIn(_fake, _provider, person, claims => FakeProvider.Token(new JsonObject { ["alg"] = "none" }, claims, _ => [])));
        Untrusted(await host.SignIn(_fake, _provider, person, claims => FakeProvider.Token(new JsonObject { ["alg"] = "none", ["kid"] = _fake.KeyId }, claims, _ => [])));
        Untrusted(await host.SignIn(_fake, _provider, person, claims => FakeProvider.Token(new JsonObject { ["alg"] = "HS256", ["kid"] = _fake.KeyId }, claims, input => HMACSHA256.HashData(_fake.PublicKeyText, input))));
        Untrusted(await host.SignIn(_fake, _provider, person, claims => FakeProvider.Token(new JsonObject { ["alg"] = "HS256", ["kid"] = "shared" }, claims, input => HMACSHA256.HashData("secret"u8, input))));
        Untrusted(await host.SignIn(_fake, _provider, person, claims => FakeProvider.Token(new JsonObject { ["alg"] = "HS256" }, claims, input => HMACSHA256.HashData(global::System.Text.Encoding.UTF8.GetBytes(FakeProvider.Secret), input))));
    }

    [Fact]
    public async Task A_key_that_the_token_brings_along_counts_for_nothing()
    {
        using var own = RSA.Create(2048);
        byte[] Sign(byte[] input) => own.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var jwk = new JsonObject { ["kty"] = "RSA", ["n"] = global::System.Buffers.Text.Base64Url.EncodeToString(own.ExportParameters(false).Modulus), ["e"] = "AQAB" };
        foreach (var header in (JsonObject[])[
            new() { ["alg"] = "RS256", ["kid"] = _fake.KeyId }, new() { ["alg"] = "RS256", ["jwk"] = jwk }, new() { ["alg"] = "RS256", ["kid"] = _fake.KeyId, ["jku"] = "http://127.0.0.1:1/keys" },
            new() { ["alg"] = "RS256", ["kid"] = "for-encryption" }, new() { ["alg"] = "RS256", ["kid"] = _fake.KeyId, ["crit"] = new JsonArray("b64") }])
            Untrusted(await host.SignIn(_fake, _provider, Person("brought", _email), claims => FakeProvider.Token(header, claims, Sign)));
    }

    [Fact]
    public async Task A_changed_token_signs_nobody_in()
    {
        var person = Person("changed", _email);
        Untrusted(await host.SignIn(_fake, _provider, person, claims => _fake.Signed(claims) + "A"));
        Untrusted(await host.SignIn(_fake, _provider, person, claims => $"{_fake.Signed(claims).Split('.')[0]}.{_fake.Signed(Person("other", "x@example.test")).Split('.')[1]}.{_fake.Signed(claims).Split('.')[2]}"));
        Untrusted(await host.SignIn(_fake, _provider, person, _ => "not a token"));
        Untrusted(await host.SignIn(_fake, _provider, person, _ => ""));
    }

    [Fact]
    public async Task A_key_that_was_rotated_is_fetched_and_the_one_before_is_worth_nothing()
    {
        Assert.Equal(200, (await host.SignIn(_fake, _provider, Person("rotating", _email))).Status);
        var reads = _fake.KeyReads;
        Untrusted(await host.SignIn(_fake, _provider, Person("rotating", _email), claims => FakeProvider.Token(new JsonObject { ["alg"] = "RS256", ["kid"] = "never-was" }, claims, _ => new byte[256])));
        Assert.Equal(reads + 1, _fake.KeyReads);
        // Whoever sends unknown keys again and again does not make us ask again and again.
        Untrusted(await host.SignIn(_fake, _provider, Person("rotating", _email), claims => FakeProvider.Token(new JsonObject { ["alg"] = "RS256", ["kid"] = "never-was" }, claims, _ => new byte[256])));
        Assert.Equal(reads + 1, _fake.KeyReads);

        using var rotating = new FakeProvider(host.Time);
        var provider = await host.Provider(await host.Operator(), rotating.Issuer, new { link_existing = true });
        Assert.Equal(200, (await host.SignIn(rotating, provider, Person("rotating", _email))).Status);
        string? old = null;
        var way = await host.Begin(provider);
        rotating.Code(way.Url, Person("rotating", _email), claims => old = rotating.Signed(claims));
        rotating.Rotate();
        Assert.Equal(200, (await host.SignIn(rotating, provider, Person("rotating", _email))).Status);
        Untrusted(await host.Complete(way, rotating.Code(way.Url, Person("rotating", _email), _ => old!)));
    }

    [Fact]
    public async Task A_state_works_once_in_one_browser_for_ten_minutes()
    {
        var way = await host.Begin(_provider);
        var code = _fake.Code(way.Url, Person("stateful", _email));
        Over(await host.Complete(way, code, state: "ap_made-up"));
        Over(await host.Complete(way with { Cookie = "other=1" }, code));
        var stranger = await host.Begin(_provider);
        Over(await host.Complete(way with { Cookie = $"{way.Cookie.Split('=')[0]}={stranger.Cookie.Split('=')[1]}" }, code));
        Assert.Equal(200, (await host.Complete(way, code)).Status);
        Over(await host.Complete(way, code));
        Over(await host.Complete(way, _fake.Code(way.Url, Person("stateful", _email))));

        var late = await host.Begin(_provider);
        await host.Database.Execute("UPDATE public.identity_provider_visits SET expires_at = $1 WHERE used_at IS NULL", CancellationToken.None, host.Time.GetUtcNow().AddSeconds(-1));
        Over(await host.Complete(late, _fake.Code(late.Url, Person("stateful", _email))));
        Assert.NotEmpty(await host.Refusals("the state is unknown"));
    }

    [Fact]
    public async Task A_code_is_worth_something_only_to_the_visit_it_was_given_to()
    {
        var (mine, other) = (await host.Begin(_provider), await host.Begin(_provider));
        var stolen = _fake.Code(other.Url, Person("stolen", _email));
        Untrusted(await host.Complete(mine, stolen));
        var used = await host.Begin(_provider);
        var code = _fake.Code(used.Url, Person("used", _email));
        Assert.Equal(200, (await host.Complete(used, code)).Status);
        Untrusted(await host.Complete(await host.Begin(_provider), code));
    }

    [Fact]
    public async Task An_answer_of_another_issuer_than_the_one_asked_is_refused()
    {
        var mixed = await host.Begin(_provider);
        Untrusted(await host.Complete(mixed, _fake.Code(mixed.Url, Person("mixed", _email)), iss: "https://evil.example"));
        var right = await host.Begin(_provider);
        Assert.Equal(200, (await host.Complete(right, _fake.Code(right.Url, Person("mixed", _email)), iss: _fake.Issuer)).Status);

        // Once a provider says that it always names itself, silence is a lie too.
        using var naming = new FakeProvider(host.Time) { Describe = json => json["authorization_response_iss_parameter_supported"] = true };
        var provider = await host.Provider(await host.Operator(), naming.Issuer, new { link_existing = true });
        var silent = await host.Begin(provider);
        Untrusted(await host.Complete(silent, naming.Code(silent.Url, Person("mixed", _email))));
    }

    [Fact]
    public async Task What_the_provider_refuses_is_told_and_the_state_is_used_up()
    {
        var way = await host.Begin(_provider);
        var refused = await host.Post("/api/v1/auth/providers/complete", new { state = way.State, error = "access_denied<script>" }, null, ("Cookie", way.Cookie));
        Assert.Equal("403 provider_refused The provider did not sign you in: access_deniedscript.", refused.ErrorText);
        Over(await host.Complete(way, _fake.Code(way.Url, Person("refused", _email))));
        Assert.Equal(422, (await host.Post("/api/v1/auth/providers/complete", new { state = way.State })).Status);
        Assert.Equal(422, (await host.Post("/api/v1/auth/providers/complete", new { code = "x" })).Status);
    }

    [Theory]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("/\t/evil.example/")]
    [InlineData("https://evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("evil")]
    [InlineData("")]
    public async Task Nobody_is_sent_on_to_another_site(string to) =>
        Assert.Equal(422, (await host.Post($"/api/v1/auth/providers/{_provider}/begin", new { return_to = to })).Status);

    [Fact]
    public async Task Somebody_is_sent_on_to_a_page_of_ours()
    {
        var way = await host.Begin(_provider, new { return_to = "/t/acme/crm/deals?sort=name#x" });
        Assert.Equal("/t/acme/crm/deals?sort=name#x", (string?)(await host.Complete(way, _fake.Code(way.Url, Person("sent", _email)))).Attributes["return_to"]);
    }

    [Fact]
    public async Task A_page_of_another_site_neither_begins_nor_ends_a_sign_in()
    {
        Assert.Equal("csrf", (await host.Post($"/api/v1/auth/providers/{_provider}/begin", new { }, null, ("Origin", "https://evil.example"))).Code);
        var way = await host.Begin(_provider);
        var code = _fake.Code(way.Url, Person("foreign", _email));
        Assert.Equal("csrf", (await host.Post("/api/v1/auth/providers/complete", new { state = way.State, code }, null, ("Cookie", way.Cookie), ("Origin", "https://evil.example"))).Code);
    }

    private static void Untrusted(Reply reply) => Assert.Equal((401, "provider_answer_untrusted"), (reply.Status, reply.Code));

    private static void Over(Reply reply) => Assert.Equal((401, "provider_visit_over"), (reply.Status, reply.Code));
}
