using Ashlar.Contract.Values;
using Ashlar.Core.Access;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Ashlar.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashlar.Core.Tests.Access;

public sealed class PermissionCacheTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly Invalidation _invalidation = new(NullLogger<Invalidation>.Instance) { Connected = true };
    private readonly Guid _tenant = Ids.New();
    private readonly Guid _user = Ids.New();
    private PermissionCache _cache = null!;
    private TenantDirectory _tenants = null!;

    public async ValueTask InitializeAsync()
    {
        _cache = new PermissionCache(new AccessFactsReader(database.Databases), _invalidation, TimeProvider.System);
        _tenants = new TenantDirectory(new TenantReader(database.Databases), _invalidation, new TenantAddress(new ConfigurationBuilder().Build()));
        await Run("INSERT INTO public.tenants (id, code, name, status) VALUES ($1, $2, $2, 'active')", _tenant, $"t{_tenant:n}"[..30]);
        await Run("INSERT INTO public.identity_users (id, email, name, created_at, updated_at) VALUES ($1, $2, $2, now(), now())", _user, $"{_user:n}@x.test");
        await Run("INSERT INTO public.org_users (tenant_id, id, name, email, status, created_at, updated_at) VALUES ($1, $2, $3, $3, 'active', now(), now())", _tenant, _user, $"{_user:n}@x.test");
    }

    [Fact]
    [Trait("feature", "RBC-07")]
    public async Task Permissions_stay_in_memory_until_something_that_decides_them_is_written()
    {
        Assert.False((await Get()).Allows("rbac:roles:read"));
        await Grant("rbac:roles:read");
        Assert.False((await Get()).Allows("rbac:roles:read"));

        _invalidation.Forget("access", _tenant.ToString());
        Assert.True((await Get()).Allows("rbac:roles:read"));
        Assert.Same(await Get(), await Get());
    }

    [Fact]
    public async Task Nothing_kept_is_trusted_while_the_channel_is_down()
    {
        Assert.False((await Get()).Allows("rbac:grants:read"));
        _invalidation.Connected = false;
        await Grant("rbac:grants:read");
        Assert.True((await Get()).Allows("rbac:grants:read"));

        Assert.Equal(TenantStatus.Active, (await _tenants.ById(_tenant, CancellationToken.None))!.Status);
        await Run("UPDATE public.tenants SET status = 'suspended' WHERE id = $1", _tenant);
        Assert.Equal(TenantStatus.Suspended, (await _tenants.ById(_tenant, CancellationToken.None))!.Status);
    }

    [Fact]
    public async Task Only_the_tenant_that_changed_is_read_again()
    {
        var platform = await _tenants.ById(TenantInfo.PlatformId, CancellationToken.None);
        await Run("UPDATE public.tenants SET name = 'Renamed' WHERE id = $1", _tenant);
        Assert.NotEqual("Renamed", (await _tenants.ById(_tenant, CancellationToken.None))!.Name);

        _invalidation.Forget("tenant", _tenant.ToString());
        Assert.Equal("Renamed", (await _tenants.ById(_tenant, CancellationToken.None))!.Name);
        Assert.Same(platform, await _tenants.ById(TenantInfo.PlatformId, CancellationToken.None));
    }

    [Fact]
    public async Task Every_write_tells_the_other_replicas_whoever_makes_it()
    {
        await using var listener = await database.OpenOwner();
        var heard = new List<string>();
        listener.Notification += (_, message) => heard.Add(message.Payload);
        await listener.Execute("LISTEN ashlar_invalidation", CancellationToken.None);

        await Grant("rbac:roles:read");
        await Run("UPDATE public.tenants SET name = 'Heard' WHERE id = $1", _tenant);
        await Run("INSERT INTO public.subscriptions (tenant_id, module, plan, status) VALUES ($1, 'crm', 'starter', 'active')", _tenant);
        await listener.Execute("SELECT 1", CancellationToken.None);

        Assert.Equal([$"access:{_tenant}", $"tenant:{_tenant}", $"entitlement:{_tenant}"], heard);
    }

    private async Task<PermissionSet> Get() => await _cache.Get(_user, new TenantInfo(_tenant, "t", "T", TenantStatus.Active, Placement.Shared), null, CancellationToken.None);

    private Task Grant(string code) => Run("INSERT INTO public.rbac_grants (tenant_id, id, user_id, permission, created_at, updated_at, version) VALUES ($1, $2, $3, $4, now(), now(), 1)", _tenant, Ids.New(), _user, code);

    private Task Run(string sql, params object?[] arguments) => database.Databases.System.Execute(sql, CancellationToken.None, arguments);

    public ValueTask DisposeAsync()
    {
        _tenants.Dispose();
        return ValueTask.CompletedTask;
    }
}
