using Ashlar.Contract.Values;
using Ashlar.Core.Storage;
using Ashlar.TestKit;

namespace Ashlar.Core.Tests.Identity;

/// <summary>With a mail server.</summary>
public sealed class AccountTests(TestServer server) : IAsyncLifetime
{
    private readonly IdentityHost _host = new(server) { WithMail = true };

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    [Trait("feature", "IDN-02")]
    public async Task Somebody_registers_confirms_by_mail_and_signs_in()
    {
        var user = new TestUser(default, $"{Ids.New():n}@example.test", "Mary <b>Shelley</b>");
        Assert.Equal(202, (await Register(user)).Status);
        Assert.Equal("email_unverified", (await _host.Login(user)).Code);

        var mail = await _host.Smtp.Next();
        Assert.Contains($"To: {user.Email}", mail, StringComparison.Ordinal);
        Assert.Contains("https://console.example.test/verify?token=", Mail.Text(mail), StringComparison.Ordinal);
        Assert.DoesNotContain("<b>Shelley", Mail.Text(mail, "text/html"), StringComparison.Ordinal);

        var token = Mail.Token(mail);
        Assert.Equal(204, (await _host.Post("/api/v1/auth/verify_email", new { token })).Status);
        Assert.Equal(404, (await _host.Post("/api/v1/auth/verify_email", new { token })).Status);
        Assert.Equal(200, (await _host.Login(user)).Status);
        await Eventually.True(async () => await _host.Database.Scalar<long>("SELECT count(*) FROM public.mail_outbox WHERE state = 'sent' AND content IS NULL", CancellationToken.None) == 1);
    }

    [Fact]
    [Trait("feature", "IDN-02")]
    public async Task Registering_a_known_address_answers_the_same_and_tells_its_owner_alone()
    {
        var known = await _host.User(await _host.Tenant());
        var (taken, free) = (await Register(known), await Register(new TestUser(default, $"{Ids.New():n}@example.test", "New")));
        Assert.Equal((free.Status, free.Attributes.ToJsonString()), (taken.Status, taken.Attributes.ToJsonString()));
        Assert.Contains("You have an account already", await _host.Smtp.Next(), StringComparison.Ordinal);
        Assert.Equal(200, (await _host.Login(known)).Status);
    }

    [Fact]
    [Trait("feature", "IDN-02")]
    public async Task An_address_registered_by_a_stranger_first_goes_to_its_owner()
    {
        var user = new TestUser(default, $"{Ids.New():n}@example.test", "Owner");
        await _host.Post("/api/v1/auth/register", new { email = user.Email, password = "Fremde Tassen um 3", name = "Stranger" });
        var stale = Mail.Token(await _host.Smtp.Next());
        await Register(user);
        var token = Mail.Token(await _host.Smtp.Next());
        Assert.Equal(404, (await _host.Post("/api/v1/auth/verify_email", new { token = stale })).Status);
        Assert.Equal(204, (await _host.Post("/api/v1/auth/verify_email", new { token })).Status);
        Assert.Equal(401, (await _host.Login(user, "Fremde Tassen um 3")).Status);
        Assert.Equal(200, (await _host.Login(user)).Status);
    }

    [Fact]
    [Trait("feature", "IDN-07")]
    public async Task Every_broken_rule_of_a_new_password_is_listed()
    {
        var reply = await _host.Post("/api/v1/auth/register", new { email = "x", password = "monkey", name = "" });
        Assert.Equal(422, reply.Status);
        var details = reply.Json!["error"]!["details"]!.AsArray().Select(detail => $"{detail!["field"]} {detail["code"]}").ToList();
        Assert.Equal(["name required"], details);

        reply = await _host.Post("/api/v1/auth/register", new { email = "x", password = "monkey", name = "Name" });
        details = [.. reply.Json!["error"]!["details"]!.AsArray().Select(detail => $"{detail!["field"]} {detail["code"]}")];
        Assert.Equal(["email email", "password too_short", "password upper_missing", "password digit_missing", "password common"], details);
        Assert.Equal(12, (int)(await _host.Get("/api/v1/auth/password/policy")).Attributes["min_length"]!);
    }

    [Fact]
    [Trait("feature", "IDN-07")]
    public async Task An_organisation_may_ask_its_members_for_longer_passwords()
    {
        var tenant = await _host.Tenant();
        var pair = await _host.Tokens(await _host.User(tenant));
        await _host.Database.Execute("INSERT INTO public.tenant_settings (tenant_id, key, value, set_at, set_by_name) VALUES ($1, 'auth.password_min_length', '24', now(), 'test')", CancellationToken.None, tenant.Id);
        _host.Service<Invalidation>().Forget("settings", tenant.Id.ToString());
        Assert.Equal(422, await Change("Grosse Kannen um 9"));
        Assert.Equal(204, await Change("Grosse Kannen um 9 auf dem Tisch"));

        async Task<int> Change(string password) => (await _host.Post("/api/v1/auth/password", new { current_password = IdentityHost.Password, new_password = password }, pair.Access)).Status;
    }

    [Fact]
    public async Task A_forgotten_password_is_replaced_by_mail_without_telling_who_has_an_account()
    {
        var user = await _host.User(await _host.Tenant());
        var pair = await _host.Tokens(user);
        var (known, unknown) = (await Forgot(user.Email), await Forgot("nobody@example.test"));
        Assert.Equal((202, unknown.Attributes.ToJsonString()), (known.Status, known.Attributes.ToJsonString()));

        var token = Mail.Token(await _host.Smtp.Next());
        _host.Time.Pass(TimeSpan.FromMinutes(30));
        Assert.Equal(204, (await _host.Post("/api/v1/auth/password/reset", new { token, password = "Grosse Kannen um 9" })).Status);
        Assert.Equal(401, (await _host.Get("/api/v1/auth/me", pair.Access)).Status);
        Assert.Equal(200, (await _host.Login(user, "Grosse Kannen um 9")).Status);
        Assert.Contains("Your password was changed", await _host.Smtp.Next(), StringComparison.Ordinal);

        await Forgot(user.Email);
        token = Mail.Token(await _host.Smtp.Next());
        _host.Time.Pass(TimeSpan.FromMinutes(61));
        Assert.Equal(404, (await _host.Post("/api/v1/auth/password/reset", new { token, password = "Kleine Kannen um 9" })).Status);
    }

    [Fact]
    public async Task A_mail_the_server_refuses_for_now_is_sent_later()
    {
        _host.Smtp.Refusals = 1;
        await Register(new TestUser(default, $"{Ids.New():n}@example.test", "Patient"));
        await Eventually.True(async () => await _host.Database.Scalar<long>("SELECT count(*) FROM public.mail_outbox WHERE attempts = 1 AND error IS NOT NULL", CancellationToken.None) == 1);
        var stored = await _host.Database.Scalar<byte[]>("SELECT content FROM public.mail_outbox", CancellationToken.None);
        Assert.DoesNotContain("token=", System.Text.Encoding.UTF8.GetString(stored!), StringComparison.Ordinal);

        _host.Time.Pass(TimeSpan.FromMinutes(2));
        _host.Service<Ashlar.Core.Identity.Mail.Mailbox>().Wake();
        Assert.Contains("/verify?token=", Mail.Text(await _host.Smtp.Next()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_mail_server_an_administrator_sees_no_links()
    {
        var tenant = await _host.Tenant();
        var reply = await _host.Post("/api/v1/org/users/invite", new { email = $"{Ids.New():n}@example.test", name = "Guest" }, (await _host.Tokens(await _host.Admin(tenant))).Access);
        Assert.Null(reply.Attributes["link"]);
        Assert.True((bool)reply.Attributes["mailed"]!);
        Assert.Contains("https://console.example.test/invite?token=", Mail.Text(await _host.Smtp.Next()), StringComparison.Ordinal);
    }

    private Task<Reply> Register(TestUser user) => _host.Post("/api/v1/auth/register", new { email = user.Email, password = IdentityHost.Password, name = user.Name });

    private Task<Reply> Forgot(string email) => _host.Post("/api/v1/auth/password/forgot", new { email });
}
