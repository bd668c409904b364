using Ashlar.Contract.Values;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Ashlar.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashlar.Core.Tests.Tenancy;

public sealed class TenantDirectoryTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_a_change_is_read_nobody_is_told_what_held_before()
    {
        var invalidation = new Invalidation(NullLogger<Invalidation>.Instance) { Connected = true };
        using var directory = new TenantDirectory(new TenantReader(database.Databases), invalidation, new TenantAddress(new ConfigurationBuilder().Build()));
        var tenant = Ids.New();
        Assert.Null(await directory.ById(tenant, _cancel));
        await using var owner = await database.OpenOwner();
        await owner.Execute("INSERT INTO public.tenants (id, code, name, status) VALUES ($1, 'late', 'Late', 'active')", _cancel, tenant);
        invalidation.Forget("tenant", tenant.ToString());

        // The first look-up reads, and is held up; the second comes meanwhile.
        await using var holdUp = await owner.BeginTransactionAsync(_cancel);
        await owner.Execute("LOCK TABLE public.tenants IN ACCESS EXCLUSIVE MODE", _cancel);
        var first = directory.ById(tenant, _cancel).AsTask();
        await Task.Delay(100, _cancel);
        var second = directory.ById(tenant, _cancel).AsTask();
        await holdUp.CommitAsync(_cancel);

        Assert.Equal("late", (await first)?.Code);
        Assert.Equal("late", (await second)?.Code);
    }
}
