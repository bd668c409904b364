using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.TestKit;

namespace Ashlar.System.Tests.Lifecycle;

/// <summary>What a kill costs those who send us events: nothing that was accepted.</summary>
public sealed class HookProcessTests : IDisposable
{
    private readonly string _folder = HostProcess.NewFolder();

    private static readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal)
    {
        ["ASHLAR_OPERATOR_PASSWORD"] = Organisation.OperatorPassword,
        // What was committed must be on the disk, as it is in real life.
        ["ASHLAR_TEST_FAST_PG"] = "0",
    };

    [Fact]
    [Trait("feature", "WHI-07")]
    public async Task Nothing_that_was_accepted_is_lost_by_kill_9_in_the_middle_of_a_burst()
    {
        var accepted = new ConcurrentBag<string>();
        using (var killed = await HostProcess.Launch(_folder, HostProcess.FreePort(), _environment).Ready())
        {
            using var oper = await SignIn(killed.Address);
            var made = await Organisation.Data(await oper.PostAsJsonAsync("/api/v1/hooks/sources/create", new { code = "burst", name = "Burst", kind = "none" }));
            var path = new Uri(made.GetProperty("attributes").GetProperty("url").GetString()!, UriKind.RelativeOrAbsolute);
            var senders = Enumerable.Range(0, 8).Select(sender => Send(new Uri(killed.Address, path), sender, accepted)).ToList();
            while (accepted.Count < 300)
                await Task.Delay(10);
            killed.Signal("KILL");
            await killed.ExitCode();
            await Task.WhenAll(senders);
        }

        using var next = await HostProcess.Launch(_folder, HostProcess.FreePort(), _environment).Ready();
        using var again = await SignIn(next.Address);
        var kept = await Kept(again);

        Assert.Empty(accepted.Except(kept));
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private static async Task Send(Uri address, int sender, ConcurrentBag<string> accepted)
    {
        using var client = new HttpClient();
        for (var number = 0; ; number++)
        {
            try
            {
                using var answer = await client.PostAsJsonAsync(address, new { id = $"{sender}-{number}", type = "t" });
                if (answer.StatusCode == HttpStatusCode.Accepted)
                    accepted.Add($"{sender}-{number}");
            }
            catch (HttpRequestException)
            {
                return;
            }
        }
    }

    private static async Task<HashSet<string>> Kept(HttpClient client)
    {
        var kept = new HashSet<string>(StringComparer.Ordinal);
        for (var path = "/api/v1/hooks/requests?limit=200&sort=created_at"; path is not null;)
        {
            var page = JsonElement.Parse(await client.GetStringAsync(path));
            foreach (var row in page.GetProperty("data").EnumerateArray())
                kept.Add(row.GetProperty("attributes").GetProperty("dedupe_key").GetString()!);
            path = page.GetProperty("links").TryGetProperty("next", out var next) ? next.GetString() : null;
        }

        return kept;
    }

    private static async Task<HttpClient> SignIn(Uri address)
    {
        var client = new HttpClient { BaseAddress = address };
        var session = await Organisation.Data(await client.PostAsJsonAsync("/api/v1/auth/login", new { email = "operator@localhost", password = Organisation.OperatorPassword }));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("attributes").GetProperty("access_token").GetString());
        return client;
    }
}
