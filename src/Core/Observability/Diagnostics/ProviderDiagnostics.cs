using Ashlar.Core.Audit.Sealing;
using Ashlar.Core.Files.Scanning;
using Ashlar.Core.Files.Stores;
using Ashlar.Core.Identity.Factors.Sms;
using Ashlar.Core.Identity.Mail;
using Ashlar.Core.Identity.Tokens;
using Ashlar.Core.Protection;
using Ashlar.Core.Protection.Keys;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Observability.Diagnostics;

/// <summary>What is brought in from outside: mail, SMS, the store of files, keys; and the seals of the audit log.</summary>
internal sealed class ProviderDiagnostics(Mailbox mail, ISmsGateway sms, FileStores stores, FileScans scans, RootKeySource roots, KeyRing ring, SigningKeys signing, AuditProofs proofs, Databases databases, TimeProvider time) : IDiagnostics
{
    public IEnumerable<Diagnostic> All =>
    [
        new("mail", "providers", "Mail", Mail),
        new("sms", "providers", "SMS", Sms),
        new("files", "providers", "Store of files", Files),
        new("scanner", "providers", "Virus scanner", Scanner),
        new("root_key", "keys", "Root key and key ring", Ring),
        new("signing_key", "keys", "Key of access tokens", Signing),
        new("sealing", "audit", "Seals of the audit log", Sealing),
        new("verification", "audit", "Verification of the audit log", Verification),
    ];

    private async Task<Finding> Mail(CancellationToken cancel)
    {
        if (!mail.Configured)
            return Finding.Warning("No mail server, or no public address for links: administrators see links instead, and alerts reach nobody by mail.", "Set ASHLAR_SETTING_MAIL_SMTP_HOST and ASHLAR_PUBLIC_URL.");
        var stuck = await databases.System.Scalar<long>("SELECT count(*) FROM public.mail_outbox WHERE created_at < $1::timestamptz - interval '15 minutes'", cancel, time.GetUtcNow());
        return stuck == 0 ? Finding.Ok("Configured; nothing waits.") : Finding.Failed($"{stuck} mails have waited for longer than 15 minutes.", "The log names what the mail server answers; check its address, port, user and password.");
    }

    private Task<Finding> Sms(CancellationToken cancel) => Task.FromResult(Finding.Ok(sms.Configured ? "A gateway is configured." : "No gateway: codes by SMS are not offered. Set sms.url, sms.account, sms.token and sms.from for them."));

    private async Task<Finding> Files(CancellationToken cancel)
    {
        var (store, path, content) = (stores.Current, $"diagnostics/{Contract.Values.Ids.New():n}", "Written by a diagnostic."u8.ToArray());
        try
        {
            using (var stream = new MemoryStream(content))
                await store.Put(path, stream, cancel);
            await using var back = await store.Get(path, 0, cancel);
            using var read = new MemoryStream();
            await (back ?? throw new FileStoreException("What was just written is not there.")).CopyToAsync(read, cancel);
            return read.ToArray().AsSpan().SequenceEqual(content) ? Finding.Ok($"The store {store.Name} keeps, gives back and removes.") : Finding.Failed($"The store {store.Name} gives back something else than it was given.", "Stop uploads and look at the disk or bucket below it.");
        }
        catch (FileStoreException failure)
        {
            return Finding.Failed(Redactor.Redact(failure.Message), failure.IsFull ? "Make room in the folder that ASHLAR_FILES names; uploads go on by themselves." : "Check the folder that ASHLAR_FILES names and its rights, or the address, keys and bucket of the S3 store.");
        }
        finally
        {
            await store.Delete(path, CancellationToken.None);
        }
    }

    private Task<Finding> Scanner(CancellationToken cancel) => Task.FromResult(scans.AreOn ? Finding.Ok("Every file is looked at before anybody may open it.") : Finding.Warning("Files are not looked at for viruses.", "Run clamd and name it in ASHLAR_FILES_CLAMD."));

    private async Task<Finding> Ring(CancellationToken cancel)
    {
        await ring.Verify(cancel);
        var current = (await roots.Get(cancel)).Current;
        return Finding.Ok($"Root key {current.Id} ({current.Kind}) opens the keys. Keep a copy of it apart from the backups of the database: without it nothing sealed can be read.");
    }

    private async Task<Finding> Signing(CancellationToken cancel)
    {
        var key = await signing.ForSigning(cancel);
        return Finding.Ok($"Key {key.Id} signs since {key.SignsFrom:yyyy-MM-dd} and is trusted until {key.TrustedUntil:yyyy-MM-dd}.");
    }

    private async Task<Finding> Sealing(CancellationToken cancel)
    {
        var lag = await proofs.OldestWaiting(cancel) is { } oldest && time.GetUtcNow() - oldest is { Ticks: > 0 } waited ? waited : TimeSpan.Zero;
        return lag.TotalSeconds switch
        {
            < 60 => Finding.Ok($"The oldest entry without seal is {lag.TotalSeconds:0} s old."),
            < 900 => Finding.Warning($"The oldest entry without seal is {lag.TotalSeconds:0} s old.", "Entries are sealed every few seconds. A transaction that stays open holds seals back: look for one in pg_stat_activity."),
            _ => Finding.Failed($"The oldest entry without seal is {lag.TotalMinutes:0} minutes old.", "Until it is sealed it could be changed unnoticed. The log of the host says why sealing stops; most often the root key cannot be read."),
        };
    }

    private async Task<Finding> Verification(CancellationToken cancel)
    {
        var (all, broken, oldest) = await databases.System.First("SELECT count(*), count(*) FILTER (WHERE report->>'ok' = 'false'), min(checked_at) FROM public.audit_checks", row => (row.GetInt64(0), row.GetInt64(1), row.Optional<DateTimeOffset?>(2)), cancel);
        if (broken > 0)
            return Finding.Failed($"{broken} logs do not fit their seals.", "Treat it as a breach: ashlar audit verify names the entries; compare them with a backup from before.");
        return all == 0 || oldest is null
            ? Finding.Ok("Not verified yet; every log is each night.")
            : time.GetUtcNow() - oldest < TimeSpan.FromDays(3) ? Finding.Ok($"{all} logs fit their seals; the oldest check is of {oldest:yyyy-MM-dd HH:mm}.") : Finding.Warning($"The oldest check is of {oldest:yyyy-MM-dd}.", "The schedule audit.verify does not run: look at it under Schedules.");
    }
}
