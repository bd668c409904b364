using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Ashlar.TestKit;
using Npgsql;

namespace Ashlar.System.Tests.Backup;

/// <summary>An installation that is lost and brought back: its data folder, media elsewhere, and what its people do.</summary>
internal sealed class Drill : IDisposable
{
    public string Folder { get; } = HostProcess.NewFolder();

    public string Media { get; init; } = Directory.CreateTempSubdirectory("ashlar-drill").FullName;

    /// <summary>What the host and the commands are told.</summary>
    public Dictionary<string, string> Told { get; } = new(StringComparer.Ordinal) { ["ASHLAR_OPERATOR_PASSWORD"] = Organisation.OperatorPassword };

    private Dictionary<string, string> All => new(Told, StringComparer.Ordinal) { ["ASHLAR_BACKUPS"] = Media };

    public Task<HostProcess> Launch() => HostProcess.Launch(Folder, HostProcess.FreePort(), All).Ready();

    /// <summary>Ends the host as a failing machine does, and waits until its server has noticed.</summary>
    public async Task Kill(HostProcess host)
    {
        host.Signal("KILL");
        await host.ExitCode();
        for (var attempt = 0; File.Exists(Path.Combine(Folder, "pg", "db", "postmaster.pid")) && attempt < 600; attempt++)
            await Task.Delay(50);
    }

    /// <summary>Everything but the root key, which is kept apart.</summary>
    public void Destroy()
    {
        foreach (var folder in new[] { "pg", "files" })
        {
            if (new DirectoryInfo(Path.Combine(Folder, folder)) is { Exists: true } there)
                (there.ResolveLinkTarget(returnFinalTarget: true) as DirectoryInfo ?? there).Delete(recursive: true);
            if (new DirectoryInfo(Path.Combine(Folder, folder)).LinkTarget is not null)
                File.Delete(Path.Combine(Folder, folder));
        }

        // What signs is made anew; the root key alone must do.
        File.Delete(Path.Combine(Folder, "keys", "identity.key"));
        Assert.Equal(["root.key"], Directory.GetFiles(Path.Combine(Folder, "keys")).Select(Path.GetFileName));
    }

    public static async Task<DateTimeOffset> Backup(HttpClient client, string kind)
    {
        var job = await Ended(client, (await Send(client, HttpMethod.Post, "/api/v1/platform/backups", new { kind }))["data"]!["id"]!.GetValue<string>());
        return (await Json(client, $"/api/v1/platform/backups/{job["result"]!["backup_id"]}"))["data"]!["attributes"]!["snapshot_at"]!.GetValue<DateTimeOffset>();
    }

    /// <summary>Runs a schedule early, and waits until its job has succeeded.</summary>
    public static async Task Ran(HttpClient client, string schedule)
    {
        var id = (await Json(client, "/api/v1/jobs/schedules?limit=200"))["data"]!.AsArray().Single(row => (string?)row!["attributes"]!["name"] == schedule)!["id"]!.GetValue<string>();
        await Ended(client, (await Send(client, HttpMethod.Post, $"/api/v1/jobs/schedules/{id}/run", new { }))["data"]!["job_id"]!.GetValue<string>());
    }

    private static async Task<JsonNode> Ended(HttpClient client, string id)
    {
        for (var attempt = 0; attempt < 1200; attempt++)
        {
            var job = (await Json(client, $"/api/v1/jobs/{id}"))["data"]!["attributes"]!;
            if ((string?)job["state"] == "succeeded")
                return job;
            Assert.True((string?)job["state"] != "failed", $"{job}");
            await Task.Delay(100);
        }

        throw new TimeoutException("The job does not end.");
    }

    public static async Task<HttpClient> SignIn(HostProcess host)
    {
        var client = new HttpClient { BaseAddress = host.Address };
        var session = await Send(client, HttpMethod.Post, "/api/v1/auth/login", new { email = "operator@localhost", password = Organisation.OperatorPassword });
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)session["data"]!["attributes"]!["access_token"]!);
        return client;
    }

    public static Task Unit(HttpClient client, string name) => Send(client, HttpMethod.Post, "/api/v1/org/units", new { name });

    public static async Task<IEnumerable<string>> Units(HttpClient client) => (await Json(client, "/api/v1/org/units?sort=name"))["data"]!.AsArray().Select(row => (string)row!["attributes"]!["name"]!);

    public static async Task<Guid> Upload(HttpClient client, string text)
    {
        using var content = new StringContent(text);
        var answer = await client.PostAsync("/api/v1/files/upload?name=bridge.txt", content);
        return JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!["data"]!["id"]!.GetValue<Guid>();
    }

    public static Task<JsonNode> Json(HttpClient client, string path) => Send(client, HttpMethod.Get, path);

    public static async Task<JsonNode> Send(HttpClient client, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {method} {path}: {text}");
        return JsonNode.Parse(text)!;
    }

    public async Task<(int Exit, string Output)> Operator(params string[] arguments)
    {
        var start = new ProcessStartInfo(Folders.HostProgram, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        (start.Environment["ASHLAR_DATA"], start.Environment["ASHLAR_TEST_FAST_PG"]) = (Folder, "1");
        start.Environment["ASHLAR_BACKUPS_SCHEDULE"] = "off";
        start.Environment["ASHLAR_SETTING_AUTH_MFA"] = "off";
        foreach (var (name, value) in All)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (text, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await text + (process.ExitCode == 0 ? "" : await errors));
    }

    /// <summary>How the archive of the log stands.</summary>
    public static async Task<JsonNode> Wal(HttpClient client) => (await Json(client, "/api/v1/platform/backups/status"))["data"]!["attributes"]!["wal"]!;

    /// <summary>Waits until the archive has a base copy and holds what was committed by now.</summary>
    public static async Task<JsonNode> Archived(HttpClient client)
    {
        var now = TimeProvider.System.GetUtcNow();
        return await Wal(client, wal => (int)wal["copies"]! > 0 && wal["until"]?.GetValue<DateTimeOffset>() > now);
    }

    public static async Task<JsonNode> Wal(HttpClient client, Func<JsonNode, bool> wanted)
    {
        JsonNode wal = new JsonObject();
        for (var attempt = 0; attempt < 900; attempt++)
        {
            if (wanted(wal = await Wal(client)))
                return wal;
            await Task.Delay(100);
        }

        throw new TimeoutException($"The archive stands otherwise: {wal}");
    }

    /// <summary>Asks the embedded server itself.</summary>
    public async Task<T?> Sql<T>(string sql)
    {
        var folder = new DirectoryInfo(Path.Combine(Folder, "pg")).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Path.Combine(Folder, "pg");
        var socket = (await File.ReadAllLinesAsync(Path.Combine(folder, "db", "postmaster.pid")))[4];
        await using var connection = new NpgsqlConnection($"Host={socket};Username=ashlar;Database=ashlar;Pooling=false;Command Timeout=120");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    public void Dispose()
    {
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
        if (Directory.Exists(Media))
            Directory.Delete(Media, recursive: true);
    }
}
