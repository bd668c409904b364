using System.Text.Json;
using Ashlar.Core.Backup.Wal;
using Ashlar.Core.Resources;

namespace Ashlar.Host.Operator;

/// <summary>The archive of the log when there is no host any more: <c>db verify wal</c> and <c>db restore --to</c>.</summary>
internal static class WalCommands
{
    private const string Latest = "latest";

    public static async Task List(IServiceProvider services, CancellationToken cancel)
    {
        var report = await services.GetRequiredService<WalLook>().Look(thorough: false, cancel);
        foreach (var line in report.Lines)
            Console.WriteLine($"Any moment from {line.From:yyyy-MM-dd HH:mm:ss}Z until {(line.Until is { } until ? $"{until:yyyy-MM-dd HH:mm:ss}Z" : "an end that cannot be read")}: {report.Copies.Count(copy => copy.Line == line.Line)} base copies, {line.Segments} segments of the log.");
        foreach (var problem in report.Problems)
            Console.WriteLine(problem);
    }

    public static async Task<int> Verify(IServiceProvider services, bool json, CancellationToken cancel)
    {
        var report = await services.GetRequiredService<WalLook>().Look(thorough: true, cancel);
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(report, JsonSettings.Options));
        else
            Console.WriteLine(report.Problems.Count == 0 ? $"The archive of the log is whole: {report.Copies.Count} base copies, {report.Lines.Sum(line => line.Segments)} segments." : string.Join('\n', report.Problems));
        return report.Problems.Count == 0 ? 0 : 1;
    }

    public static async Task<int> Restore(IServiceProvider services, string to, bool json, CancellationToken cancel)
    {
        var restored = await services.GetRequiredService<RestoreMoment>().Run(to == Latest ? null : BackupCommands.Moment(to), line => { if (!json) Console.WriteLine(line); }, cancel);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { restored.At, Copy = restored.Copy.Id, restored.Segments, restored.Files, Seconds = Math.Round(restored.Took.TotalSeconds, 1), restored.Problems }, JsonSettings.Options));
        }
        else
        {
            foreach (var line in restored.Problems)
                Console.WriteLine(line);
            Console.WriteLine($"Everything is as it was at {restored.At:u}, {restored.Files} files brought back with it, in {restored.Took.TotalSeconds:0.0} s. Start the host; everybody signs in again.");
        }

        return restored.Problems.Count == 0 ? 0 : 1;
    }
}
