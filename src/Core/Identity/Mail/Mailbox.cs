using System.Text.Json;
using System.Threading.Channels;
using Ashlar.Contract.Values;
using Ashlar.Core.Identity.Tokens;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Identity.Mail;

/// <summary>A mail as it waits.</summary>
internal sealed record MailContent(string Subject, string Text, string Html);

/// <summary>
/// Takes letters in the transaction of what they tell about; they leave afterwards, again and again until the server takes them or their links
/// have expired. Without a mail server nothing is kept, and whoever may see the link gets it in the answer.
/// </summary>
internal sealed class Mailbox(MailOptions mail, IdentityOptions options, KeyProtector protector, TimeProvider time)
{
    private static readonly TimeSpan _kept = TimeSpan.FromDays(2);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>A server to send through and an address for links to point at.</summary>
    public bool Configured => mail.Host is not null && options.PublicUrl is not null;

    /// <summary>The address of the link in it, for a caller who may have it when no mail can carry it.</summary>
    public string? LinkOf(Letter letter) => Configured || letter.Path is null ? null : options.PublicUrl is { } site ? new Uri(site, letter.Path).ToString() : letter.Path;

    /// <summary>To nobody (null) the same work is done and nothing is kept, so that the time it takes tells nothing.</summary>
    public async Task Put(NpgsqlConnection connection, string? recipient, Letter letter, CancellationToken cancel)
    {
        if (!Configured)
            return;

        var id = Ids.New();
        var now = time.GetUtcNow();
        var content = JsonSerializer.SerializeToUtf8Bytes(new MailContent(letter.Subject, letter.Text(options.PublicUrl!), letter.Html(options.PublicUrl!)));
        await connection.Execute(
            "INSERT INTO public.mail_outbox (id, recipient, kind, content, next_at, created_at, expires_at) SELECT $1, $2::text, $3, $4, $5, $5, $6 WHERE $2::text IS NOT NULL", cancel,
            id, recipient, letter.Kind, protector.Protect(content, id.ToByteArray()), now, now + _kept);
    }

    /// <summary>After the commit: do not wait for the next round.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    public async Task Sleep(TimeSpan atMost, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(atMost);
        try
        {
            await _wake.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Time for the next round.
        }
    }
}
