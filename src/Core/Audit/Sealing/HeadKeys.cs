using System.Collections.Frozen;
using System.Security.Cryptography;
using Ashlar.Core.Audit.Proofs;
using Ashlar.Core.Protection;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Audit.Sealing;

/// <summary>
/// The keys that sign heads: ES256, sealed under the platform's key, whose root is outside the database. A key counts only when it opens
/// there and bears its own thumbprint as its name, so a row that the database's owner writes is no key.
/// </summary>
internal sealed class HeadKeys(Databases databases, KeyRing ring, TimeProvider time, ILogger<HeadKeys> log) : IDisposable
{
    private static readonly TimeSpan _lifetime = TimeSpan.FromDays(365);
    private static readonly TimeSpan _maxAge = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _loading = new(1, 1);
    private volatile Loaded? _loaded;

    private sealed record Loaded(FrozenDictionary<string, ECDsa> ById, string? Newest, DateTimeOffset NewestMade, DateTimeOffset ReadAt);

    /// <summary>Every key that ever signed, to verify with and to publish.</summary>
    public async Task<IReadOnlyDictionary<string, ECDsa>> All(CancellationToken cancel) => (await Current(cancel)).ById;

    /// <summary>The key that signs now; made when there is none or it is a year old.</summary>
    public async Task<(string Id, ECDsa Key)> ForSigning(CancellationToken cancel)
    {
        var now = await Current(cancel);
        if (now.Newest is null || time.GetUtcNow() - now.NewestMade > _lifetime)
        {
            await Make(cancel);
            _loaded = null;
            now = await Current(cancel);
        }

        return (now.Newest!, now.ById[now.Newest!]);
    }

    public void Dispose() => _loading.Dispose();

    private static string Purpose(string id) => $"audit.head_key:{id}";

    private async Task Make(CancellationToken cancel)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var id = SignedHead.Thumbprint(key);
        var bytes = await ring.Seal(null, Purpose(id), key.ExportPkcs8PrivateKey(), cancel);
        await databases.System.Execute("INSERT INTO public.audit_keys (id, private_key, created_at) VALUES ($1, $2, $3)", cancel, id, bytes, time.GetUtcNow());
        log.LogInformation("Heads of the audit log are signed with the new key {Key}", id);
    }

    private async Task<Loaded> Current(CancellationToken cancel)
    {
        if (_loaded is { } known && time.GetUtcNow() - known.ReadAt < _maxAge)
            return known;
        await _loading.WaitAsync(cancel);
        try
        {
            var rows = await databases.System.Query("SELECT id, private_key, created_at FROM public.audit_keys ORDER BY created_at",
                row => (Id: row.GetString(0), Bytes: row.GetFieldValue<byte[]>(1), Made: row.GetFieldValue<DateTimeOffset>(2)), cancel);
            var keys = new Dictionary<string, ECDsa>(StringComparer.Ordinal);
            (string? newest, var made) = (null, DateTimeOffset.MinValue);
            foreach (var row in rows)
            {
                if (await Open(row.Id, row.Bytes, cancel) is not { } key)
                    continue;
                keys[row.Id] = key;
                (newest, made) = (row.Id, row.Made);
            }

            return _loaded = new Loaded(keys.ToFrozenDictionary(StringComparer.Ordinal), newest, made, time.GetUtcNow());
        }
        finally
        {
            _loading.Release();
        }
    }

    private async Task<ECDsa?> Open(string id, byte[] bytes, CancellationToken cancel)
    {
        if (_loaded?.ById.TryGetValue(id, out var known) == true)
            return known;
        try
        {
            var key = ECDsa.Create();
            key.ImportPkcs8PrivateKey(await ring.Open(null, Purpose(id), bytes, cancel), out _);
            return SignedHead.Thumbprint(key) == id ? key : null;
        }
        catch (Exception foreign) when (foreign is Protection.Keys.UnreadableException or CryptographicException)
        {
            log.LogError("The row {Key} among the audit log's keys is none of ours and is not trusted", id);
            return null;
        }
    }
}
