namespace Ashlar.Core.Storage.Embedded;

/// <summary>What the embedded server is told beyond PostgreSQL's defaults.</summary>
internal static class ServerSettings
{
    public static IEnumerable<string> Arguments(ServerFolder folder, StorageOptions options)
    {
        Dictionary<string, string> settings = new(StringComparer.Ordinal)
        {
            ["listen_addresses"] = "",
            ["unix_socket_directories"] = folder.Socket,
            ["unix_socket_permissions"] = "0700",
            ["max_connections"] = "300",
            ["shared_buffers"] = $"{SharedBuffersInMegabytes(options.Fast)}MB",
            ["max_wal_size"] = "2GB",
            ["random_page_cost"] = "1.1",
            ["jit"] = "off",
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
            // Statements can hold personal data: the log names server events only.
            ["log_min_messages"] = "log",
            ["log_min_error_statement"] = "panic",
            ["log_checkpoints"] = "off",
        };
        // An archive that fails must not fill the disk of the database: the server gives up what waits, and the archive begins anew.
        if (options.WalArchive)
            settings["max_slot_wal_keep_size"] = $"{options.WalWaitMegabytes}MB";
        if (options.Fast)
        {
            settings["fsync"] = "off";
            settings["synchronous_commit"] = "off";
            settings["full_page_writes"] = "off";
        }

        return settings.SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" });
    }

    private static long SharedBuffersInMegabytes(bool fast) =>
        fast ? 64 : Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8 / 1024 / 1024, 128, 2048);
}
