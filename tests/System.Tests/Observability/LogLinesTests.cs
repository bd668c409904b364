using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.TestKit;

namespace Ashlar.System.Tests.Observability;

/// <summary>What a host prints when a program reads along.</summary>
public sealed class LogLinesTests : IDisposable
{
    private readonly string _folder = HostProcess.NewFolder();

    [Fact, Trait("feature", "OBS-12")]
    public async Task Every_line_is_json_that_names_request_tenant_and_user_and_no_secret()
    {
        const string Planted = "Planted-Secret-4711";
        using (var host = await HostProcess.Launch(_folder, HostProcess.FreePort(), new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASHLAR_OPERATOR_PASSWORD"] = Planted,
            ["Logging__LogLevel__Default"] = "Debug",
            ["Logging__LogLevel__Microsoft.AspNetCore"] = "Debug",
            ["Logging__LogLevel__Microsoft.AspNetCore.Hosting.Diagnostics"] = "Debug",
        }).Ready())
        {
            using var client = new HttpClient { BaseAddress = host.Address };
            var session = await Organisation.Data(await client.PostAsJsonAsync("/api/v1/auth/login", new { email = "operator@localhost", password = Planted }));
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("attributes").GetProperty("access_token").GetString());
            client.DefaultRequestHeaders.Add("X-Request-Id", "follow-me");
            await client.GetAsync($"/api/v1/jobs?token={Planted}&api_key={Planted}");
            host.Signal("TERM");
            await host.ExitCode();

            var lines = host.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToList();
            Assert.All(lines, line => Assert.All(new[] { "time", "level", "category", "message" }, name => Assert.True(line.TryGetProperty(name, out _))));
            var mine = lines.Where(line => line.TryGetProperty("request_id", out var id) && id.GetString() == "follow-me").ToList();
            Assert.Contains(mine, line => line.TryGetProperty("tenant", out var tenant) && tenant.GetString() == "platform" && line.TryGetProperty("user", out _));
            Assert.All(mine, line => Assert.Equal(32, line.GetProperty("trace_id").GetString()!.Length));
            Assert.DoesNotContain(Planted, host.Output, StringComparison.Ordinal);
            Assert.Contains("token=[redacted]", host.Output, StringComparison.Ordinal);
        }
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }
}
