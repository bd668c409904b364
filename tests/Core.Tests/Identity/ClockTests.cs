using Ashlar.Core.Identity.Tokens;

namespace Ashlar.Core.Tests.Identity;

/// <summary>A clock that is set months ahead or back, as happens to machines that were asleep or wrong: sessions may end, nothing breaks.</summary>
public sealed class ClockTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Theory]
    [Trait("feature", "OBS-05")]
    [InlineData(200)]
    [InlineData(31.02)]
    [InlineData(-500)]
    [InlineData(500)]
    public async Task People_sign_in_and_work_after_the_clock_jumped(double days)
    {
        var tenant = await host.Tenant();
        var admin = await host.Admin(tenant);
        await host.Tokens(admin);

        host.Time.Pass(TimeSpan.FromDays(days));

        var pair = await host.Tokens(admin);
        Assert.Equal(200, (await host.Get("/api/v1/auth/me", pair.Access)).Status);
        Assert.Equal(201, (await host.Post("/api/v1/org/units", new { name = "After the jump" }, pair.Access)).Status);
        Assert.Equal(200, (await host.Get("/api/v1/audit/entries", pair.Access)).Status);
        Assert.Equal(200, (await host.Get("/health/ready")).Status);
        var published = await host.Get("/.well-known/jwks.json");
        Assert.Equal(200, published.Status);
    }

    [Fact]
    public async Task Where_no_key_signs_at_this_moment_one_is_made_that_does()
    {
        var keys = host.Service<SigningKeys>();
        foreach (var days in new[] { 30.99, 31.03, 400, -800, 20 })
        {
            host.Time.Pass(TimeSpan.FromDays(days));
            var key = await keys.ForSigning(CancellationToken.None);
            Assert.True(key.SignsAt(host.Time.GetUtcNow()));
            Assert.NotNull(await keys.Find(key.Id, CancellationToken.None));
        }
    }
}
