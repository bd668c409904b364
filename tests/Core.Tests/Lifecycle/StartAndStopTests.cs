using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ashlar.Core.Access;
using Ashlar.Core.Lifecycle;
using Ashlar.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Ashlar.Core.Tests.Lifecycle;

public sealed class StartAndStopTests(TestServer server) : IAsyncLifetime
{
    private static readonly CancellationToken _cancel = CancellationToken.None;

    private readonly TestHost _host = new(server);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task While_the_host_starts_it_is_live_but_not_ready_and_turns_requests_away()
    {
        var gate = new TaskCompletionSource();
        var listening = new TaskCompletionSource<Uri>();
        var start = _host.Start(adjust: builder => builder.Services.AddStartTask("slow", StartPhase.Foundation, critical: true, (_, _) => gate.Task), map: app =>
            app.Lifetime.ApplicationStarted.Register(() => listening.SetResult(new Uri(app.Urls.First())))).AsTask();
        using var client = new HttpClient { BaseAddress = await listening.Task };

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live")).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/health/ready")).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/health/startup")).StatusCode);
        var refusal = await client.GetAsync("/api/v1/version");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refusal.StatusCode);
        Assert.Equal("starting", (await refusal.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetProperty("code").GetString());

        gate.SetResult();
        await start;
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/ready")).StatusCode);
    }

    [Fact]
    [Trait("feature", "OBS-03")]
    public async Task When_a_part_that_is_not_critical_fails_the_host_runs_degraded()
    {
        await _host.Start(adjust: builder => builder.Services.AddStartTask("ornament", StartPhase.RealTime, critical: false, (_, _) => throw new InvalidOperationException("broken")));

        Assert.Equal(HttpStatusCode.OK, (await _host.Client.GetAsync("/health/ready")).StatusCode);
        Assert.Equal("degraded", (await _host.Client.GetFromJsonAsync<JsonElement>("/health")).GetProperty("status").GetString());
    }

    [Fact]
    [Trait("feature", "OBS-01")]
    public async Task When_the_database_goes_away_the_host_stays_live_but_is_not_ready_until_it_returns()
    {
        await _host.Start();
        var name = _host.Connections.MainDatabase;

        await server.Run($"ALTER DATABASE {name} ALLOW_CONNECTIONS false");
        await server.Run($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        await Eventually(HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, (await _host.Client.GetAsync("/health/live")).StatusCode);

        await server.Run($"ALTER DATABASE {name} ALLOW_CONNECTIONS true");
        await Eventually(HttpStatusCode.OK);
    }

    [Fact]
    [Trait("feature", "OBS-06")]
    public async Task A_stop_lets_requests_on_open_connections_finish_and_refuses_new_connections()
    {
        var gate = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        WebApplication? app = null;
        await _host.Start(map: host =>
        {
            app = host;
            host.MapGet("/health-unrelated", async (HttpContext context) =>
            {
                entered.SetResult();
                await gate.Task;
                await context.Response.WriteAsync("finished");
            }).Anonymous("Test");
        });
        using var late = _host.NewClient();
        await late.GetAsync("/health/live");
        var running = _host.Client.GetStringAsync("/health-unrelated");
        await entered.Task;

        var lifetime = _host.Services.GetRequiredService<IHostApplicationLifetime>();
        lifetime.StopApplication();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await late.GetAsync("/health/ready")).StatusCode);
        var last = await late.GetAsync("/openapi/v1.json");
        Assert.Equal((HttpStatusCode.OK, true), (last.StatusCode, last.Headers.ConnectionClose));
        var stop = app!.StopAsync(_cancel);
        await Task.Delay(200, _cancel);

        using var fresh = _host.NewClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => fresh.GetAsync("/health/live"));
        Assert.False(stop.IsCompleted);
        gate.SetResult();
        Assert.Equal("finished", await running);
        await stop;
    }

    private async Task Eventually(HttpStatusCode status)
    {
        for (var i = 0; i < 100 && (await _host.Client.GetAsync("/health/ready")).StatusCode != status; i++)
            await Task.Delay(100, _cancel);
        Assert.Equal(status, (await _host.Client.GetAsync("/health/ready")).StatusCode);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
