using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.TestKit;

namespace Ashlar.Core.Tests.Lifecycle;

[Trait("feature", "OBS-01")]
public sealed class HealthTests(TestHost host) : IClassFixture<TestHost>
{
    [Theory]
    [InlineData("/health/live", "live")]
    [InlineData("/health/ready", "ready")]
    [InlineData("/health/startup", "started")]
    public async Task A_running_host_answers_its_probes(string path, string status)
    {
        var response = await host.Client.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(status, body.GetProperty("status").GetString());
    }

    [Fact]
    [Trait("feature", "OBS-02")]
    public async Task The_report_lists_the_tasks_in_the_order_of_the_phases()
    {
        string[] order = ["foundation", "core", "infrastructure", "security_and_api", "real_time", "health"];

        var report = await host.Client.GetFromJsonAsync<JsonElement>("/health/startup");

        var phases = report.GetProperty("tasks").EnumerateArray().Select(task => Array.IndexOf(order, task.GetProperty("phase").GetString())).ToList();
        Assert.Equal(phases.Order(), phases);
        Assert.Contains(0, phases);
        Assert.True(report.GetProperty("total_ms").GetDouble() > 0);
    }

    [Fact]
    [Trait("feature", "OBS-07")]
    public async Task Health_lists_the_checks_with_their_durations()
    {
        var health = await host.Client.GetFromJsonAsync<JsonElement>("/health");

        var database = health.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "database");
        Assert.Equal("healthy", database.GetProperty("status").GetString());
        Assert.True(database.GetProperty("ms").GetDouble() >= 0);
    }
}
