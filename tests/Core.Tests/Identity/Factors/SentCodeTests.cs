using System.Text.RegularExpressions;
using Ashlar.Core.Storage;
using Ashlar.TestKit;

namespace Ashlar.Core.Tests.Identity.Factors;

public sealed partial class SentCodeTests(TestServer server) : IAsyncLifetime
{
    private static int _numbers = 1000;

    private readonly IdentityHost _host = new(server) { WithMail = true };

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    [Trait("feature", "MFA-02")]
    public async Task A_mailed_code_signs_in_once_and_in_time()
    {
        var user = await _host.User(await _host.Tenant());
        var factor = await EnrolMail(user);

        var challenge = await _host.Challenge(user);
        Assert.Equal(204, (await Send(challenge, factor)).Status);
        var code = await MailedCode();
        Assert.Equal(200, (await _host.Answer(challenge, code)).Status);
        Assert.Equal("challenge_over", (await _host.Answer(challenge, code)).Code);
        // For another sign-in it is worth nothing.
        Assert.Equal("invalid_code", (await _host.Answer(await _host.Challenge(user), code)).Code);

        _host.Time.Pass(TimeSpan.FromMinutes(1));
        var late = await _host.Challenge(user);
        Assert.Equal(204, (await Send(late, factor)).Status);
        var expired = await MailedCode();
        _host.Time.Pass(TimeSpan.FromMinutes(11));
        Assert.Equal(401, (await _host.Answer(late, expired)).Status);
    }

    [Fact]
    [Trait("feature", "MFA-02")]
    public async Task Wrong_mailed_codes_lock_the_account_and_its_owner_is_told()
    {
        var user = await _host.User(await _host.Tenant());
        var factor = await EnrolMail(user);
        var challenge = await _host.Challenge(user);
        await Send(challenge, factor);
        var code = await MailedCode();
        for (var i = 0; i < 5; i++)
            Assert.Equal(401, (await _host.Answer(challenge, code == "000000" ? "000001" : "000000")).Status);
        Assert.Equal(401, (await _host.Answer(challenge, code)).Status);
        Assert.Equal(401, (await _host.Login(user)).Status);
        Assert.Contains("locked", Mail.Text(await _host.Smtp.Next()), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("feature", "MFA-03")]
    public async Task A_texted_code_signs_in_once_and_wrong_ones_are_counted()
    {
        var user = await _host.User(await _host.Tenant());
        var factor = await EnrolSms(user);
        var challenge = await _host.Challenge(user);
        Assert.Equal(204, (await Send(challenge, factor)).Status);
        var code = TextedCode();
        Assert.Equal("invalid_code", (await _host.Answer(challenge, code == "000000" ? "000001" : "000000")).Code);
        Assert.Contains("auth.second_factor denied: wrong code", await _host.Audited(user.Id));
        Assert.Equal(1, await _host.Database.Scalar<int>("SELECT failed_count FROM public.identity_users WHERE id = $1", CancellationToken.None, user.Id));
        Assert.Equal(200, (await _host.Answer(challenge, code)).Status);
        Assert.Contains("auth.login ok: with sms", await _host.Audited(user.Id));
        Assert.Equal("+15005550006", _host.Sms.Taken[^1].From);
    }

    [Fact]
    [Trait("feature", "MFA-03")]
    public async Task Of_64_requests_with_the_same_texted_code_one_signs_in()
    {
        var user = await _host.User(await _host.Tenant());
        var factor = await EnrolSms(user);
        var challenge = await _host.Challenge(user);
        await Send(challenge, factor);
        var code = TextedCode();
        var replies = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => _host.Answer(challenge, code)));
        Assert.Single(replies, reply => reply.Status == 200);
    }

    [Fact]
    [Trait("feature", "MFA-03")]
    public async Task Codes_are_not_sent_in_a_flood()
    {
        var user = await _host.User(await _host.Tenant());
        var factor = await EnrolSms(user);
        var challenge = await _host.Challenge(user);
        Assert.Equal(204, (await Send(challenge, factor)).Status);
        Assert.Equal((429, "sent_too_often"), await Send(challenge, factor) is var reply ? (reply.Status, reply.Code) : default);
        _host.Time.Pass(TimeSpan.FromSeconds(31));
        Assert.Equal(204, (await Send(challenge, factor)).Status);
    }

    [Fact]
    [Trait("feature", "MFA-03")]
    public async Task A_gateway_that_is_away_or_refuses_the_number_is_said_plainly()
    {
        var user = await _host.User(await _host.Tenant());
        var tokens = await _host.Tokens(user);
        Assert.Equal((422, "sms_refused"), await _host.Post("/api/v1/auth/factors", new { kind = "sms", phone = "+15005550001" }, tokens.Access) is var refused ? (refused.Status, refused.Code) : default);
        Assert.Equal(422, (await _host.Post("/api/v1/auth/factors", new { kind = "sms", phone = "0664 1234" }, tokens.Access)).Status);
        _host.Sms.Out = true;
        Assert.Equal((503, "sms_failed"), await _host.Post("/api/v1/auth/factors", new { kind = "sms", phone = "+431234567" }, tokens.Access) is var away ? (away.Status, away.Code) : default);
        Assert.Equal("complete", (string?)(await _host.Login(user)).Attributes["status"]);
    }

    private Task<Reply> Send(string challenge, string factor) => _host.Post("/api/v1/auth/challenge/send", new { challenge, factor });

    private async Task<string> EnrolMail(TestUser user)
    {
        var tokens = await _host.Tokens(user);
        var begun = await _host.Post("/api/v1/auth/factors", new { kind = "email" }, tokens.Access);
        Assert.Equal(201, begun.Status);
        await Confirm(begun, await MailedCode(), tokens.Access);
        Assert.Contains("was set up", Mail.Text(await _host.Smtp.Next()), StringComparison.Ordinal);
        return (string)begun.Json!["data"]!["id"]!;
    }

    private async Task<string> EnrolSms(TestUser user)
    {
        var tokens = await _host.Tokens(user);
        var begun = await _host.Post("/api/v1/auth/factors", new { kind = "sms", phone = $"+4312345{Interlocked.Increment(ref _numbers)}" }, tokens.Access);
        Assert.Equal(201, begun.Status);
        await Confirm(begun, TextedCode(), tokens.Access);
        return (string)begun.Json!["data"]!["id"]!;
    }

    private async Task Confirm(Reply begun, string code, string bearer) =>
        Assert.Equal(200, (await _host.Post($"/api/v1/auth/factors/{(string)begun.Json!["data"]!["id"]!}/confirm", new { challenge = (string)begun.Attributes["challenge"]!, code }, bearer)).Status);

    private async Task<string> MailedCode() => SixDigits().Match(Mail.Text(await _host.Smtp.Next())).Value;

    private string TextedCode() => SixDigits().Match(_host.Sms.Taken[^1].Body).Value;

    [GeneratedRegex(@"\b\d{6}\b")]
    private static partial Regex SixDigits();
}
