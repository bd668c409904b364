using Ashlar.Core.Identity;
using Ashlar.Core.Identity.Accounts;
using Ashlar.Core.Identity.Factors;
using Ashlar.Core.Identity.Factors.StepUp;
using Ashlar.Core.Identity.Providers;
using Ashlar.Core.Identity.Providers.People;
using Ashlar.Core.Identity.Sessions;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Tests.Identity.Factors;

[Trait("feature", "SES-04")]
public sealed class ExternalSessionTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task Signing_out_at_the_provider_ends_the_sessions_that_came_from_there_and_no_others()
    {
        var user = await host.User(await host.Tenant());
        var own = await host.Tokens(user);
        var (first, second) = (await Enter(user, "google", "sid-1"), await Enter(user, "google", "sid-2"));

        Assert.Equal(0, await Ends("google", "sid-unknown", null));
        Assert.Equal(0, await Ends("another", "sid-1", null));
        Assert.Equal(1, await Ends("google", "sid-1", null));
        Assert.Equal(401, (await host.Get("/api/v1/auth/me", first)).Status);
        Assert.Equal(200, (await host.Get("/api/v1/auth/me", second)).Status);

        Assert.Equal(1, await Ends("google", null, $"subject-{user.Id}"));
        Assert.Equal(401, (await host.Get("/api/v1/auth/me", second)).Status);
        Assert.Equal(200, (await host.Get("/api/v1/auth/me", own.Access)).Status);
        Assert.Equal(0, await Ends("google", null, null));
        Assert.Contains("auth.logout ok: signed out at the identity provider", await host.Audited(user.Id));
    }

    [Fact]
    public async Task An_identity_belongs_to_one_user_and_administrators_see_it()
    {
        var tenant = await host.Tenant();
        var (user, other, admin) = (await host.User(tenant), await host.User(tenant), await host.Admin(tenant));
        await Enter(user, "google", "sid-3");
        await using (var work = await host.Service<IdentityWorks>().Begin(CancellationToken.None))
        {
            var thief = (await work.Connection.AccountById(other.Id, CancellationToken.None))!;
            Assert.False(await host.Service<ExternalIdentities>().Link(work, thief, TenantInfo.PlatformId, "google", $"subject-{user.Id}", null, CancellationToken.None));
        }

        var bearer = (await host.Tokens(admin)).Access;
        var listed = await host.Get($"/api/v1/org/users/{user.Id}/identities", bearer);
        Assert.Equal("google", (string?)listed.Json!["data"]![0]!["attributes"]!["issuer"]);
        Assert.Empty((await host.Get($"/api/v1/org/users/{other.Id}/identities", bearer)).Json!["data"]!.AsArray());
        var stranger = await host.User(await host.Tenant());
        Assert.Equal(404, (await host.Get($"/api/v1/org/users/{stranger.Id}/identities", bearer)).Status);
    }

    private Task<int> Ends(string provider, string? session, string? subject) => host.Service<ExternalIdentities>().EndSessions(provider, session, subject, CancellationToken.None);

    /// <summary>What a provider's sign-in does, for any name of a session there.</summary>
    private async Task<string> Enter(TestUser user, string provider, string sid)
    {
        await using var work = await host.Service<IdentityWorks>().Begin(CancellationToken.None);
        var account = (await work.Connection.AccountById(user.Id, CancellationToken.None))!;
        Assert.True(await host.Service<ExternalIdentities>().Link(work, account, TenantInfo.PlatformId, provider, $"subject-{user.Id}", user.Email, CancellationToken.None));
        var session = await host.Service<SessionIssuer>().Begin(work, account, new SignInRequest(Ashlar.Core.Audit.RequestInfo.None, null, "localhost", false, null), new Entry(provider, false) { External = new Vouching(provider, sid, Guid.Empty, provider, null) }, CancellationToken.None);
        await work.Commit(CancellationToken.None);
        return session.Value.AccessToken!;
    }
}
