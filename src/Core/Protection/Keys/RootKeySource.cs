using Ashlar.Core.Lifecycle;
using Ashlar.Core.Storage;
using Microsoft.Extensions.Configuration;

namespace Ashlar.Core.Protection.Keys;

/// <summary>Finds the root keys, once. A new file is made only where nothing has been sealed yet: a lost root key must not be papered over.</summary>
internal sealed class RootKeySource(IConfiguration configuration, StorageOptions storage, Databases databases) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };
    private readonly SemaphoreSlim _opening = new(1, 1);
    private volatile RootKeys? _keys;

    public async ValueTask<RootKeys> Get(CancellationToken cancel)
    {
        if (_keys is { } known)
            return known;
        await _opening.WaitAsync(cancel);
        try
        {
            return _keys ??= await Open(cancel);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>The same, but none is made: for backups, which open with the key they were made under or not at all.</summary>
    public async ValueTask<RootKeys?> Existing(CancellationToken cancel)
    {
        if (_keys is null && Given() is null)
            return null;
        return await Get(cancel);
    }

    public void Dispose()
    {
        _opening.Dispose();
        _http.Dispose();
    }

    private async Task<RootKeys> Open(CancellationToken cancel)
    {
        if (Given() is { } given)
            return given;
        var path = RootKeyFile.PathIn(storage.DataFolder);
        // Keys without a root key: unless another host made both since the look at the file.
        if (await databases.System.Scalar<bool>("SELECT EXISTS (SELECT FROM public.protection_keys WHERE state <> 'destroyed')", cancel))
            return Given() ?? throw new StartException($"This database holds encrypted data, and its root key is missing: neither {RootKeyFile.Variable} nor {path} is there. Bring back the key this installation began with; replicas share one.");
        RootKeyFile.Create(path);
        return RootKeyFile.Read(path)!;
    }

    private RootKeys? Given()
    {
        if (AzureRootKey.From(configuration, _http) is { } vault)
            return vault;
        return configuration[RootKeyFile.Variable] is { Length: > 0 } configured
            ? RootKeyFile.Parse(configured, "environment", RootKeyFile.Variable)
            : RootKeyFile.Read(RootKeyFile.PathIn(storage.DataFolder));
    }
}
