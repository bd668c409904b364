using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ashlar.Core.Storage;
using Ashlar.TestKit;

namespace Ashlar.System.Tests.Observability;

/// <summary>A host in the eyes of Prometheus itself, the Debian package: format, scraping, panels and alerts.</summary>
public sealed partial class PrometheusTests(TestServer server) : IAsyncLifetime
{
    private const string Token = "scrape-me-if-you-can";
    private static readonly string _alerts = Path.Combine(Folders.Repository, "deploy", "prometheus");

    private readonly string _folder = HostProcess.NewFolder();
    private DatabaseConnections _database = null!;

    public async ValueTask InitializeAsync() => _database = await server.CloneDatabase();

    [Fact, Trait("feature", "OBS-08"), Trait("feature", "OBS-10"), Trait("feature", "OBS-11"), Trait("feature", "OBS-14"), Trait("feature", "OBS-15"), Trait("feature", "OBS-09"), Trait("feature", "OBS-20")]
    public async Task Prometheus_scrapes_the_host_and_every_panel_of_the_dashboards_finds_its_metrics()
    {
        Need("prometheus");
        using var host = await Launch(new(StringComparer.Ordinal) { ["ASHLAR_METRICS_TOKEN"] = Token }).Ready();
        using var client = await Operator(host);
        for (var count = 0; count < 7; count++)
            await Organisation.Data(await client.GetAsync("/api/v1/platform/tenants"));
        await Organisation.Data(await client.PostAsJsonAsync("/api/v1/platform/tenants", new { code = "seen", name = "Seen", isolation = "shared", admin_email = "a@seen.test", admin_name = "A", apps = new[] { "crm" } }));
        var schedule = (await Organisation.Rows(client, "/api/v1/jobs/schedules"))[0].GetProperty("id").GetString();
        await Organisation.Data(await client.PostAsJsonAsync($"/api/v1/jobs/schedules/{schedule}/run", new { }));

        using var prometheus = await Scraping(host.Address);
        var failures = new List<string>();
        foreach (var file in Directory.GetFiles(Path.Combine(Folders.Repository, "deploy", "grafana"), "*.json"))
        {
            foreach (var panel in JsonElement.Parse(await File.ReadAllTextAsync(file)).GetProperty("panels").EnumerateArray())
            {
                foreach (var target in panel.GetProperty("targets").EnumerateArray())
                {
                    var expression = target.GetProperty("expr").GetString()!.Replace("$__rate_interval", "20s", StringComparison.Ordinal);
                    if (!await prometheus.Finds(expression))
                        failures.Add($"{Path.GetFileName(file)}, {panel.GetProperty("title").GetString()}: {expression}");
                }
            }
        }

        foreach (Match metric in Metric().Matches(string.Concat(File.ReadLines(Path.Combine(_alerts, "alerts.yml")).Where(line => line.Contains("expr: ", StringComparison.Ordinal)))))
        {
            if (!await prometheus.Finds(metric.Value))
                failures.Add($"alerts.yml: {metric.Value}");
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.True(await prometheus.Finds("""http_server_request_duration_seconds_count{http_request_method="GET", http_response_status_code="200", http_route=~".*platform/tenants.*"} >= 7"""));
        Assert.False(await prometheus.Finds("""http_server_request_duration_seconds_count{http_route=~".*[0-9a-f]{8}-.*"}"""));
        Assert.True(await prometheus.Finds("""max(ashlar_tenants{status="active"}) == 2"""));
    }

    [Fact, Trait("feature", "OBS-08")]
    public async Task The_text_satisfies_promtool_and_is_shown_to_whoever_knows_the_token_alone()
    {
        Need("promtool");
        using var host = await Launch(new(StringComparer.Ordinal) { ["ASHLAR_METRICS_TOKEN"] = Token }).Ready();
        using var client = new HttpClient { BaseAddress = host.Address };
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/metrics")).StatusCode);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "wrong");
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/metrics")).StatusCode);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        var text = await client.GetStringAsync("/metrics");

        var (exit, output) = await Run("promtool", ["check", "metrics"], text);

        // Names that ASP.NET Core and Npgsql chose are theirs; everything else promtool says about ours counts.
        Assert.True(exit is 0 or 3, output);
        Assert.DoesNotContain(output.Split('\n'), line => line.StartsWith("ashlar_", StringComparison.Ordinal));
        Assert.DoesNotContain("error", output, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("ashlar_host_ready 1", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_token_only_this_machine_may_look_and_no_proxy_for_others()
    {
        using var host = await Launch([]).Ready();
        using var client = new HttpClient { BaseAddress = host.Address };
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/metrics")).StatusCode);
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9");
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/metrics")).StatusCode);
    }

    [Fact, Trait("feature", "OBS-15")]
    public async Task Every_alert_fires_and_resolves_as_its_test_says()
    {
        Need("promtool");
        var rules = await File.ReadAllTextAsync(Path.Combine(_alerts, "alerts.yml"));
        var tests = await File.ReadAllTextAsync(Path.Combine(_alerts, "alerts.test.yml"));

        Assert.All(rules.Split('\n').Where(line => line.Contains("- alert: ", StringComparison.Ordinal)).Select(line => line.Split(": ")[1]), alert => Assert.Contains($"alertname: {alert}", tests, StringComparison.Ordinal));
        var (exit, output) = await Run("promtool", ["test", "rules", Path.Combine(_alerts, "alerts.test.yml")], "");
        Assert.True(exit == 0, output);
    }

    /// <summary>The metrics that rules ask for, all of which begin alike.</summary>
    [GeneratedRegex(@"\b(ashlar|http)_[a-z0-9_]+(?=[^a-z0-9_(=~!])")]
    private static partial Regex Metric();

    private HostProcess Launch(Dictionary<string, string> more) => HostProcess.Launch(_folder, HostProcess.FreePort(), new Dictionary<string, string>(more, StringComparer.Ordinal)
    {
        ["ASHLAR_DATABASE"] = _database.Owner,
        ["ASHLAR_OPERATOR_PASSWORD"] = Organisation.OperatorPassword,
    });

    private static async Task<HttpClient> Operator(HostProcess host)
    {
        var client = new HttpClient { BaseAddress = host.Address };
        var session = await Organisation.Data(await client.PostAsJsonAsync("/api/v1/auth/login", new { email = "operator@localhost", password = Organisation.OperatorPassword }));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("attributes").GetProperty("access_token").GetString());
        return client;
    }

    private static void Need(string program) =>
        Assert.SkipWhen(Environment.GetEnvironmentVariable("PATH")!.Split(':').All(folder => !File.Exists(Path.Combine(folder, program))), $"{program} is not installed; the Debian package prometheus brings it.");

    private async Task<Prometheus> Scraping(Uri target)
    {
        Directory.CreateDirectory(_folder);
        var config = Path.Combine(_folder, "prometheus.yml");
        await File.WriteAllTextAsync(config, $"""
            global: {"{"} scrape_interval: 1s {"}"}
            scrape_configs:
              - job_name: ashlar
                authorization: {"{"} credentials: {Token} {"}"}
                static_configs: [{"{"} targets: ["{target.Authority}"] {"}"}]
            """);
        var prometheus = new Prometheus(config, Path.Combine(_folder, "tsdb"), HostProcess.FreePort());
        await prometheus.Until("""count_over_time(up{job="ashlar"}[1m]) > 12""");
        return prometheus;
    }

    private static async Task<(int Exit, string Output)> Run(string program, string[] arguments, string input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync() + await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }

    public async ValueTask DisposeAsync()
    {
        await server.Run($"DROP DATABASE IF EXISTS {_database.MainDatabase} WITH (FORCE)");
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private sealed class Prometheus(string config, string data, int port) : IDisposable
    {
        private readonly Process _process = Process.Start(new ProcessStartInfo("prometheus", [$"--config.file={config}", $"--storage.tsdb.path={data}", $"--web.listen-address=127.0.0.1:{port}", "--log.level=error"]) { UseShellExecute = false })!;
        private readonly HttpClient _client = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        public async Task<bool> Finds(string expression)
        {
            var answer = JsonElement.Parse(await _client.GetStringAsync($"/api/v1/query?query={Uri.EscapeDataString(expression)}"));
            return answer.GetProperty("data").GetProperty("result").GetArrayLength() > 0;
        }

        public async Task Until(string expression)
        {
            var waited = Stopwatch.StartNew();
            while (true)
            {
                try
                {
                    if (await Finds(expression))
                        return;
                }
                catch (HttpRequestException)
                {
                    // It does not listen yet.
                }

                Assert.True(waited.Elapsed < TimeSpan.FromSeconds(60), $"Prometheus never found {expression}");
                await Task.Delay(250);
            }
        }

        public void Dispose()
        {
            _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
            _client.Dispose();
        }
    }
}
