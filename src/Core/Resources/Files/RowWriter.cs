using System.Buffers;

namespace Ashlar.Core.Resources.Files;

/// <summary>Writes rows in a format into a buffer that the caller empties as it grows.</summary>
internal abstract class RowWriter : IDisposable
{
    public abstract void Start(IReadOnlyList<ExportColumn> columns);

    public abstract void Row(IReadOnlyList<ExportColumn> columns, object?[] values);

    public abstract void Finish();

    public abstract void Dispose();

    /// <summary>Hands what a layer below keeps back to the buffer.</summary>
    public abstract void Flush();

    public static RowWriter Of(string format, Stream buffer) => format switch
    {
        "xlsx" => new XlsxWriting(buffer),
        "json" => new JsonWriting(buffer),
        _ => new CsvWriting(buffer),
    };

    public static string MediaType(string format) => format switch
    {
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "json" => "application/json",
        _ => "text/csv; charset=utf-8",
    };
}

/// <summary>Collects what writers that cannot wait have written, to be sent by somebody who can.</summary>
internal sealed class SendBuffer : Stream
{
    private readonly ArrayBufferWriter<byte> _bytes = new(128 * 1024);

    public int Pending => _bytes.WrittenCount;

    public async Task Send(System.IO.Pipelines.PipeWriter to, CancellationToken cancel)
    {
        await to.WriteAsync(_bytes.WrittenMemory, cancel);
        _bytes.ResetWrittenCount();
    }

    public override void Write(byte[] buffer, int offset, int count) => _bytes.Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => _bytes.Write(buffer);

    public override void Flush()
    {
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
