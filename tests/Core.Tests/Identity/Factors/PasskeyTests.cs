using System.Text.Json.Nodes;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Tests.Identity.Factors;

[Trait("feature", "MFA-01")]
public sealed class PasskeyTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    private string Origin => host.Host.Address.GetLeftPart(UriPartial.Authority);

    [Fact]
    public async Task A_passkey_alone_signs_in_and_counts_as_both_factors()
    {
        var user = await host.User(await host.Tenant());
        using var device = new Authenticator(Origin);
        await Enrol(user, device);

        var (challenge, options) = await Ask();
        Assert.Equal("required", (string?)options["userVerification"]);
        var reply = await SignIn(challenge, device.Get(options));
        Assert.Equal((200, "complete"), (reply.Status, (string?)reply.Attributes["status"]));
        Assert.True((bool)(await host.Get("/api/v1/auth/me", reply.Pair.Access)).Attributes["second_factor"]!["proven"]!);
        Assert.Contains("auth.login ok: with passkey", await host.Audited(user.Id));
        // What was signed once signs nobody in again.
        Assert.Equal("challenge_over", (await SignIn(challenge, device.Get(options))).Code);
    }

    [Fact]
    public async Task A_passkey_answers_the_question_for_a_second_factor()
    {
        var user = await host.User(await host.Tenant());
        using var device = new Authenticator(Origin) { RecognisesUser = false };
        await Enrol(user, device);
        var challenge = await host.Challenge(user);
        var options = (await host.Post("/api/v1/auth/challenge/passkey", new { challenge })).Attributes["options"]!;
        Assert.Single(options["allowCredentials"]!.AsArray());
        Assert.Equal(200, (await host.Post("/api/v1/auth/challenge", new JsonObject { ["challenge"] = challenge, ["credential"] = device.Get(options) })).Status);

        var (alone, asked) = await Ask();
        Assert.Equal("passkey_refused", (await SignIn(alone, device.Get(asked))).Code);
    }

    [Fact]
    public async Task A_counter_that_goes_back_is_a_copy()
    {
        var user = await host.User(await host.Tenant());
        using var device = new Authenticator(Origin);
        await Enrol(user, device);
        device.Counter = 40;
        Assert.Equal(200, await Use());
        device.Counter = 40;
        Assert.Equal(401, await Use());
        device.Counter = null;
        Assert.Equal(401, await Use());
        device.Counter = 41;
        Assert.Equal(200, await Use());

        async Task<int> Use()
        {
            var (challenge, options) = await Ask();
            return (await SignIn(challenge, device.Get(options))).Status;
        }
    }

    [Fact]
    public async Task What_was_signed_for_another_page_site_or_challenge_is_refused()
    {
        var user = await host.User(await host.Tenant());
        using var device = new Authenticator(Origin) { Counter = null };
        await Enrol(user, device);
        var (challenge, options) = await Ask();
        Assert.Equal("passkey_refused", (await SignIn(challenge, device.Get(options, "evil.example"))).Code);

        (challenge, options) = await Ask();
        options["challenge"] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        Assert.Equal("passkey_refused", (await SignIn(challenge, device.Get(options))).Code);

        using var elsewhere = new Authenticator("https://evil.example");
        (challenge, options) = await Ask();
        var tokens = (await SignIn(challenge, device.Get(options))).Pair;
        var begun = await host.Post("/api/v1/auth/factors", new { kind = "passkey" }, tokens.Access);
        Assert.Equal((422, "passkey_invalid"), await Confirm(begun, elsewhere.Create(begun.Attributes["options"]!), tokens.Access) is var reply ? (reply.Status, reply.Code) : default);
    }

    [Fact]
    public async Task A_signature_of_another_key_and_another_users_handle_are_refused()
    {
        var tenant = await host.Tenant();
        var (user, other) = (await host.User(tenant), await host.User(tenant));
        using var mine = new Authenticator(Origin) { Counter = null };
        using var theirs = new Authenticator(Origin) { Counter = null };
        await Enrol(user, mine);
        await Enrol(other, theirs);
        var (challenge, options) = await Ask();
        var (forged, real) = (theirs.Get(options), mine.Get(options));
        forged["rawId"] = (string)real["rawId"]!;
        Assert.Equal("passkey_refused", (await SignIn(challenge, forged)).Code);

        // Nobody answers for somebody else's password with a passkey of their own.
        var asked = await host.Challenge(user);
        var wanted = (await host.Post("/api/v1/auth/challenge/passkey", new { challenge = asked })).Attributes["options"]!;
        Assert.Equal("passkey_refused", (await host.Post("/api/v1/auth/challenge", new JsonObject { ["challenge"] = asked, ["credential"] = theirs.Get(wanted) })).Code);
    }

    [Fact]
    public async Task A_passkey_is_set_up_once()
    {
        var tenant = await host.Tenant();
        var (user, other) = (await host.User(tenant), await host.User(tenant));
        using var device = new Authenticator(Origin);
        await Enrol(user, device);
        var tokens = await host.Tokens(other);
        var begun = await host.Post("/api/v1/auth/factors", new { kind = "passkey" }, tokens.Access);
        Assert.Equal((409, "passkey_known"), await Confirm(begun, device.Create(begun.Attributes["options"]!), tokens.Access) is var reply ? (reply.Status, reply.Code) : default);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"rawId\":\"AA\",\"response\":{}}")]
    [InlineData("{\"rawId\":\"AA\",\"response\":{\"clientDataJSON\":\"AA\",\"authenticatorData\":\"AA\",\"signature\":\"AA\"}}")]
    [InlineData("{\"rawId\":\"!!\",\"response\":{\"clientDataJSON\":\"e30\"}}")]
    public async Task Anything_else_is_refused_and_never_a_fault(string credential)
    {
        var (challenge, _) = await Ask();
        Assert.Equal(401, (await SignIn(challenge, JsonNode.Parse(credential)!.AsObject())).Status);
        var user = await host.User(await host.Tenant());
        var tokens = await host.Tokens(user);
        var begun = await host.Post("/api/v1/auth/factors", new { kind = "passkey" }, tokens.Access);
        Assert.Equal(422, (await Confirm(begun, JsonNode.Parse(credential)!.AsObject(), tokens.Access)).Status);
    }

    [Fact]
    public async Task A_disabled_user_is_not_let_in_by_a_passkey()
    {
        var user = await host.User(await host.Tenant());
        using var device = new Authenticator(Origin);
        await Enrol(user, device);
        await host.Database.Execute("UPDATE public.identity_users SET status = 'disabled' WHERE id = $1", CancellationToken.None, user.Id);
        var (challenge, options) = await Ask();
        Assert.Equal("passkey_refused", (await SignIn(challenge, device.Get(options))).Code);
    }

    private async Task Enrol(TestUser user, Authenticator device)
    {
        var tokens = await host.Tokens(user);
        var begun = await host.Post("/api/v1/auth/factors", new { kind = "passkey", name = "Key" }, tokens.Access);
        Assert.Equal(201, begun.Status);
        Assert.Equal(200, (await Confirm(begun, device.Create(begun.Attributes["options"]!), tokens.Access)).Status);
    }

    private Task<Reply> Confirm(Reply begun, JsonObject credential, string bearer) =>
        host.Post($"/api/v1/auth/factors/{(string)begun.Json!["data"]!["id"]!}/confirm", new JsonObject { ["challenge"] = (string)begun.Attributes["challenge"]!, ["credential"] = credential }, bearer);

    private async Task<(string Challenge, JsonNode Options)> Ask()
    {
        var reply = await host.Post("/api/v1/auth/passkey/options");
        return ((string)reply.Attributes["challenge"]!, reply.Attributes["options"]!);
    }

    private Task<Reply> SignIn(string challenge, JsonObject credential) => host.Post("/api/v1/auth/passkey", new JsonObject { ["challenge"] = challenge, ["credential"] = credential });
}
