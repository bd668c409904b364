using System.Text;
using Ashlar.Core.Identity.Factors;
using Ashlar.Core.Identity.Factors.Codes;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Tests.Identity.Factors;

[Trait("feature", "MFA-01")]
public sealed class TotpTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public void Codes_are_those_of_the_standard()
    {
        var vectors = Vectors.Json("otp/rfc6238-rfc4226.json").GetProperty("totp").EnumerateArray().ToList();
        Assert.NotEmpty(vectors);
        Assert.All(vectors, one => Assert.Equal(
            one.GetProperty("code").GetString(),
            Totp.Code(Convert.FromHexString(one.GetProperty("secret_hex").GetString()!), one.GetProperty("time").GetInt64() / Totp.Period, one.GetProperty("digits").GetInt32(), one.GetProperty("alg").GetString()!)));
        Assert.Contains(vectors, one => one.GetProperty("secret_base32").GetString() == Base32.Encode("12345678901234567890"u8));
    }

    [Fact]
    public async Task A_password_alone_does_not_sign_in_whoever_has_an_app()
    {
        var user = await host.User(await host.Tenant());
        var app = await host.Enrol((await host.Tokens(user)).Access);
        Assert.Equal(10, app.RecoveryCodes.Count);

        var reply = await host.Answer(await host.Challenge(user), app.Code());
        Assert.Equal((200, "complete"), (reply.Status, (string?)reply.Attributes["status"]));
        var me = await host.Get("/api/v1/auth/me", reply.Pair.Access);
        Assert.True((bool)me.Attributes["second_factor"]!["proven"]!);
        Assert.Contains("auth.login ok: with totp", await host.Audited(user.Id));
        Assert.Contains("auth.factor_added ok: totp", await host.Audited(user.Id));
    }

    [Fact]
    public async Task A_code_is_accepted_once()
    {
        var user = await host.User(await host.Tenant());
        var app = await host.Enrol((await host.Tokens(user)).Access);
        var code = app.Code();
        Assert.Equal(200, (await host.Answer(await host.Challenge(user), code)).Status);
        var again = await host.Answer(await host.Challenge(user), code);
        Assert.Equal((401, "invalid_code"), (again.Status, again.Code));
        Assert.Contains("auth.second_factor denied: code used already", await host.Audited(user.Id));
        Assert.Equal(200, (await host.Answer(await host.Challenge(user), app.Code(1))).Status);
        // And none of an earlier step after a later one.
        Assert.Equal(401, (await host.Answer(await host.Challenge(user), app.Code(0))).Status);
    }

    [Fact]
    public async Task Of_64_requests_with_the_same_code_one_signs_in()
    {
        var user = await host.User(await host.Tenant());
        var app = await host.Enrol((await host.Tokens(user)).Access);
        await host.Database.Execute("UPDATE public.identity_users SET failed_count = -1000, failed_since = now() + interval '1 day' WHERE id = $1", CancellationToken.None, user.Id);
        var challenges = new List<string>();
        for (var i = 0; i < 64; i++)
            challenges.Add(await host.Challenge(user));

        var code = app.Code();
        var replies = await Task.WhenAll(challenges.Select(challenge => host.Answer(challenge, code)));
        Assert.Single(replies, reply => reply.Status == 200);
        Assert.Equal(63, replies.Count(reply => reply is { Status: 401, Code: "invalid_code" }));
    }

    [Fact]
    public async Task Of_64_answers_to_one_challenge_one_signs_in()
    {
        var user = await host.User(await host.Tenant());
        var app = await host.Enrol((await host.Tokens(user)).Access);
        var challenge = await host.Challenge(user);
        var codes = Enumerable.Range(0, 64).Select(i => i % 2 == 0 ? app.Code() : app.RecoveryCodes[i % 10]);
        var replies = await Task.WhenAll(codes.Select(code => host.Answer(challenge, code)));
        Assert.Single(replies, reply => reply.Status == 200);
        Assert.Equal("challenge_over", (await host.Answer(challenge, app.RecoveryCodes[0])).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("abcdef")]
    [InlineData("１２３４５６")]
    [InlineData("\0\0\0\0\0\0")]
    public async Task What_is_no_code_is_refused(string code)
    {
        var user = await host.User(await host.Tenant());
        await host.Enrol((await host.Tokens(user)).Access);
        Assert.Equal(401, (await host.Answer(await host.Challenge(user), code)).Status);
    }

    [Fact]
    public async Task Wrong_codes_lock_the_account_like_wrong_passwords_and_a_right_password_forgives_none()
    {
        var user = await host.User(await host.Tenant());
        var app = await host.Enrol((await host.Tokens(user)).Access);
        for (var i = 0; i < 5; i++)
            Assert.Equal(401, (await host.Answer(await host.Challenge(user), app.WrongCode())).Status);

        Assert.Equal(401, (await host.Login(user)).Status);
        Assert.Contains(await host.Audited(user.Id), entry => entry.StartsWith("auth.locked denied", StringComparison.Ordinal));
        host.Time.Pass(TimeSpan.FromMinutes(16));
        Assert.Equal(200, (await host.Answer(await host.Challenge(user), app.Code())).Status);
    }

    [Fact]
    public async Task Guesses_at_many_challenges_at_once_do_not_overrun_the_lock()
    {
        var user = await host.User(await host.Tenant());
        var app = await host.Enrol((await host.Tokens(user)).Access);
        var challenges = new List<string>();
        for (var i = 0; i < 20; i++)
            challenges.Add(await host.Challenge(user));
        await Task.WhenAll(challenges.Select(challenge => host.Answer(challenge, app.WrongCode())));
        var denied = (await host.Audited(user.Id)).Where(entry => entry.StartsWith("auth.second_factor denied", StringComparison.Ordinal)).ToList();
        Assert.Equal(5, denied.Count(entry => entry.EndsWith("wrong code", StringComparison.Ordinal)));
        Assert.Equal(15, denied.Count(entry => entry.EndsWith("locked", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_challenge_is_over_after_ten_minutes_and_after_five_wrong_answers()
    {
        var user = await host.User(await host.Tenant());
        var app = await host.Enrol((await host.Tokens(user)).Access);
        var old = await host.Challenge(user);
        host.Time.Pass(TimeSpan.FromMinutes(11));
        Assert.Equal("challenge_over", (await host.Answer(old, app.Code())).Code);
        Assert.Equal("challenge_over", (await host.Answer("ac_never_given_out", app.Code())).Code);

        var tried = await host.Challenge(user);
        for (var i = 0; i < 5; i++)
            await host.Answer(tried, app.WrongCode());
        host.Time.Pass(TimeSpan.FromMinutes(-1));
        await host.Database.Execute("UPDATE public.identity_users SET locked_until = NULL WHERE id = $1", CancellationToken.None, user.Id);
        Assert.Equal("challenge_over", (await host.Answer(tried, app.Code())).Code);
    }

    [Fact]
    public async Task A_recovery_code_works_once_and_new_ones_replace_the_rest()
    {
        var user = await host.User(await host.Tenant());
        var app = await host.Enrol((await host.Tokens(user)).Access);
        var signedIn = await host.Answer(await host.Challenge(user), app.RecoveryCodes[0].ToLowerInvariant().Replace('-', ' '));
        Assert.Equal(200, signedIn.Status);
        Assert.Equal(401, (await host.Answer(await host.Challenge(user), app.RecoveryCodes[0])).Status);
        Assert.Equal(9, (int)(await host.Get("/api/v1/auth/factors", signedIn.Pair.Access)).Attributes["recovery_codes"]!);

        var made = await host.Post("/api/v1/auth/recovery_codes", null, signedIn.Pair.Access);
        var codes = made.Attributes["codes"]!.AsArray().Select(code => (string)code!).ToList();
        Assert.Equal(401, (await host.Answer(await host.Challenge(user), app.RecoveryCodes[1])).Status);
        Assert.Equal(200, (await host.Answer(await host.Challenge(user), codes[0])).Status);
    }

    [Fact]
    public async Task Of_64_uses_of_a_recovery_code_one_counts()
    {
        var user = await host.User(await host.Tenant());
        var app = await host.Enrol((await host.Tokens(user)).Access);
        await host.Database.Execute("UPDATE public.identity_users SET failed_count = -1000, failed_since = now() + interval '1 day' WHERE id = $1", CancellationToken.None, user.Id);
        var challenges = new List<string>();
        for (var i = 0; i < 64; i++)
            challenges.Add(await host.Challenge(user));
        var replies = await Task.WhenAll(challenges.Select(challenge => host.Answer(challenge, app.RecoveryCodes[3])));
        Assert.Single(replies, reply => reply.Status == 200);
    }

    [Fact]
    public async Task Neither_seeds_nor_codes_can_be_read_in_the_database()
    {
        var user = await host.User(await host.Tenant());
        var begun = await host.Post("/api/v1/auth/factors", new { kind = "totp" }, (await host.Tokens(user)).Access);
        var secret = (string)begun.Attributes["secret"]!;
        var stored = await host.Database.Scalar<byte[]>("SELECT secret FROM public.identity_factors WHERE user_id = $1", CancellationToken.None, user.Id);
        Assert.True(stored!.Length > 20);
        Assert.DoesNotContain(secret, Base32.Encode(stored), StringComparison.Ordinal);
        Assert.StartsWith($"otpauth://totp/Ashlar:{Uri.EscapeDataString(user.Email)}?secret={secret}", (string)begun.Attributes["uri"]!, StringComparison.Ordinal);
        Assert.Contains("<svg", Encoding.UTF8.GetString(Convert.FromBase64String(((string)begun.Attributes["qr"]!).Split(',')[1])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_that_was_never_confirmed_counts_for_nothing()
    {
        var user = await host.User(await host.Tenant());
        var tokens = await host.Tokens(user);
        var begun = await host.Post("/api/v1/auth/factors", new { kind = "totp" }, tokens.Access);
        var wrong = await host.Post($"/api/v1/auth/factors/{(string)begun.Json!["data"]!["id"]!}/confirm", new { challenge = (string)begun.Attributes["challenge"]!, code = "000000" }, tokens.Access);
        Assert.Equal((422, "wrong_proof"), (wrong.Status, wrong.Code));
        Assert.Equal("complete", (string?)(await host.Login(user)).Attributes["status"]);
    }

    [Fact]
    public async Task Nobody_confirms_or_removes_anothers_factor()
    {
        var tenant = await host.Tenant();
        var (user, other) = (await host.User(tenant), await host.User(tenant));
        var (mine, theirs) = (await host.Tokens(user), await host.Tokens(other));
        var app = await host.Enrol(mine.Access);
        var begun = await host.Post("/api/v1/auth/factors", new { kind = "totp" }, mine.Access);
        Assert.Equal(422, (await host.Post($"/api/v1/auth/factors/{(string)begun.Json!["data"]!["id"]!}/confirm", new { challenge = (string)begun.Attributes["challenge"]!, code = "123456" }, theirs.Access)).Status);
        Assert.Equal(404, (await host.Send(HttpMethod.Delete, $"/api/v1/auth/factors/{app.Id}", null, theirs.Access)).Status);
    }
}
