using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using Ashlar.Core.Identity.Tokens;
using Ashlar.Core.Protection.Secrets;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Microsoft.Extensions.Hosting;

namespace Ashlar.Core.Identity.Mail;

/// <summary>Sends what waits in the outbox. Replicas share the work; a mail taken by one that then stops is taken again after its lease.</summary>
internal sealed class MailSender(Databases databases, Mailbox mailbox, MailOptions mail, KeyProtector protector, SecretReferences secrets, TimeProvider time, ILogger<MailSender> log) : BackgroundService
{
    private const string Take = """
        UPDATE public.mail_outbox SET attempts = attempts + 1, next_at = $1 + interval '2 minutes'
        WHERE id = (SELECT id FROM public.mail_outbox WHERE state = 'waiting' AND next_at <= $1 ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING id, recipient, content, attempts, expires_at
        """;

    private static readonly TimeSpan _round = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (mailbox.Configured && !stoppingToken.IsCancellationRequested)
        {
            await mailbox.Sleep(_round, stoppingToken);
            try
            {
                while (await SendOne(stoppingToken))
                {
                }
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                log.LogWarning(failure, "The outbox of mails could not be read");
            }
        }
    }

    /// <summary>False when nothing is due.</summary>
    internal async Task<bool> SendOne(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var due = await databases.System.First(Take, row => new Waiting(row.GetGuid(0), row.GetString(1), row.Optional<byte[]>(2), row.GetInt32(3), row.GetFieldValue<DateTimeOffset>(4)), cancel, now);
        if (due is null)
            return false;

        try
        {
            if (due.Content is null || protector.Open(due.Content, due.Id.ToByteArray()) is not { } content)
                await GiveUp(due, "It was protected with another key.", cancel);
            else if (due.ExpiresAt <= now)
                await GiveUp(due, "It waited too long.", cancel);
            else
                await Deliver(due, JsonSerializer.Deserialize<MailContent>(content)!, cancel);
        }
        catch (Exception failure) when (failure is SmtpException or IOException or System.Net.Sockets.SocketException or FormatException or InvalidOperationException or SecretMissingException)
        {
            log.LogWarning(failure, "Mail {Id} could not be sent, attempt {Attempt}", due.Id, due.Attempts);
            // 30 s, 1, 2, 4 … minutes, an hour at most.
            var pause = TimeSpan.FromSeconds(Math.Min(3600, 15 * Math.Pow(2, Math.Min(due.Attempts, 10))));
            await databases.System.Execute("UPDATE public.mail_outbox SET next_at = $2, error = $3 WHERE id = $1", cancel, due.Id, now + pause, failure.Message);
        }

        return true;
    }

    private async Task Deliver(Waiting due, MailContent envelope, CancellationToken cancel)
    {
        using var message = new MailMessage { From = new MailAddress(mail.FromAddress, mail.FromName), Subject = envelope.Subject, SubjectEncoding = Encoding.UTF8 };
        message.To.Add(new MailAddress(due.Recipient));
        message.Headers["Message-ID"] = $"<{due.Id:n}@{message.From.Host}>";
        message.Headers["Auto-Submitted"] = "auto-generated";
        using var plain = AlternateView.CreateAlternateViewFromString(envelope.Text, Encoding.UTF8, MediaTypeNames.Text.Plain);
        using var html = AlternateView.CreateAlternateViewFromString(envelope.Html, Encoding.UTF8, MediaTypeNames.Text.Html);
        message.AlternateViews.Add(plain);
        message.AlternateViews.Add(html);

        using var client = new SmtpClient(mail.Host, mail.Port) { EnableSsl = mail.Tls, Timeout = 30_000 };
        if (mail.User is not null)
            client.Credentials = new NetworkCredential(mail.User, mail.Password is null ? null : await secrets.Resolve(TenantInfo.PlatformId, mail.Password, cancel));
        await client.SendMailAsync(message, cancel);
        await databases.System.Execute("UPDATE public.mail_outbox SET state = 'sent', sent_at = $2, content = NULL, error = NULL WHERE id = $1", cancel, due.Id, time.GetUtcNow());
    }

    private async Task GiveUp(Waiting due, string reason, CancellationToken cancel)
    {
        log.LogWarning("Mail {Id} is given up: {Reason}", due.Id, reason);
        await databases.System.Execute("UPDATE public.mail_outbox SET state = 'failed', content = NULL, error = $2 WHERE id = $1", cancel, due.Id, reason);
    }

    private sealed record Waiting(Guid Id, string Recipient, byte[]? Content, int Attempts, DateTimeOffset ExpiresAt);
}
