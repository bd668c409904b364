using Ashlar.Core.Backup.Media;
using Ashlar.Core.Files.Stores;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Backup.Restoring;

/// <summary>Puts back the bytes of files that their store lacks. Where that store is no longer configured they go to the current one, and rows say so.</summary>
internal sealed class StoredBytes(FileStores stores, BackupMedia media, Databases databases)
{
    /// <summary>How many were brought back.</summary>
    public async Task<int> Bring(IEnumerable<(string Store, string Path)> files, List<string> problems, CancellationToken cancel)
    {
        var brought = 0;
        foreach (var (store, path) in files)
        {
            var named = stores.Find(store);
            var target = named.Succeeded ? named.Value : stores.Current;
            await using var there = await target.Get(path, 0, cancel);
            if (there is null)
            {
                await using var content = await media.Store.Get(BackupMedia.FileOf(path), 0, cancel);
                if (content is null)
                {
                    problems.Add($"The bytes of the file {path} are missing from the media.");
                    continue;
                }

                await target.Put(path, content, cancel);
                brought++;
            }

            if (!named.Succeeded)
                await databases.System.Execute("UPDATE public.files SET store = $2 WHERE path = $1", cancel, path, target.Name);
        }

        return brought;
    }
}
