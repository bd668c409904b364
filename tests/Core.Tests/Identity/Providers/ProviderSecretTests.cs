using Ashlar.Core.Storage;

namespace Ashlar.Core.Tests.Identity.Providers;

/// <summary>The secret of a provider is kept with it or not at all.</summary>
[Trait("feature", "IDN-05")]
public sealed class ProviderSecretTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    private const string Path = "/api/v1/security/providers";

    private static readonly CancellationToken _cancel = CancellationToken.None;

    [Fact]
    public async Task A_provider_that_the_database_does_not_take_leaves_no_secret()
    {
        var admin = await Admin();
        await using var owner = await host.Host.Connections.OpenOwner("", _cancel);
        await owner.Execute("ALTER TABLE public.identity_providers ADD CONSTRAINT of_the_test CHECK (name <> 'Not taken')", _cancel);

        var answer = await host.Post(Path, new { name = "Not taken", issuer = "http://127.0.0.1:1", client_id = "client", client_secret = "orphan" }, admin);

        Assert.InRange(answer.Status, 400, 599);
        Assert.Empty(await Secrets(admin));
    }

    [Fact]
    public async Task A_provider_that_is_removed_while_it_is_changed_leaves_no_secret()
    {
        var admin = await Admin();
        var id = await host.Provider(admin, "http://127.0.0.1:1", secret: null);
        await using var owner = await host.Host.Connections.OpenOwner("", _cancel);
        await using var removal = await owner.BeginTransactionAsync(_cancel);
        await owner.Execute("DELETE FROM public.identity_providers WHERE id = $1", _cancel, id);
        var change = host.Send(HttpMethod.Put, $"{Path}/{id}", new { name = "Changed", issuer = "http://127.0.0.1:1", client_id = "client", client_secret = "orphan" }, admin);
        await Eventually.True(() => owner.Scalar<bool>("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid)))", _cancel));

        await removal.CommitAsync(_cancel);

        Assert.Equal(404, (await change).Status);
        Assert.Empty(await Secrets(admin));
    }

    private async Task<string> Admin() => (await host.Tokens(await host.Admin(await host.Tenant()))).Access;

    private async Task<string[]> Secrets(string admin) => [.. (await host.Get("/api/v1/security/secrets", admin)).Json!["data"]!.AsArray().Select(secret => (string)secret!["id"]!)];
}
