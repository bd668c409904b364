using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Ashlar.Contract.Values;
using Ashlar.TestKit;

namespace Ashlar.System.Tests.Lifecycle;

/// <summary>Disks that are really full: below the database, and below the store of files.</summary>
public sealed class FullDiskTests
{
    [Fact]
    [Trait("feature", "OBS-03")]
    [Trait("feature", "OBS-07")]
    public async Task A_full_disk_refuses_writes_clearly_loses_nothing_and_is_over_when_there_is_room()
    {
        using var disk = SmallDisk.Mount(450);
        using var store = SmallDisk.Mount(8);
        using var host = await HostProcess.Launch(Path.Combine(disk.Folder, "data"), HostProcess.FreePort(), new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASHLAR_OPERATOR_PASSWORD"] = Organisation.OperatorPassword,
            ["ASHLAR_FILES"] = Path.Combine(store.Folder, "files"),
        }).Ready();
        using var client = await Operator(host);
        var kept = new List<string>();
        Assert.Equal(HttpStatusCode.Created, (await Add(client, kept)).StatusCode);

        // The store of files first: what does not fit is refused whole, what fits goes on.
        await Full(store, client);

        disk.Fill();
        using var refused = await Until(() => Add(client, kept), answer => answer.StatusCode != HttpStatusCode.Created);
        var error = JsonElement.Parse(await refused.Content.ReadAsStringAsync()).GetProperty("error");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("database_full", error.GetProperty("code").GetString());
        Assert.NotNull(refused.Headers.RetryAfter);
        await Until(async () => await Room(client, "/health"), room => room == "unhealthy");
        await Until(async () => await Room(client, "/health/ready"), room => room == "unhealthy");
        // Reads go on.
        Assert.Equal(kept.Count, (await Codes(client)).Count);

        disk.MakeRoom();
        using var taken = await Until(() => Add(client, kept), answer => answer.StatusCode == HttpStatusCode.Created);
        await Until(async () => await Room(client, "/health"), room => room == "healthy");
        Assert.Equal(kept.Order(StringComparer.Ordinal), (await Codes(client)).Order(StringComparer.Ordinal));
    }

    private static async Task Full(SmallDisk store, HttpClient client)
    {
        store.Fill();
        using var refused = await Upload(client, 200_000);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("file_store_full", JsonElement.Parse(await refused.Content.ReadAsStringAsync()).GetProperty("error").GetProperty("code").GetString());
        store.MakeRoom();
        using var taken = await Upload(client, 200_000);
        Assert.Equal(HttpStatusCode.Created, taken.StatusCode);
        Assert.Single(await Organisation.Rows(client, "/api/v1/files/files"));
    }

    private static async Task<HttpResponseMessage> Upload(HttpClient client, int size)
    {
        using var body = new ByteArrayContent(RandomNumberGenerator.GetBytes(size));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return await client.PostAsync("/api/v1/files/upload?name=noise.bin", body);
    }

    /// <summary>A row of some kilobytes that do not shrink.</summary>
    private static async Task<HttpResponseMessage> Add(HttpClient client, List<string> kept)
    {
        var key = $"full_{Ids.New():n}";
        var answer = await client.PostAsJsonAsync("/api/v1/platform/flags", new { key, description = Convert.ToBase64String(RandomNumberGenerator.GetBytes(9_000)) });
        if (answer.StatusCode == HttpStatusCode.Created)
            kept.Add(key);
        return answer;
    }

    private static async Task<List<string>> Codes(HttpClient client)
    {
        var codes = new List<string>();
        for (var path = "/api/v1/platform/flags?limit=200"; path is not null;)
        {
            var page = JsonElement.Parse(await client.GetStringAsync(path));
            codes.AddRange(page.GetProperty("data").EnumerateArray().Select(row => row.GetProperty("attributes").GetProperty("key").GetString()!));
            path = page.GetProperty("links").TryGetProperty("next", out var next) ? next.GetString() : null;
        }

        return codes;
    }

    private static async Task<string?> Room(HttpClient client, string probe) => JsonElement.Parse(await (await client.GetAsync(probe)).Content.ReadAsStringAsync())
        .GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "room").GetProperty("status").GetString();

    private static async Task<T> Until<T>(Func<Task<T>> attempt, Func<T, bool> holds)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var answer = await attempt();
            if (holds(answer))
                return answer;
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(2), "It never came to that.");
        }
    }

    private static async Task<HttpClient> Operator(HostProcess host)
    {
        var client = new HttpClient { BaseAddress = host.Address };
        var session = await Organisation.Data(await client.PostAsJsonAsync("/api/v1/auth/login", new { email = "operator@localhost", password = Organisation.OperatorPassword }));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("attributes").GetProperty("access_token").GetString());
        return client;
    }
}
