using Ashlar.Core.Backup;
using Ashlar.Core.Identity.Mail;
using Ashlar.Core.Identity.Passwords;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Storage;
using Ashlar.Core.Storage.Isolation;
using Npgsql;

namespace Ashlar.Host.Operator;

/// <summary>One thing that was looked at: ok, note or bad.</summary>
internal sealed record Finding(string Name, string State, string Detail);

/// <summary>Looks at everything an installation rests on and says what to do about what is wrong.</summary>
internal static class Doctor
{
    public static async Task<IReadOnlyList<Finding>> Look(IServiceProvider services, CancellationToken cancel)
    {
        var findings = new List<Finding>();
        var storage = services.GetRequiredService<StorageOptions>();
        try
        {
            if (storage.Database is null && !Directory.Exists(Path.Combine(storage.DataFolder, "pg")))
            {
                findings.Add(new Finding("database", "note", $"none in {storage.DataFolder} yet; ./ashlar up makes one"));
            }
            else
            {
                await OwnDatabase.Reach(services, cancel);
                await Database(services, findings, cancel);
            }
        }
        catch (Exception failure) when (failure is StartException or NpgsqlException)
        {
            findings.Add(new Finding("database", "bad", failure.Message));
        }

        findings.Add(Sodium.Installed is null ? new Finding("libsodium", "note", "missing: passwords are hashed with PBKDF2; apt-get install libsodium23") : new Finding("libsodium", "ok", "passwords are hashed with Argon2id"));
        findings.Add(Disk(storage.DataFolder));
        findings.Add(Backups(services.GetRequiredService<BackupOptions>(), storage));
        if (storage.Database is null)
            findings.Add(storage.WalArchive ? new Finding("wal", "ok", "the log is archived; one can go back to any moment") : new Finding("wal", "note", "the log is not archived: up to an hour of changes can be lost; set ASHLAR_WAL_ARCHIVE=on"));
        findings.Add(Mail(services));
        findings.Add(Console(services.GetRequiredService<IConfiguration>()));
        return findings;
    }

    private static async Task Database(IServiceProvider services, List<Finding> findings, CancellationToken cancel)
    {
        await using var owner = await services.GetRequiredService<DatabaseConnections>().OpenOwner("", cancel);
        findings.Add(new Finding("database", "ok", $"PostgreSQL {owner.PostgreSqlVersion} answers"));
        var apart = services.GetRequiredService<TimeProvider>().GetUtcNow() - await owner.Scalar<DateTime>("SELECT clock_timestamp()", cancel);
        findings.Add(Math.Abs(apart.TotalSeconds) < 5 ? new Finding("clock", "ok", "host and database agree") : new Finding("clock", "bad", $"host and database are {Math.Abs(apart.TotalSeconds):0} s apart; tokens and audit need one time"));
        var report = await OwnDatabase.Status(services, cancel);
        var (pending, changed) = (report.Count(line => line.State == "pending"), report.Count(line => line.State == "changed"));
        findings.Add(changed > 0 ? new Finding("migrations", "bad", $"{changed} changed since they ran; see db status")
            : pending > 0 ? new Finding("migrations", "note", $"{pending} pending; the next start or db migrate runs them")
            : new Finding("migrations", "ok", $"{report.Count} applied"));
        var breaches = await services.GetRequiredService<IsolationGate>().Breaches(cancel);
        findings.Add(breaches.Count == 0 ? new Finding("isolation", "ok", "every tenant table is fenced") : new Finding("isolation", "bad", string.Join("; ", breaches)));
    }

    private static Finding Disk(string folder)
    {
        while (!Directory.Exists(folder))
            folder = Path.GetDirectoryName(folder)!;
        var free = new DriveInfo(folder).AvailableFreeSpace / (1024 * 1024);
        return free > 1024 ? new Finding("disk", "ok", $"{free / 1024} GB free") : new Finding("disk", "bad", $"only {free} MB free");
    }

    private static Finding Backups(BackupOptions options, StorageOptions storage) =>
        options.S3 is { } bucket ? new Finding("backups", "ok", $"go to the bucket {bucket.Bucket}")
        : options.Folder.StartsWith(storage.DataFolder + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? new Finding("backups", "note", "go to the disk of the data and would be lost with it; set ASHLAR_BACKUPS or ASHLAR_BACKUPS_S3_BUCKET")
        : new Finding("backups", "ok", $"go to {options.Folder}");

    private static Finding Mail(IServiceProvider services) => services.GetRequiredService<Mailbox>().Configured
        ? new Finding("mail", "ok", "a mail server is configured")
        : new Finding("mail", "note", "no mail server: links are shown to administrators instead; set mail.smtp_host");

    private static Finding Console(IConfiguration configuration) =>
        File.Exists(Path.Combine(configuration["ASHLAR_CONSOLE"] ?? Path.Combine(AppContext.BaseDirectory, "console"), "index.html"))
            ? new Finding("console", "ok", "built")
            : new Finding("console", "note", "not built, or ASHLAR_CONSOLE names no folder with index.html");
}
