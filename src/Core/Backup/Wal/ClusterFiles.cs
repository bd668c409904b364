using System.Buffers.Binary;
using System.Text;
using Ashlar.Core.Backup.Media;

namespace Ashlar.Core.Backup.Wal;

/// <summary>
/// The files of a server one behind the other: length of the path, path, length of the content (-1 for a folder), content. An empty path ends them.
/// Pages that change while they are read are put right by the log.
/// </summary>
internal static class ClusterFiles
{
    private const string Label = "backup_label";
    private const string Control = "global/pg_control";
    private const int LongestPath = 4096;
    private const int Folder = -1;

    // What a server makes anew, and what belongs to the running one alone: as PostgreSQL's own pg_basebackup leaves it out. Slots would hold back a log nobody fetches.
    private static readonly string[] _emptied = ["pg_wal", "pg_replslot", "pg_dynshmem", "pg_notify", "pg_serial", "pg_snapshots", "pg_stat_tmp", "pg_subtrans"];
    private static readonly string[] _left = ["postmaster.pid", "postmaster.opts", Label, Label + ".old", "tablespace_map", "tablespace_map.old", "postgresql.auto.conf.tmp", "current_logfiles.tmp", "recovery.signal", "standby.signal"];

    public static async Task<(int Files, long Bytes)> Write(string root, Stream output, CancellationToken cancel)
    {
        var (files, bytes) = (0, 0L);
        foreach (var entry in new DirectoryInfo(root).EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }).OrderBy(entry => entry.FullName, StringComparer.Ordinal))
        {
            var path = Path.GetRelativePath(root, entry.FullName);
            if (IsLeftOut(path))
                continue;
            if (entry is DirectoryInfo)
                await Head(path, Folder, output, cancel);
            else if (path != Control && await Write(root, path, output, cancel) is { } length)
                (files, bytes) = (files + 1, bytes + length);
        }

        // Last, so that it knows of nothing that was copied before it.
        bytes += await Write(root, Control, output, cancel) ?? throw new BackupUnreadableException($"The server's folder {root} has no {Control}.");
        return (files + 1, bytes);
    }

    /// <summary>What tells the server from where on to read its log, and the end of the files.</summary>
    public static async Task<long> WriteLabel(string label, Stream output, CancellationToken cancel)
    {
        var content = Encoding.UTF8.GetBytes(label);
        await Head(Label, content.Length, output, cancel);
        await output.WriteAsync(content, cancel);
        await output.WriteAsync(new byte[sizeof(int)], cancel);
        return content.Length;
    }

    /// <summary>Reads the files, and writes them into a folder when one is given.</summary>
    /// <exception cref="BackupUnreadableException">They are not what was written.</exception>
    public static async Task<(int Files, long Bytes)> Read(Stream input, string? target, CancellationToken cancel)
    {
        var (files, bytes, buffer) = (0, 0L, new byte[SealedFrames.Size]);
        while (await Next(input, cancel) is var (path, length))
        {
            var full = target is null ? null : Path.Combine(target, path);
            if (length == Folder)
            {
                if (full is not null)
                    Directory.CreateDirectory(full, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                continue;
            }

            await using var file = full is null ? null : new FileStream(full, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
            for (var left = length; left > 0;)
            {
                var count = (int)Math.Min(left, buffer.Length);
                await input.ReadExactlyAsync(buffer.AsMemory(0, count), cancel);
                if (file is not null)
                    await file.WriteAsync(buffer.AsMemory(0, count), cancel);
                left -= count;
            }

            (files, bytes) = (files + 1, bytes + length);
        }

        return (files, bytes);
    }

    private static bool IsLeftOut(string path)
    {
        var parts = path.Split('/');
        var name = parts[^1];
        if (name.StartsWith("pgsql_tmp", StringComparison.Ordinal) || name.StartsWith("pg_internal.init", StringComparison.Ordinal))
            return true;
        if (parts.Length == 1)
            return Array.Exists(_left, one => one == name);
        // Of the log stay the histories of timelines, which say from where this one came.
        return Array.Exists(_emptied, one => one == parts[0]) && path != "pg_wal/archive_status" && !(parts is ["pg_wal", _] && name.EndsWith(".history", StringComparison.Ordinal));
    }

    /// <summary>Null when the file went away meanwhile, as those of dropped tables do.</summary>
    private static async Task<long?> Write(string root, string path, Stream output, CancellationToken cancel)
    {
        FileStream file;
        try
        {
            file = new FileStream(Path.Combine(root, path), new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0, Options = FileOptions.SequentialScan });
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        await using (file)
        {
            var length = file.Length;
            await Head(path, length, output, cancel);
            var buffer = new byte[SealedFrames.Size];
            for (var left = length; left > 0;)
            {
                var count = await file.ReadAtLeastAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), (int)Math.Min(left, buffer.Length), throwOnEndOfStream: false, cancel);
                // It was cut short meanwhile; the log does so again.
                if (count == 0)
                {
                    buffer.AsSpan().Clear();
                    count = (int)Math.Min(left, buffer.Length);
                }

                await output.WriteAsync(buffer.AsMemory(0, count), cancel);
                left -= count;
            }

            return length;
        }
    }

    private static async Task Head(string path, long length, Stream output, CancellationToken cancel)
    {
        var name = Encoding.UTF8.GetBytes(path);
        var head = new byte[sizeof(int) + name.Length + sizeof(long)];
        BinaryPrimitives.WriteInt32BigEndian(head, name.Length);
        name.CopyTo(head, sizeof(int));
        BinaryPrimitives.WriteInt64BigEndian(head.AsSpan(sizeof(int) + name.Length), length);
        await output.WriteAsync(head, cancel);
    }

    private static async Task<(string Path, long Length)?> Next(Stream input, CancellationToken cancel)
    {
        try
        {
            var size = new byte[sizeof(int)];
            await input.ReadExactlyAsync(size, cancel);
            if (BinaryPrimitives.ReadInt32BigEndian(size) is not (> 0 and <= LongestPath and var length))
                return null;
            var head = new byte[length + sizeof(long)];
            await input.ReadExactlyAsync(head, cancel);
            return (Encoding.UTF8.GetString(head, 0, length), BinaryPrimitives.ReadInt64BigEndian(head.AsSpan(length)));
        }
        catch (Exception cut) when (cut is EndOfStreamException or InvalidDataException)
        {
            throw new BackupUnreadableException("A base copy ends too early.");
        }
    }
}
