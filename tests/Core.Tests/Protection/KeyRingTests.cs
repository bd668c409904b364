using System.Text;
using Ashlar.Contract.Values;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Protection;
using Ashlar.Core.Protection.Keys;
using Ashlar.Core.Storage;
using Ashlar.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashlar.Core.Tests.Protection;

public sealed class KeyRingTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly CancellationToken _cancel = CancellationToken.None;
    private static readonly byte[] _plain = Encoding.UTF8.GetBytes("planted");

    private readonly string _folder = Directory.CreateTempSubdirectory("ashlar-keys-").FullName;

    public async ValueTask InitializeAsync() => await Clear();

    [Fact]
    public async Task What_was_sealed_opens_for_the_same_tenant_and_purpose_only()
    {
        var (ring, _) = Ring();
        Guid tenant = Ids.New(), other = Ids.New();
        var bytes = await ring.Seal(tenant, "totp:1", _plain, _cancel);

        Assert.Equal(_plain, await ring.Open(tenant, "totp:1", bytes, _cancel));
        Assert.Equal(-1, bytes.AsSpan().IndexOf(_plain));
        Assert.Equal(Unreadable.Changed, await Refusal(ring.Open(tenant, "totp:2", bytes, _cancel)));
        Assert.Equal(Unreadable.UnknownKey, await Refusal(ring.Open(other, "totp:1", bytes, _cancel)));
        Assert.Equal(Unreadable.UnknownKey, await Refusal(ring.Open(null, "totp:1", bytes, _cancel)));
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = bytes.ToArray();
            changed[i] ^= 1;
            Assert.True(await Refusal(ring.Open(tenant, "totp:1", changed, _cancel)) is Unreadable.Changed or Unreadable.UnknownKey, $"Byte {i} may be changed.");
        }
    }

    [Fact]
    public async Task The_platform_and_every_tenant_have_keys_of_their_own_and_no_two_seals_are_alike()
    {
        var (ring, _) = Ring();
        var tenant = Ids.New();
        var first = await ring.Seal(tenant, "p", _plain, _cancel);
        Assert.NotEqual(first, await ring.Seal(tenant, "p", _plain, _cancel));
        var platforms = await ring.Seal(null, "p", _plain, _cancel);
        Assert.NotEqual(KeyOf(first), KeyOf(platforms));
        Assert.Empty(await ring.Open(tenant, "p", await ring.Seal(tenant, "p", ReadOnlyMemory<byte>.Empty, _cancel), _cancel));
    }

    [Fact]
    public async Task Hosts_that_meet_a_tenant_at_once_make_one_key()
    {
        var tenant = Ids.New();
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => await Ring().Ring.Seal(tenant, "p", _plain, _cancel)));
        Assert.Single(all.Select(bytes => KeyOf(bytes)).Distinct());
    }

    [Fact]
    [Trait("feature", "PHI-07")]
    public async Task After_a_rotation_new_data_uses_the_new_key_and_old_data_still_opens()
    {
        var (ring, store) = Ring();
        var tenant = Ids.New();
        var old = await ring.Seal(tenant, "p", _plain, _cancel);

        Assert.Equal(2, await store.Rotate(tenant, null, _cancel));

        var young = await ring.Seal(tenant, "p", _plain, _cancel);
        Assert.NotEqual(KeyOf(old), KeyOf(young));
        Assert.Equal(_plain, await ring.Open(tenant, "p", old, _cancel));
        Assert.Equal(_plain, await ring.Open(tenant, "p", young, _cancel));
        Assert.Equal(_plain, await Ring().Ring.Open(tenant, "p", young, _cancel));
    }

    [Fact]
    public async Task A_destroyed_key_opens_nothing_and_no_new_one_takes_its_place()
    {
        var (ring, store) = Ring();
        Guid tenant = Ids.New(), other = Ids.New();
        var bytes = await ring.Seal(tenant, "p", _plain, _cancel);
        var others = await ring.Seal(other, "p", _plain, _cancel);

        await store.Destroy(tenant, null, _cancel);

        foreach (var one in (KeyRing[])[ring, Ring().Ring])
        {
            Assert.Equal(Unreadable.KeyDestroyed, await Refusal(one.Open(tenant, "p", bytes, _cancel)));
            Assert.Equal(Unreadable.KeyDestroyed, await Refusal(one.Seal(tenant, "p", _plain, _cancel)));
            Assert.Equal(_plain, await one.Open(other, "p", others, _cancel));
        }

        await using var owner = await database.OpenOwner();
        Assert.Equal(0, await owner.Scalar<long>("SELECT count(*) FROM public.protection_keys WHERE scope = $1 AND wrapped IS NOT NULL", _cancel, tenant));
    }

    [Fact]
    public async Task Another_root_key_opens_nothing_and_a_lost_one_is_not_made_anew()
    {
        var (ring, _) = Ring();
        await ring.Seal(null, "p", _plain, _cancel);

        var strange = Ring(Convert.ToBase64String(new byte[32])).Ring;
        Assert.Contains("not the one", (await Assert.ThrowsAsync<StartException>(() => strange.Verify(_cancel))).Message, StringComparison.Ordinal);

        File.Delete(RootKeyFile.PathIn(_folder));
        var lost = Ring().Ring;
        Assert.Contains("root key is missing", (await Assert.ThrowsAsync<StartException>(async () => await lost.Seal(Ids.New(), "p", _plain, _cancel))).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(RootKeyFile.PathIn(_folder)));
    }

    [Fact]
    public async Task A_host_that_looked_before_another_made_the_root_key_uses_it_too()
    {
        await Ring().Ring.Seal(null, "p", _plain, _cancel);
        var path = RootKeyFile.PathIn(_folder);
        File.Move(path, $"{path}.later");
        await using var owner = await database.OpenOwner();
        await using var transaction = await owner.BeginTransactionAsync(_cancel);
        await owner.Execute("LOCK TABLE public.protection_keys", _cancel);

        using var source = Source();
        var late = source.Get(_cancel).AsTask();
        await Eventually.True(async () => await database.Databases.System.Scalar<bool>("SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'public.protection_keys'::regclass AND NOT granted)", _cancel));
        File.Move($"{path}.later", path);
        await transaction.RollbackAsync(_cancel);

        Assert.Equal(RootKeyFile.Read(path)!.Current.Id, (await late).Current.Id);
    }

    [Fact]
    public async Task The_root_key_file_is_for_its_owner_only()
    {
        await Ring().Ring.Seal(null, "p", _plain, _cancel);
        var path = RootKeyFile.PathIn(_folder);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Contains("chmod 600", Assert.Throws<StartException>(() => RootKeyFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrapped_key_moved_to_another_tenant_opens_nothing_there()
    {
        var (ring, _) = Ring();
        Guid tenant = Ids.New(), other = Ids.New();
        var bytes = await ring.Seal(tenant, "p", _plain, _cancel);
        await using var owner = await database.OpenOwner();
        await owner.Execute("UPDATE public.protection_keys SET scope = $2 WHERE scope = $1", _cancel, tenant, other);
        Assert.Equal(Unreadable.UnknownKey, await Refusal(Ring().Ring.Open(other, "p", bytes, _cancel)));
    }

    [Fact]
    public async Task Tenants_sessions_cannot_see_keys()
    {
        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => database.CountAsTenants("public.protection_keys"));
        Assert.Equal("42501", refused.SqlState);
    }

    private static Guid KeyOf(byte[] bytes) => ScopeKeys.KeyOf(bytes);

    private static async Task<Unreadable> Refusal(ValueTask<byte[]> attempt) => (await Assert.ThrowsAsync<UnreadableException>(() => attempt.AsTask())).Reason;

    /// <summary>A key ring as another host would have it.</summary>
    private (KeyRing Ring, KeyStore Store) Ring(string? root = null)
    {
        var invalidation = new Invalidation(NullLogger<Invalidation>.Instance) { Connected = true };
        var store = new KeyStore(database.Databases, Source(root), invalidation, TimeProvider.System);
        return (new KeyRing(store, invalidation, TimeProvider.System), store);
    }

    private RootKeySource Source(string? root = null) =>
        new(new ConfigurationBuilder().AddInMemoryCollection([new("ASHLAR_ROOT_KEY", root)]).Build(), new StorageOptions { DataFolder = _folder }, database.Databases);

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        await Clear();
    }

    private async Task Clear()
    {
        await using var owner = await database.OpenOwner();
        await owner.Execute("TRUNCATE public.protection_keys", _cancel);
    }
}
