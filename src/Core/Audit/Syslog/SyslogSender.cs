using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Ashlar.Core.Audit.Syslog;

/// <summary>
/// Brings a batch to the receiver. Over a connection each message is framed by its count of octets (RFC 6587, RFC 5425), and after the last the
/// sender closes its half and waits for the receiver to close his: syslog has no other answer, and by then he has read all. Over UDP nothing answers.
/// </summary>
internal static class SyslogSender
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    /// <summary>Throws an <see cref="IOException"/> or a <see cref="SocketException"/> when the batch may not have arrived.</summary>
    public static async Task Send(SyslogTarget target, IReadOnlyList<byte[]> messages, CancellationToken cancel)
    {
        if (target.Address.Scheme == "udp")
        {
            using var datagrams = new UdpClient();
            foreach (var message in messages)
                await datagrams.SendAsync(message, target.Address.Host, target.Port, cancel);
            return;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(target.Address.Host, target.Port, patience.Token);
            // Held from here: a client whose other side has closed gives none any more.
            await using var network = client.GetStream();
            await using var stream = target.Address.Scheme == "tls" ? await Secure(network, target, patience.Token) : network;
            foreach (var message in messages)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"{message.Length.ToString(CultureInfo.InvariantCulture)} "), patience.Token);
                await stream.WriteAsync(message, patience.Token);
            }

            await stream.FlushAsync(patience.Token);
            if (stream is SslStream secure)
                await secure.ShutdownAsync();
            client.Client.Shutdown(SocketShutdown.Send);
            await AwaitEnd(network, patience.Token);
        }
        catch (OperationCanceledException late) when (!cancel.IsCancellationRequested)
        {
            throw new IOException($"{target.Name} took longer than a minute.", late);
        }
    }

    /// <summary>A receiver that resets the connection throws here. One that merely keeps its half open for ten seconds has raised no objection.</summary>
    private static async Task AwaitEnd(NetworkStream stream, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(_patience);
        var buffer = new byte[256];
        try
        {
            while (await stream.ReadAsync(buffer, patience.Token) > 0)
            {
                // Whatever a receiver says, it means nothing in this protocol.
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Ten seconds without a word.
        }
    }

    private static async Task<Stream> Secure(NetworkStream network, SyslogTarget target, CancellationToken cancel)
    {
        var stream = new SslStream(network);
        var options = new SslClientAuthenticationOptions { TargetHost = target.Address.Host };
        if (target.Authorities is { } file)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(file);
            options.CertificateChainPolicy = policy;
        }

        try
        {
            await stream.AuthenticateAsClientAsync(options, cancel);
            return stream;
        }
        catch (System.Security.Authentication.AuthenticationException refused)
        {
            await stream.DisposeAsync();
            throw new IOException($"{target.Name} is not trusted: {refused.Message}", refused);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }
}
