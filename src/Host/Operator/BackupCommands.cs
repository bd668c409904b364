using System.Globalization;
using System.Text.Json;
using Ashlar.Core.Backup.Media;
using Ashlar.Core.Backup.Restoring;
using Ashlar.Core.Backup.Taking;
using Ashlar.Core.Backup.Verifying;
using Ashlar.Core.Resources;

namespace Ashlar.Host.Operator;

/// <summary>What is needed when there is no host any more: <c>db backups</c>, <c>db verify</c> and <c>db restore</c>. They rest on the media and the root key alone.</summary>
internal static class BackupCommands
{
    public static bool Knows(string[] words) => words is ["db", "backups"] or ["db", "verify" or "restore", _] or ["db", "restore", "--at" or "--to", _];

    public static async Task<int> Run(IServiceProvider services, string[] words, bool json, CancellationToken cancel)
    {
        var media = services.GetRequiredService<BackupMedia>();
        if (words[1] == "backups")
            return await List(services, media, json, cancel);
        if (words is ["db", "verify", "wal"])
            return await WalCommands.Verify(services, json, cancel);
        if (words is ["db", "restore", "--to", var to])
            return await WalCommands.Restore(services, to, json, cancel);
        var backup = words is [_, _, "--at", var moment] ? await At(media, moment, cancel) : await Named(media, words[2], cancel);
        return words[1] == "verify" ? await Verify(services, backup, json, cancel) : await Restore(services, backup, json, cancel);
    }

    private static async Task<int> List(IServiceProvider services, BackupMedia media, bool json, CancellationToken cancel)
    {
        var manifests = new List<Manifest>();
        foreach (var found in await media.List(cancel))
            manifests.Add(await Read(media, found, cancel));
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(manifests.Select(one => new { one.Id, one.Chain, one.Kind, one.SnapshotAt, one.Rows, Files = one.Files.Count, one.Bytes, one.BytesWritten, one.Product }), JsonSettings.Options));
        else
        {
            foreach (var one in manifests)
                Console.WriteLine($"  {one.SnapshotAt:yyyy-MM-dd HH:mm:ss}Z  {one.Kind,-9} {one.Rows,12} rows {one.Files.Count,8} files  {one.Id}");
            Console.WriteLine($"{manifests.Count} backups in {media.Place}.");
            await WalCommands.List(services, cancel);
        }

        return 0;
    }

    private static async Task<int> Verify(IServiceProvider services, Found backup, bool json, CancellationToken cancel)
    {
        var verdict = await services.GetRequiredService<VerifyBackup>().Look(backup, VerifyBackup.Read, cancel);
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(verdict, JsonSettings.Options));
        else
            Console.WriteLine(verdict.Problems.Count == 0 ? $"Backup {backup.Id} is whole: {verdict.Rows} rows in {verdict.Blocks} blocks, {verdict.Files} files." : string.Join('\n', verdict.Problems));
        return verdict.Problems.Count == 0 ? 0 : 1;
    }

    private static async Task<int> Restore(IServiceProvider services, Found backup, bool json, CancellationToken cancel)
    {
        // Before a database is made: without the key there is nothing to put into it.
        await Read(services.GetRequiredService<BackupMedia>(), backup, cancel);
        await OwnDatabase.Reach(services, cancel);
        var restored = await services.GetRequiredService<RestoreInstallation>().Run(backup, line => { if (!json) Console.WriteLine(line); }, cancel);
        var differences = EffectiveConfiguration.Differences(restored.Manifest.Configuration, await services.GetRequiredService<EffectiveConfiguration>().Read(cancel));
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { restored.Manifest.Id, restored.Manifest.SnapshotAt, restored.Manifest.Rows, restored.Files, Seconds = Math.Round(restored.Took.TotalSeconds, 1), restored.Problems, Differences = differences }, JsonSettings.Options));
        }
        else
        {
            foreach (var line in restored.Problems.Concat(differences.Select(difference => $"Configured differently: {difference}")))
                Console.WriteLine(line);
            Console.WriteLine($"Restored {restored.Manifest.Rows} rows and {restored.Files} files as they were at {restored.Manifest.SnapshotAt:u}, in {restored.Took.TotalSeconds:0.0} s. Start the host; everybody signs in again.");
        }

        return restored.Problems.Count == 0 ? 0 : 1;
    }

    private static async Task<Found> Named(BackupMedia media, string name, CancellationToken cancel)
    {
        var found = await media.List(cancel);
        return (name == "latest" && found.Count > 0 ? found[0] : found.FirstOrDefault(one => Guid.TryParse(name, out var id) && one.Id == id))
            ?? throw new BackupUnreadableException($"There is no such backup in {media.Place}. db backups lists them; ASHLAR_BACKUPS or ASHLAR_BACKUPS_S3_* say where they are.");
    }

    /// <summary>The newest that shows a moment up to the given one.</summary>
    private static async Task<Found> At(BackupMedia media, string moment, CancellationToken cancel)
    {
        var at = Moment(moment);
        foreach (var found in await media.List(cancel))
        {
            if ((await Read(media, found, cancel)).SnapshotAt <= at)
                return found;
        }

        throw new BackupUnreadableException($"No backup in {media.Place} is as old as {at:u}.");
    }

    public static DateTimeOffset Moment(string text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
        ? at
        : throw new BackupUnreadableException($"'{text}' is no moment such as 2026-11-29T14:00:00Z.");

    private static async Task<Manifest> Read(BackupMedia media, Found found, CancellationToken cancel)
    {
        using var key = await media.OpenKey(found.Chain, cancel);
        return await media.Manifest(found, key, cancel);
    }
}
