using Ashlar.Core.Files.Stores;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Storage;
using Microsoft.Extensions.Configuration;

namespace Ashlar.Core.Backup;

/// <summary>Where backups go, how often, and how long they stay.</summary>
internal sealed record BackupOptions
{
    /// <summary>ASHLAR_BACKUPS: the folder; <c>backups</c> below ASHLAR_DATA when it is not said, which protects from mistakes but not from the loss of the disk.</summary>
    public required string Folder { get; init; }

    /// <summary>ASHLAR_BACKUPS_S3_URL, _BUCKET, _REGION, _ACCESS_KEY, _SECRET_KEY and _PREFIX: backups go there instead.</summary>
    public S3Settings? S3 { get; init; }

    /// <summary>ASHLAR_BACKUPS_SCHEDULE: on, or off where another system takes backups.</summary>
    public bool Scheduled { get; init; } = true;

    /// <summary>ASHLAR_BACKUPS_KEEP_DAYS: a chain goes this long after its last backup. The newest two stay always.</summary>
    public int KeepDays { get; init; } = 14;

    /// <summary>ASHLAR_WAL_ARCHIVE_KEEP_DAYS: so far one can go back to any moment.</summary>
    public int WalKeepDays { get; init; } = 7;

    public static BackupOptions From(IConfiguration configuration, StorageOptions storage) => new()
    {
        Folder = configuration["ASHLAR_BACKUPS"] is { Length: > 0 } folder ? Path.GetFullPath(folder) : Path.Combine(storage.DataFolder, "backups"),
        S3 = S3Settings.From(configuration, "ASHLAR_BACKUPS_S3"),
        Scheduled = configuration["ASHLAR_BACKUPS_SCHEDULE"] switch
        {
            null or "" or "on" => true,
            "off" => false,
            var text => throw new StartException($"ASHLAR_BACKUPS_SCHEDULE is '{text}'. It must be on or off."),
        },
        KeepDays = Days(configuration, "ASHLAR_BACKUPS_KEEP_DAYS", 14),
        WalKeepDays = Days(configuration, "ASHLAR_WAL_ARCHIVE_KEEP_DAYS", 7),
    };

    private static int Days(IConfiguration configuration, string key, int otherwise) => configuration[key] switch
    {
        null or "" => otherwise,
        var text when int.TryParse(text, out var days) && days is >= 1 and <= 3650 => days,
        var text => throw new StartException($"{key} is '{text}'. It must be a number from 1 to 3650."),
    };
}
