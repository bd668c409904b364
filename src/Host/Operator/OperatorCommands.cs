using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Core.Backup.Media;
using Ashlar.Core.Files.Stores;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Resources;
using Ashlar.Core.Storage;

namespace Ashlar.Host.Operator;

/// <summary>What needs the database and no running host: <c>db status</c>, <c>db migrate</c>, <c>db restore</c>, <c>doctor</c>.</summary>
internal static class OperatorCommands
{
    private const int Usage = 2;

    public static bool Knows(string[] args) => args is ["db" or "doctor", ..];

    public static async Task<int> Run(string[] args)
    {
        var json = args.Contains("--json");
        string[] words = [.. args.Where(word => word != "--json")];
        if (words is not (["doctor"] or ["db", "status" or "migrate"]) && !BackupCommands.Knows(words))
        {
            await Console.Error.WriteLineAsync("Ashlar.Host knows: db status, db migrate, db backups, db verify ID|latest, db restore ID|latest, db restore --at MOMENT, db verify wal, db restore --to MOMENT|latest, doctor; all with --json.");
            return Usage;
        }

        await using var app = AshlarHost.Build([], builder =>
        {
            builder.Logging.ClearProviders();
            // Lines of a log would stand among the answer.
            builder.Configuration["ASHLAR_LOG"] = "text";
        });
        var cancel = CancellationToken.None;
        try
        {
            if (words is ["doctor"])
                return Print(await Doctor.Look(app.Services, cancel), json);
            if (BackupCommands.Knows(words))
                return await BackupCommands.Run(app.Services, words, json, cancel);
            await OwnDatabase.Reach(app.Services, cancel);
            var migrator = app.Services.GetRequiredService<Migrator>();
            if (words[1] == "migrate")
                await migrator.MigrateMain(cancel);
            return Print(await OwnDatabase.Status(app.Services, cancel), json);
        }
        catch (Exception failure) when (failure is StartException or Npgsql.NpgsqlException or BackupUnreadableException or FileStoreException)
        {
            if (json)
                Console.WriteLine(new JsonObject { ["error"] = new JsonObject { ["code"] = "database", ["message"] = failure.Message } }.ToJsonString());
            else
                await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
    }

    private static int Print(IReadOnlyList<MigrationStatus> report, bool json)
    {
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(report, JsonSettings.Options));
        else
        {
            foreach (var line in report.Where(line => line.State != "applied"))
                Console.WriteLine($"  {line.State,-8} {Place(line)} {line.Module} {line.Name}");
            Console.WriteLine($"{report.Count(line => line.State == "applied")} applied, {report.Count(line => line.State == "pending")} pending, {report.Count(line => line.State == "changed")} changed since they ran.");
        }

        return report.Any(line => line.State == "changed") ? 1 : 0;
    }

    private static int Print(IReadOnlyList<Finding> findings, bool json)
    {
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(findings, JsonSettings.Options));
        else
        {
            foreach (var finding in findings)
                Console.WriteLine($"  {finding.State,-5} {finding.Name,-12} {finding.Detail}");
        }

        return findings.Any(finding => finding.State == "bad") ? 1 : 0;
    }

    private static string Place(MigrationStatus line) => line.Database.Length == 0 ? line.Schema : $"{line.Database}.{line.Schema}";
}
