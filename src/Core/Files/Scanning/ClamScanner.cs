using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Ashlar.Core.Files.Scanning;

/// <summary>clamd, by its INSTREAM command: length and bytes of each part, an empty part at the end, one line back.</summary>
internal sealed class ClamScanner(string host, int port) : IFileScanner
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    public bool IsOn => true;

    public async Task<string?> Scan(Func<Func<ReadOnlyMemory<byte>, ValueTask>, Task> content, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(_patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, limit.Token);
            await using var stream = client.GetStream();
            await stream.WriteAsync("zINSTREAM\0"u8.ToArray(), limit.Token);
            var length = new byte[4];
            await content(async bytes =>
            {
                BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
                await stream.WriteAsync(length, limit.Token);
                await stream.WriteAsync(bytes, limit.Token);
            });
            await stream.WriteAsync(new byte[4], limit.Token);
            return Verdict(await Answer(stream, limit.Token));
        }
        catch (Exception failure) when (failure is SocketException or IOException || (failure is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw new ScannerException($"The virus scanner at {host}:{port} does not answer: {failure.Message}", failure);
        }
    }

    internal static string? Verdict(string answer)
    {
        var text = answer.TrimEnd('\0', '\n', ' ');
        if (text.EndsWith(" OK", StringComparison.Ordinal))
            return null;
        return text.EndsWith(" FOUND", StringComparison.Ordinal)
            ? text[(text.IndexOf(':') + 1)..^" FOUND".Length].Trim()
            : throw new ScannerException($"The virus scanner cannot tell: {text}");
    }

    private static async Task<string> Answer(NetworkStream stream, CancellationToken cancel)
    {
        var answer = new byte[4096];
        var length = 0;
        while (length < answer.Length && await stream.ReadAsync(answer.AsMemory(length), cancel) is > 0 and var read)
        {
            length += read;
            if (answer[length - 1] == 0)
                break;
        }

        return Encoding.UTF8.GetString(answer, 0, length);
    }
}
