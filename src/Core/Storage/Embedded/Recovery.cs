namespace Ashlar.Core.Storage.Embedded;

/// <summary>How the server comes back: from files of a copy, and from a log that it replays.</summary>
/// <param name="Target">The moment up to which it replays; null for all there is.</param>
/// <param name="Whole">Whether the log is there up to its end: then a moment that no change follows is its end.</param>
/// <param name="Fill">Puts the copy into the first folder and the segments of the log into the second.</param>
internal sealed record Recovery(string? Target, Func<bool> Whole, Func<string, string, Task> Fill)
{
    /// <summary>What the server says when no change follows the moment.</summary>
    public const string EndedBefore = "recovery ended before configured recovery target was reached";

    /// <summary>Tells the server to replay the log when it starts next; it removes the file at the end.</summary>
    public const string Signal = "recovery.signal";

    public static string SegmentsIn(ServerFolder folder) => Path.Combine(folder.Root, "recovery");

    public static IEnumerable<string> Arguments(ServerFolder folder, string? target)
    {
        var source = SegmentsIn(folder).Replace("%", "%%", StringComparison.Ordinal);
        List<string> settings = [$"restore_command=test -f \"{source}/%f\" && cp \"{source}/%f\" \"%p\"", "recovery_target_action=promote", "hot_standby=off"];
        if (target is not null)
            settings.Add($"recovery_target_time={target}");
        return settings.SelectMany(setting => new[] { "-c", setting });
    }
}
