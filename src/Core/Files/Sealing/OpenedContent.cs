using Ashlar.Core.Files.Stores;
using Ashlar.Core.Protection.Keys;

namespace Ashlar.Core.Files.Sealing;

/// <summary>Opens a stored file, or a part of it, frame by frame. Nothing leaves a frame before it has proven to be the one that belongs there.</summary>
internal static class OpenedContent
{
    /// <exception cref="UnreadableException">The bytes are not those that were stored.</exception>
    /// <exception cref="FileStoreException">They are not there, or the store does not answer.</exception>
    public static async Task Copy(IFileStore store, string path, FileKey key, long size, long from, long length, Func<ReadOnlyMemory<byte>, ValueTask> write, CancellationToken cancel)
    {
        var (frames, frame) = (FileKey.Frames(size), from / FileKey.FrameSize);
        await using var stored = await store.Get(path, frame * FileKey.SealedFrameSize, cancel) ?? throw new FileStoreException("The bytes of a file are not in its store.");
        var (input, plain) = (new byte[FileKey.SealedFrameSize], new byte[FileKey.FrameSize]);
        var skip = (int)(from - (frame * FileKey.FrameSize));
        var left = length;
        do
        {
            var read = await stored.ReadAtLeastAsync(input, input.Length, throwOnEndOfStream: false, cancel);
            var expected = (int)Math.Min(FileKey.FrameSize, size - (frame * FileKey.FrameSize));
            if (read != expected + FileKey.TagSize || !key.Open(frame, frame == frames - 1, input.AsSpan(0, read), plain))
                throw new UnreadableException(Unreadable.Changed);
            var count = (int)Math.Min(expected - skip, left);
            if (count > 0)
                await write(plain.AsMemory(skip, count));
            (left, skip, frame) = (left - count, 0, frame + 1);
        }
        while (left > 0);
    }
}
