using System.Globalization;
using System.Text.Json.Nodes;
using Ashlar.Core.Audit;
using Ashlar.Core.Backup.Media;
using Ashlar.Core.Backup.Restoring;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Storage;
using Ashlar.Core.Storage.Embedded;
using NpgsqlTypes;

namespace Ashlar.Core.Backup.Wal;

/// <summary>What going back brought.</summary>
internal sealed record RestoredMoment(DateTimeOffset At, BaseCopy Copy, int Segments, int Files, TimeSpan Took, IReadOnlyList<string> Problems);

/// <summary>
/// Brings a whole installation back to a moment, into an empty data folder: a base copy, and the log behind it up to that moment, replayed by
/// PostgreSQL itself. All databases are back at the very same moment. Everybody signs in again.
/// </summary>
internal sealed class RestoreMoment(StorageOptions storage, EmbeddedServer server, DatabaseConnections connections, Databases databases, WalMedia media, WalLook look, BackupCatalogue catalogue, StoredBytes stored, AuditLog audit, TimeProvider time)
{
    private sealed record Plan(BaseCopy Copy, WalLine Line, IReadOnlyList<string> Segments, DateTimeOffset? To, DateTimeOffset? Until);

    /// <param name="to">The moment, or null for the end of the archive.</param>
    /// <exception cref="BackupUnreadableException">There is something here already, or the archive does not reach there.</exception>
    public async Task<RestoredMoment> Run(DateTimeOffset? to, Action<string> say, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        if (storage.Database is not null)
            throw new BackupUnreadableException("Only the embedded server goes back to a moment. A server of your own is brought back by what archives its log; docs/ops/backup.md says how.");
        var plan = await Choose(to, cancel);
        using var key = await media.OpenKey(plan.Line.Id, cancel);
        string? broken = null;
        var target = to?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff+00", CultureInfo.InvariantCulture);
        try
        {
            connections.Owner = await server.Recover(new Recovery(target, () => broken is null, async (cluster, segments) =>
            {
                say($"Bringing back the base copy of {plan.Copy.FinishedAt:u}: {plan.Copy.Files} files, {plan.Copy.Bytes} bytes");
                await using (var content = await media.Content(plan.Line.Id, plan.Copy.Id, key, cancel))
                    await ClusterFiles.Read(content, cluster, cancel);
                broken = await Bring(plan, key, segments, cancel);
                say($"Replaying {Directory.GetFiles(segments).Length} segments of the log {(to is { } at ? $"up to {at:u}" : "to its end")}");
            }), cancel);
        }
        catch (StartException) when (broken is not null)
        {
            throw new BackupUnreadableException($"{broken} The moment lies behind it, and nothing behind it can be brought back. Choose an earlier one, before what this segment holds.");
        }

        return await Finish(plan, began, say, cancel);
    }

    private async Task<Plan> Choose(DateTimeOffset? to, CancellationToken cancel)
    {
        var report = await look.Look(thorough: false, cancel);
        if (report.Copies.Count == 0)
            throw new BackupUnreadableException(report.Problems is [var problem, ..] ? problem : $"There is no base copy in {media.Place}. ASHLAR_BACKUPS or ASHLAR_BACKUPS_S3_* say where the media are; ASHLAR_WAL_ARCHIVE=on makes hosts archive their log.");
        var copy = report.Copies.LastOrDefault(one => to is null || one.FinishedAt <= to)
            ?? throw new BackupUnreadableException($"The archive in {media.Place} begins at {report.Copies[0].FinishedAt:O}; {to:O} is before that. db restore --at goes back to a backup instead.");
        var until = report.Lines.Single(line => line.Line == copy.Line).Until;
        if (to > until)
        {
            var again = report.Copies.FirstOrDefault(one => one.FinishedAt > to);
            throw new BackupUnreadableException($"The archive ends at {until:O}{(again is null ? "" : $" and begins again at {again.FinishedAt:O}")}; {to:O} is behind that. The end itself is: db restore --to latest");
        }

        var line = (await media.Lines(cancel)).Single(one => one.Id == copy.Line);
        // Whatever comes after the next copy was finished is later than the moment.
        var next = report.Copies.FirstOrDefault(one => one.Line == copy.Line && one.FinishedAt > copy.FinishedAt);
        var last = to is null || next is null ? null : WalName.Of(next.Timeline, new NpgsqlLogSequenceNumber(next.Stop), next.SegmentSize);
        return new Plan(copy, line, [.. WalLook.From(line, copy).TakeWhile(name => last is null || string.CompareOrdinal(name, last) <= 0)], to, until);
    }

    /// <summary>Opens the log into a folder, as far as it can be read; answers what ends it before its end.</summary>
    private async Task<string?> Bring(Plan plan, ChainKey key, string folder, CancellationToken cancel)
    {
        var needed = WalName.Of(plan.Copy.Timeline, new NpgsqlLogSequenceNumber(plan.Copy.Stop - 1), plan.Copy.SegmentSize);
        string? broken = null;
        foreach (var name in plan.Segments)
        {
            try
            {
                var segment = await media.Segment(plan.Line.Id, key, name, cancel) ?? throw new BackupUnreadableException(WalLook.MissingText(name));
                await using var file = File.Create(Path.Combine(folder, name));
                await file.WriteAsync(segment.Content, cancel);
                // The newest is there in part; the server wants files of one length.
                file.SetLength(plan.Copy.SegmentSize);
                continue;
            }
            catch (BackupUnreadableException failure)
            {
                broken = failure.Message;
            }

            break;
        }

        if (!File.Exists(Path.Combine(folder, needed)))
            throw new BackupUnreadableException($"{broken ?? WalLook.MissingText(needed)} Without it the base copy of {plan.Copy.FinishedAt:u} cannot be used.");
        return broken is not null && plan.To is null ? throw new BackupUnreadableException($"{broken} Go back to a moment before it: db restore --to MOMENT") : broken;
    }

    private async Task<RestoredMoment> Finish(Plan plan, long began, Action<string> say, CancellationToken cancel)
    {
        var at = plan.To ?? plan.Until ?? plan.Copy.FinishedAt;
        var problems = new List<string>();
        var files = await databases.System.Query("SELECT store, path FROM public.files WHERE state IN ('quarantined', 'ready') ORDER BY path", row => (row.GetString(0), row.GetString(1)), cancel);
        say($"Looking for {files.Count} files");
        var brought = await stored.Bring(files, problems, cancel);
        await databases.System.Execute("UPDATE public.identity_sessions SET revoked_at = $1 WHERE revoked_at IS NULL", cancel, time.GetUtcNow());
        await catalogue.Learn(cancel);
        await audit.Write(new AuditEntry
        {
            TenantId = Tenancy.TenantInfo.PlatformId,
            ActorName = "ashlar db restore",
            ActorKind = "system",
            Action = "platform.backups.restore_installation",
            Resource = "platform.backups",
            ResourceId = plan.Copy.Id,
            Details = new JsonObject { ["moment"] = at, ["segments"] = plan.Segments.Count, ["files"] = brought }.ToJsonString(),
        }, cancel);
        return new RestoredMoment(at, plan.Copy, plan.Segments.Count, brought, time.GetElapsedTime(began), problems);
    }
}
