namespace Ashlar.Core.Tests.Identity;

[Trait("feature", "IDN-03")]
public sealed class RefreshTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task A_refresh_token_gives_the_next_pair_once()
    {
        var first = await host.Tokens(await host.User(await host.Tenant()));
        var second = await Refresh(first.Refresh);
        Assert.Equal(200, second.Status);
        Assert.NotEqual(first.Refresh, second.Pair.Refresh);
        Assert.Equal(200, (await host.Get("/api/v1/auth/me", second.Pair.Access)).Status);
        Assert.Equal(200, (await Refresh(second.Pair.Refresh)).Status);
    }

    [Fact]
    public async Task Using_a_refresh_token_again_ends_the_whole_family()
    {
        var user = await host.User(await host.Tenant());
        var first = await host.Tokens(user);
        var second = (await Refresh(first.Refresh)).Pair;

        var reused = await Refresh(first.Refresh);
        Assert.Equal((401, "invalid_refresh_token"), (reused.Status, reused.Code));
        Assert.Equal(401, (await host.Get("/api/v1/auth/me", second.Access)).Status);
        Assert.Equal(401, (await Refresh(second.Refresh)).Status);
        Assert.Contains(await host.Audited(user.Id), entry => entry.StartsWith("auth.refresh_reused denied", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_64_refreshes_at_once_exactly_one_wins()
    {
        for (var round = 0; round < 5; round++)
        {
            var pair = await host.Tokens(await host.User(await host.Tenant()));
            var replies = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Refresh(pair.Refresh)));
            Assert.Single(replies, reply => reply.Status == 200);
            // Whether the session outlives the race depends on when the losers arrived; the next test settles that.
            Assert.Equal(63, replies.Count(reply => reply.Status == 401));
        }
    }

    [Fact]
    public async Task Losers_of_a_race_that_were_under_way_leave_the_session_alone()
    {
        var user = await host.User(await host.Tenant());
        var pair = await host.Tokens(user);
        var refresh = host.Service<Ashlar.Core.Identity.Sessions.RefreshSession>();
        var arrived = host.Time.GetTimestamp();
        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => refresh.Run(pair.Refresh, arrived, Ashlar.Core.Audit.RequestInfo.None, CancellationToken.None)));

        var winner = Assert.Single(results, result => result.Succeeded).Value;
        Assert.Equal(200, (await host.Get("/api/v1/auth/me", winner.AccessToken)).Status);
        Assert.Equal(200, (await Refresh(winner.RefreshToken!)).Status);
    }

    [Fact]
    public async Task After_signing_out_nothing_can_be_refreshed()
    {
        var pair = await host.Tokens(await host.User(await host.Tenant()));
        Assert.Equal(204, (await host.Post("/api/v1/auth/logout", bearer: pair.Access)).Status);
        Assert.Equal(401, (await Refresh(pair.Refresh)).Status);
        Assert.Equal(401, (await host.Get("/api/v1/auth/me", pair.Access)).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ar_")]
    [InlineData("ar_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("' OR 1=1 --")]
    public async Task What_was_never_given_out_refreshes_nothing(string token) => Assert.Contains((await Refresh(token)).Status, new[] { 401, 422 });

    private Task<Reply> Refresh(string token) => host.Post("/api/v1/auth/refresh", new { refresh_token = token });
}
