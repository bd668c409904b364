using System.Security.Cryptography;

namespace Ashlar.Core.Files.Sealing;

/// <summary>Reads a file and yields it sealed, frame by frame; counts and digests what went in, and breaks off when that is more than allowed.</summary>
internal sealed class SealedContent(Stream source, FileKey key, long limit) : Stream
{
    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _sealed = new byte[FileKey.SealedFrameSize];
    private byte[] _plain = new byte[FileKey.FrameSize];
    private byte[] _next = new byte[FileKey.FrameSize];
    private int _plainLength = -1;
    private int _from;
    private int _to;
    private long _frame;
    private bool _done;

    /// <summary>How much was read of the file itself.</summary>
    public long Size { get; private set; }

    public string Sha256() => Convert.ToHexStringLower(_digest.GetHashAndReset());

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_from == _to && !_done)
            await NextFrame(cancellationToken);
        var count = Math.Min(buffer.Length, _to - _from);
        _sealed.AsMemory(_from, count).CopyTo(buffer);
        _from += count;
        return count;
    }

    private async Task NextFrame(CancellationToken cancel)
    {
        if (_plainLength < 0)
            _plainLength = await Fill(_plain, cancel);
        // Whether a frame is the last one is only known once nothing follows it.
        var nextLength = _plainLength < FileKey.FrameSize ? 0 : await Fill(_next, cancel);
        _done = nextLength == 0;
        key.Seal(_frame++, _done, _plain.AsSpan(0, _plainLength), _sealed);
        (_from, _to) = (0, _plainLength + FileKey.TagSize);
        (_plain, _next, _plainLength) = (_next, _plain, nextLength);
    }

    private async Task<int> Fill(byte[] frame, CancellationToken cancel)
    {
        var length = await source.ReadAtLeastAsync(frame, FileKey.FrameSize, throwOnEndOfStream: false, cancel);
        Size += length;
        if (Size > limit)
            throw new FileTooLargeException();
        _digest.AppendData(frame, 0, length);
        return length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Uploads are read without blocking.");

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _digest.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>More arrived than a file may have.</summary>
internal sealed class FileTooLargeException() : Exception("The file is too large.");
