using System.Globalization;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using Ashlar.Core.Http;
using Microsoft.AspNetCore.Connections;

namespace Ashlar.Core.Limits.Bounds;

/// <summary>
/// Gives a body to the answers that the server makes by itself, for requests it cannot read far enough to hand them on. They are known by
/// what they lack: every answer of ours names its request.
/// </summary>
internal static class BareAnswers
{
    public static async Task Run(ConnectionContext connection, ConnectionDelegate next)
    {
        var transport = connection.Transport;
        connection.Transport = new Watched(transport.Input, new Output(transport.Output));
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
        }
    }

    /// <summary>The answer to write instead, or null when this is none of the server's own.</summary>
    internal static byte[]? Instead(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("HTTP/1.1 4"u8) || !head.EndsWith("\r\n\r\n"u8) || head.IndexOf("\r\nContent-Length: 0\r\n"u8) < 0 || head.IndexOf("\r\nConnection: close\r\n"u8) < 0 || head.IndexOf("\r\nX-Request-Id:"u8) >= 0)
            return null;

        var line = Encoding.ASCII.GetString(head[..head.IndexOf("\r\n"u8)]);
        var (code, message) = line.AsSpan(9, 3) switch
        {
            "405" => ("method_not_allowed", "This address does not answer this method."),
            "408" => ("malformed", "The request took too long to arrive."),
            "411" => ("malformed", "The request states no length."),
            "413" => ("too_large", "The request is larger than allowed."),
            "414" => ("malformed", "The address is longer than allowed."),
            "431" => ("malformed", "The headers are larger or more than allowed."),
            _ => ("malformed", "The request cannot be read."),
        };
        var id = $"req_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(10))}";
        var body = $$$"""{"error":{"code":"{{{code}}}","message":"{{{message}}}","details":[],"request_id":"{{{id}}}"}}""";
        return Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{line}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n{(code == "method_not_allowed" ? "Allow: CONNECT\r\n" : "")}{SecureHeaders.Bare}X-Request-Id: {id}\r\n\r\n{body}"));
    }

    private sealed class Watched(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }

    private sealed class Output(PipeWriter inner) : PipeWriter
    {
        private Memory<byte> _given;

        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override Memory<byte> GetMemory(int sizeHint = 0) => _given = inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override void Advance(int bytes)
        {
            // Only a head that begins here and is short can be one; anything else passes at the price of one comparison.
            if (bytes is > 40 and < 400 && _given.Length >= bytes && _given.Span[9] == (byte)'4' && Instead(_given.Span[..bytes]) is { } better && better.Length <= _given.Length)
            {
                better.CopyTo(_given);
                bytes = better.Length;
            }

            inner.Advance(bytes);
            _given = bytes < _given.Length ? _given[bytes..] : default;
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) => inner.WriteAsync(source, cancellationToken);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);
    }
}
