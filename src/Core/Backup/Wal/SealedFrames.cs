using System.Buffers.Binary;
using System.IO.Pipelines;
using Ashlar.Core.Backup.Media;

namespace Ashlar.Core.Backup.Wal;

/// <summary>
/// Content of any length, sealed frame by frame: the length of a frame, then the frame. Each is bound to its name, its number and whether it is the
/// last, so that frames that are cut off, exchanged or taken from elsewhere do not open.
/// </summary>
internal static class SealedFrames
{
    public const int Size = 1024 * 1024;

    private static string Bound(string name, long frame, bool last) => $"{name} {frame}{(last ? " last" : "")}";

    /// <summary>Who took the frames gave up, and knows why.</summary>
    internal sealed class ReaderGoneException() : IOException("Nobody takes the frames any more.");

    /// <summary>Seals what is written to it.</summary>
    internal sealed class Output(PipeWriter target, ChainKey key, string name) : Stream
    {
        private readonly byte[] _frame = new byte[Size];
        private int _filled;
        private long _number;

        /// <summary>How much went out.</summary>
        public long Written { get; private set; }

        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            while (buffer.Length > 0)
            {
                if (_filled == Size)
                    await Send(last: false, cancellationToken);
                var count = Math.Min(buffer.Length, Size - _filled);
                buffer[..count].CopyTo(_frame.AsMemory(_filled));
                (_filled, buffer) = (_filled + count, buffer[count..]);
            }
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public Task Finish(CancellationToken cancel) => Send(last: true, cancel);

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        // Compression says nothing it has not been asked for in the other way.
        public override void Flush()
        {
        }

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        private async Task Send(bool last, CancellationToken cancel)
        {
            var sealedBytes = key.SealBlock(Bound(name, _number, last), _frame.AsSpan(0, _filled));
            var output = new byte[sizeof(int) + sealedBytes.Length];
            // The sign says whether it is the last; whoever changes it finds that the frame does not open.
            BinaryPrimitives.WriteInt32BigEndian(output, last ? -sealedBytes.Length : sealedBytes.Length);
            sealedBytes.CopyTo(output, sizeof(int));
            var flushed = await target.WriteAsync(output, cancel);
            if (flushed.IsCompleted)
                throw new ReaderGoneException();
            (Written, _filled, _number) = (Written + output.Length, 0, _number + 1);
        }
    }

    /// <summary>Opens what was sealed. Nothing leaves a frame before it has proven to be the one that belongs there.</summary>
    internal sealed class Input(Stream source, ChainKey key, string name) : Stream
    {
        private byte[] _frame = [];
        private int _read;
        private long _number;
        private bool _last;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            while (_read == _frame.Length && !_last)
                await Next(cancellationToken);
            var count = Math.Min(buffer.Length, _frame.Length - _read);
            _frame.AsMemory(_read, count).CopyTo(buffer);
            _read += count;
            return count;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override async ValueTask DisposeAsync()
        {
            await source.DisposeAsync();
            await base.DisposeAsync();
        }

        private async Task Next(CancellationToken cancel)
        {
            var head = new byte[sizeof(int)];
            if (await source.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancel) < head.Length)
                throw new BackupUnreadableException($"The {name} ends too early.");
            var length = BinaryPrimitives.ReadInt32BigEndian(head);
            (_last, length) = (length < 0, length == int.MinValue ? int.MaxValue : Math.Abs(length));
            if (length > Size + Protection.Keys.Gcm.Overhead)
                throw new BackupUnreadableException($"The {name} was changed in frame {_number}.");
            var input = new byte[length];
            if (await source.ReadAtLeastAsync(input, length, throwOnEndOfStream: false, cancel) < length)
                throw new BackupUnreadableException($"The {name} ends too early.");
            _frame = key.OpenBlock(Bound(name, _number, _last), input) ?? throw new BackupUnreadableException($"The {name} was changed in frame {_number}.");
            (_read, _number) = (0, _number + 1);
        }
    }
}
