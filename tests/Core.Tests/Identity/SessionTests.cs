using Ashlar.Core.Identity.Sessions;
using Ashlar.Core.Identity.Tokens;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Tests.Identity;

[Trait("feature", "SES-01")]
public sealed class SessionTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task A_session_revoked_fails_on_the_next_request_and_the_other_goes_on()
    {
        var user = await host.User(await host.Tenant());
        var mine = await host.Tokens(user);
        var other = await host.Post("/api/v1/auth/login", new { email = user.Email, password = IdentityHost.Password }, null, ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"));
        Assert.Equal(200, (await host.Get("/api/v1/auth/me", other.Pair.Access)).Status);

        var list = (await host.Get("/api/v1/auth/sessions", mine.Access)).Json!["data"]!.AsArray();
        Assert.Equal(2, list.Count);
        var listed = Assert.Single(list, session => !(bool)session!["attributes"]!["current"]!)!;
        Assert.Equal("Firefox on Linux", (string?)listed["attributes"]!["device"]);
        Assert.Equal((string?)other.Json!["data"]!["id"], (string?)listed["id"]);

        Assert.Equal(204, (await host.Send(HttpMethod.Delete, $"/api/v1/auth/sessions/{listed["id"]}", null, mine.Access)).Status);
        Assert.Equal(401, (await host.Get("/api/v1/auth/me", other.Pair.Access)).Status);
        Assert.Equal(401, (await host.Post("/api/v1/auth/refresh", new { refresh_token = other.Pair.Refresh })).Status);
        Assert.Equal(200, (await host.Get("/api/v1/auth/me", mine.Access)).Status);
        Assert.Contains("auth.session_ended ok", await host.Audited(user.Id));
    }

    [Fact]
    public async Task Nobody_ends_the_session_of_another()
    {
        var tenant = await host.Tenant();
        var (one, two) = (await host.Login(await host.User(tenant)), await host.Login(await host.User(tenant)));
        Assert.Equal(404, (await host.Send(HttpMethod.Delete, $"/api/v1/auth/sessions/{one.Json!["data"]!["id"]}", null, two.Pair.Access)).Status);
        Assert.Equal(200, (await host.Get("/api/v1/auth/me", one.Pair.Access)).Status);
    }

    [Fact]
    public async Task All_other_sessions_end_together()
    {
        var user = await host.User(await host.Tenant());
        var (mine, others) = (await host.Tokens(user), new[] { await host.Tokens(user), await host.Tokens(user) });
        Assert.Equal(204, (await host.Send(HttpMethod.Delete, "/api/v1/auth/sessions", null, mine.Access)).Status);
        foreach (var other in others)
            Assert.Equal(401, (await host.Get("/api/v1/auth/me", other.Access)).Status);
        Assert.Equal(200, (await host.Get("/api/v1/auth/me", mine.Access)).Status);
    }

    [Fact]
    [Trait("feature", "SES-02")]
    public async Task An_idle_session_is_over_after_an_hour_and_a_used_one_is_not()
    {
        var pair = await host.Tokens(await host.User(await host.Tenant()));
        for (var i = 0; i < 3; i++)
        {
            host.Time.Pass(TimeSpan.FromMinutes(50));
            pair = (await host.Post("/api/v1/auth/refresh", new { refresh_token = pair.Refresh })).Pair;
        }

        host.Time.Pass(TimeSpan.FromMinutes(61));
        Assert.Equal(401, (await host.Post("/api/v1/auth/refresh", new { refresh_token = pair.Refresh })).Status);
    }

    [Fact]
    [Trait("feature", "SES-02")]
    public async Task No_session_outlives_its_day_however_busy()
    {
        var user = await host.User(await host.Tenant());
        var reply = await host.Post("/api/v1/auth/login", new { email = user.Email, password = IdentityHost.Password, cookie = true });
        var cookie = ("Cookie", reply.Cookies.Single(one => one.StartsWith("ashlar_session", StringComparison.Ordinal)).Split(';')[0]);
        for (var hours = 0; hours < 23; hours++)
        {
            Assert.Equal(200, (await host.Get("/api/v1/auth/me", null, cookie)).Status);
            host.Time.Pass(TimeSpan.FromMinutes(30));
        }

        host.Time.Pass(TimeSpan.FromMinutes(40));
        Assert.Equal(401, (await host.Get("/api/v1/auth/me", null, cookie)).Status);
    }

    [Fact]
    [Trait("feature", "SES-02")]
    public async Task The_organisation_may_ask_for_a_shorter_time_out()
    {
        var tenant = await host.Tenant();
        var user = await host.User(tenant);
        await host.Database.Execute("INSERT INTO public.tenant_settings (tenant_id, key, value, set_at, set_by_name) VALUES ($1, 'auth.session_timeout', '900', now(), 'test')", CancellationToken.None, tenant.Id);
        host.Service<Invalidation>().Forget("settings", tenant.Id.ToString());
        var reply = await host.Post("/api/v1/auth/login", new { email = user.Email, password = IdentityHost.Password, cookie = true });
        var cookie = ("Cookie", reply.Cookies.Single(one => one.StartsWith("ashlar_session", StringComparison.Ordinal)).Split(';')[0]);
        host.Time.Pass(TimeSpan.FromMinutes(14));
        Assert.Equal(200, (await host.Get("/api/v1/auth/me", null, cookie)).Status);
        host.Time.Pass(TimeSpan.FromMinutes(16));
        Assert.Equal(401, (await host.Get("/api/v1/auth/me", null, cookie)).Status);
    }

    [Fact]
    [Trait("feature", "SES-03")]
    public async Task Without_the_invalidation_channel_the_database_decides_every_time()
    {
        var user = await host.User(await host.Tenant());
        var reply = await host.Login(user);
        var id = Guid.Parse((string)reply.Json!["data"]!["id"]!);
        var invalidation = new Invalidation(Microsoft.Extensions.Logging.Abstractions.NullLogger<Invalidation>.Instance) { Connected = false };
        var cache = new SessionCache(host.Service<Databases>(), invalidation, host.Time);
        Assert.NotNull(await cache.ById(id, fresh: false, CancellationToken.None));

        await host.Database.Execute("UPDATE public.identity_sessions SET revoked_at = now() WHERE id = $1", CancellationToken.None, id);
        Assert.Null(await cache.ById(id, fresh: false, CancellationToken.None));
    }

    [Fact]
    [Trait("feature", "SES-03")]
    public async Task A_remembered_session_is_read_again_after_a_minute_whatever_was_announced()
    {
        var reply = await host.Login(await host.User(await host.Tenant()));
        var id = Guid.Parse((string)reply.Json!["data"]!["id"]!);
        var time = new ShiftedTime();
        var invalidation = new Invalidation(Microsoft.Extensions.Logging.Abstractions.NullLogger<Invalidation>.Instance) { Connected = true };
        var cache = new SessionCache(host.Service<Databases>(), invalidation, time);
        var first = await cache.ById(id, fresh: false, CancellationToken.None);
        Assert.Same(first, await cache.ById(id, fresh: false, CancellationToken.None));

        await host.Database.Execute("UPDATE public.identity_sessions SET revoked_at = now() WHERE id = $1", CancellationToken.None, id);
        Assert.Same(first, await cache.ById(id, fresh: false, CancellationToken.None));
        time.Pass(TimeSpan.FromSeconds(61));
        Assert.Null(await cache.ById(id, fresh: false, CancellationToken.None));
    }

    [Fact]
    [Trait("feature", "SES-03")]
    public async Task A_session_ended_by_hand_in_the_database_is_known_to_be_over_within_a_moment()
    {
        var reply = await host.Login(await host.User(await host.Tenant()));
        Assert.Equal(200, (await host.Get("/api/v1/auth/me", reply.Pair.Access)).Status);
        await host.Database.Execute("UPDATE public.identity_sessions SET revoked_at = now() WHERE id = $1", CancellationToken.None, Guid.Parse((string)reply.Json!["data"]!["id"]!));
        await Eventually.True(async () => (await host.Get("/api/v1/auth/me", reply.Pair.Access)).Status == 401);
    }

    [Fact]
    [Trait("feature", "SES-05")]
    public async Task Changing_the_password_ends_the_other_sessions_and_keeps_this_one()
    {
        var user = await host.User(await host.Tenant());
        var (mine, other) = (await host.Tokens(user), await host.Tokens(user));

        Assert.Equal("wrong_password", (await Change("not it", "Grosse Kannen um 9")).Code);
        Assert.Equal((422, "validation"), await Change(IdentityHost.Password, "short") is var weak ? (weak.Status, weak.Code) : default);
        Assert.Equal(422, (await Change(IdentityHost.Password, IdentityHost.Password)).Status);
        Assert.Equal(204, (await Change(IdentityHost.Password, "Grosse Kannen um 9")).Status);

        Assert.Equal(200, (await host.Get("/api/v1/auth/me", mine.Access)).Status);
        Assert.Equal(401, (await host.Get("/api/v1/auth/me", other.Access)).Status);
        Assert.Equal(401, (await host.Post("/api/v1/auth/refresh", new { refresh_token = other.Refresh })).Status);
        Assert.Equal(401, (await host.Login(user)).Status);
        Assert.Equal(200, (await host.Login(user, "Grosse Kannen um 9")).Status);

        Task<Reply> Change(string current, string next) => host.Post("/api/v1/auth/password", new { current_password = current, new_password = next }, mine.Access);
    }

    [Fact]
    public async Task A_known_token_waits_for_nothing()
    {
        var pair = await host.Tokens(await host.User(await host.Tenant()));
        var authenticator = host.Service<Authenticator>();
        var first = await authenticator.ByBearer(pair.Access.AsMemory(), CancellationToken.None);
        var second = authenticator.ByBearer(pair.Access.AsMemory(), CancellationToken.None);
        Assert.True(second.IsCompletedSuccessfully);
        Assert.Same(first!.Caller, (await second)!.Caller);
    }

    [Fact]
    public void A_secret_is_kept_as_its_sha256() =>
        Assert.Equal("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD", Convert.ToHexString(Digest.Of("abc").ToBytes()));
}
