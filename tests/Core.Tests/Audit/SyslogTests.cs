using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ashlar.Contract.Values;
using Ashlar.Core.Audit.Proofs;
using Ashlar.Core.Audit.Syslog;
using Ashlar.Core.Tests.Access;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.Core.Tests.Audit;

[Trait("feature", "AUD-13")]
public sealed partial class SyslogTests(World world) : IClassFixture<World>
{
    private SyslogExport Export(string target, string? authorities = null) => ActivatorUtilities.CreateInstance<SyslogExport>(world.Services, new ConfigurationBuilder()
        .AddInMemoryCollection([new(SyslogTarget.Variable, target), new(SyslogTarget.AuthoritiesVariable, authorities)]).Build());

    [GeneratedRegex(" position=\"(\\d+)\"")]
    private static partial Regex Position();

    private static long[] Positions(IEnumerable<string> lines) => [.. lines.Select(line => long.Parse(Position().Match(line).Groups[1].Value, CultureInfo.InvariantCulture))];

    [Fact]
    public async Task A_real_receiver_gets_every_entry_once_and_in_order_across_restarts_of_either_side()
    {
        Assert.SkipUnless(SyslogReceiver.Installed, "rsyslog is not installed.");
        using var receiver = new SyslogReceiver();
        receiver.Start();
        await receiver.Listening();
        var log = await world.LogOf("s-real", 30);
        var target = $"tcp://127.0.0.1:{receiver.Port}";
        async Task Arrived()
        {
            // Others write to the log as well, so whatever was sealed meanwhile goes too.
            await Eventually.True(async () =>
            {
                await Export(target).SendAll(CancellationToken.None);
                return receiver.Lines(log).Length >= (await world.Verify(log)).Size;
            }, 60);
            Assert.Equal(Enumerable.Range(0, receiver.Lines(log).Length).Select(position => (long)position), Positions(receiver.Lines(log)));
        }

        await Export(target).SendAll(CancellationToken.None);
        await Arrived();
        var line = receiver.Lines(log).First(line => line.Contains("test.thing", StringComparison.Ordinal)).Split('|', 6);
        Assert.Equal(((13 * 8) + 6).ToString(CultureInfo.InvariantCulture), line[0]);
        Assert.Equal(("ashlar", "test.thing"), (line[2], line[3]));
        Assert.Contains("actor=\"Ada Lovelace\"", line[4], StringComparison.Ordinal);
        Assert.StartsWith("Über ", JsonElement.Parse(line[5][line[5].IndexOf('{', StringComparison.Ordinal)..]).GetProperty("changes").GetProperty("name").GetProperty("to").GetString(), StringComparison.Ordinal);

        // Another host goes on where this one was.
        await world.Write(log, 5);
        await world.Seal(log);
        await Export(target).SendAll(CancellationToken.None);
        await Arrived();

        // A receiver that is away is waited for, and misses nothing.
        receiver.Stop();
        await world.Write(log, 5);
        await world.Seal(log);
        var export = Export(target);
        await export.SendAll(CancellationToken.None);
        var standing = await export.Standing(CancellationToken.None);
        Assert.NotNull(standing!.Error);
        Assert.True(standing.Waiting >= 5);
        receiver.Start();
        await receiver.Listening();
        await Export(target).SendAll(CancellationToken.None);
        await Arrived();
        Assert.Null((await export.Standing(CancellationToken.None))!.Error);
    }

    [Fact]
    public async Task Datagrams_arrive_as_messages_of_their_own()
    {
        Assert.SkipUnless(SyslogReceiver.Installed, "rsyslog is not installed.");
        using var receiver = new SyslogReceiver();
        receiver.Start();
        await receiver.Listening();
        var log = await world.LogOf("s-udp", 3);
        await SyslogSender.Send(SyslogTarget.Of(new ConfigurationBuilder().AddInMemoryCollection([new(SyslogTarget.Variable, $"udp://127.0.0.1:{receiver.Port}")]).Build())!,
            [SyslogMessage.Of(Entry(log, "one"), 0, "s-udp", "host"), SyslogMessage.Of(Entry(log, "two"), 1, "s-udp", "host")], CancellationToken.None);
        await Eventually.True(() => Task.FromResult(receiver.Lines(log).Length == 2), 60);
    }

    [Fact]
    public async Task A_receiver_behind_TLS_is_spoken_to_only_when_its_certificate_is_trusted_and_a_batch_it_did_not_read_is_sent_again()
    {
        var log = await world.LogOf("s-tls", 3);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, certificate.ExportCertificatePem());
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var target = $"tls://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}";
        try
        {
            // An unknown authority: nothing is sent.
            var refused = Take(listener, certificate, read: true);
            await Export(target).SendAll(CancellationToken.None);
            Assert.Empty(await refused);
            Assert.Contains("not trusted", (await Export(target).Standing(CancellationToken.None))!.Error, StringComparison.Ordinal);

            // A receiver that resets in the middle took nothing for granted.
            var broken = Take(listener, certificate, read: false);
            await Export(target, file).SendAll(CancellationToken.None);
            await broken;
            Assert.NotNull((await Export(target, file).Standing(CancellationToken.None))!.Error);

            using var stop = new CancellationTokenSource();
            var got = TakeAll(listener, certificate, stop.Token);
            await Export(target, file).SendAll(CancellationToken.None);
            await stop.CancelAsync();
            var mine = (await got).Where(message => message.Contains($"log=\"{log}\"", StringComparison.Ordinal)).ToList();
            Assert.Equal(Enumerable.Range(0, mine.Count).Select(position => (long)position), Positions(mine));
            Assert.True(mine.Count >= 3);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_message_keeps_to_the_grammar_whatever_the_entry_holds_and_stays_small()
    {
        var text = Encoding.UTF8.GetString(SyslogMessage.Of(Entry(Guid.Empty, "a \"quoted\\ name]\r\n<0>1 forged") with { Result = "denied" }, 7, "t", "host name"));
        Assert.StartsWith("<108>1 2026-01-02T03:04:05.000000Z hostname ashlar - test.thing [ashlar@32473 ", text, StringComparison.Ordinal);
        Assert.Contains("actor=\"a \\\"quoted\\\\ name\\] <0>1 forged\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', text);
        var large = SyslogMessage.Of(Entry(Guid.Empty, "x") with { Changes = JsonSerializer.Serialize(new { text = new string('y', 20_000) }) }, 8, "t", "h");
        Assert.True(large.Length < SyslogMessage.Largest);
        Assert.Contains("cut=\"changes,details\"", Encoding.UTF8.GetString(large), StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => SyslogTarget.Of(new ConfigurationBuilder().AddInMemoryCollection([new(SyslogTarget.Variable, "http://example.test")]).Build()));
    }

    private static AuditLeaf Entry(Guid log, string actor) => new() { Id = Ids.New(), Log = log, At = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), ActorKind = "user", ActorName = actor, Action = "test.thing", Result = "ok" };

    /// <summary>One connection: what it brought, or nothing when the other side went away.</summary>
    private static async Task<List<string>> Take(TcpListener listener, X509Certificate2 certificate, bool read, CancellationToken cancel = default)
    {
        using var client = await listener.AcceptTcpClientAsync(cancel);
        await using var stream = new SslStream(client.GetStream());
        try
        {
            await stream.AuthenticateAsServerAsync(certificate);
            if (!read)
            {
                await stream.ReadExactlyAsync(new byte[16], CancellationToken.None);
                client.Client.LingerState = new LingerOption(true, 0);
                client.Client.Close();
                return [];
            }

            using var all = new MemoryStream();
            await stream.CopyToAsync(all, CancellationToken.None);
            return Frames(all.ToArray());
        }
        catch (Exception gone) when (gone is IOException or System.Security.Authentication.AuthenticationException)
        {
            return [];
        }
    }

    private static async Task<List<string>> TakeAll(TcpListener listener, X509Certificate2 certificate, CancellationToken stop)
    {
        var messages = new List<string>();
        try
        {
            while (true)
                messages.AddRange(await Take(listener, certificate, read: true, stop));
        }
        catch (OperationCanceledException)
        {
            return messages;
        }
    }

    /// <summary>RFC 5425, 4.3: a count in digits, a blank, so many octets.</summary>
    private static List<string> Frames(ReadOnlySpan<byte> bytes)
    {
        var messages = new List<string>();
        while (bytes.Length > 0)
        {
            var blank = bytes.IndexOf((byte)' ');
            var length = int.Parse(bytes[..blank], CultureInfo.InvariantCulture);
            messages.Add(Encoding.UTF8.GetString(bytes.Slice(blank + 1, length)));
            bytes = bytes[(blank + 1 + length)..];
        }

        return messages;
    }
}
