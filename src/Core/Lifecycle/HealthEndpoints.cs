using System.Text.Json;
using Ashlar.Contract.Modules;
using Ashlar.Core.Access;
using Ashlar.Core.Http.OpenApi;

namespace Ashlar.Core.Lifecycle;

/// <summary>The probes: live asks only the process, ready asks whether to send requests here, startup whether to wait longer.</summary>
internal static class HealthEndpoints
{
    private const string Reason = "Probes come from machines that cannot sign in; they tell states and durations only.";

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", Live).Anonymous(Reason).Describes(HealthDocs.Live);
        routes.MapGet("/health/ready", Ready).Anonymous(Reason).Describes(HealthDocs.Ready);
        routes.MapGet("/health/startup", Started).Anonymous(Reason).Describes(HealthDocs.Startup);
        routes.MapGet("/health", All).Anonymous(Reason).Describes(HealthDocs.All);
    }

    private static Task Live(HttpContext context, HostState state) =>
        Write(context, state.Status != HostStatus.Failed, json => json.WriteString("status", state.Status == HostStatus.Failed ? "failed" : "live"));

    private static async Task Ready(HttpContext context, HostState state, HealthChecks checks)
    {
        // All are told; the critical ones decide.
        var results = state.Serving ? await checks.Results(context.RequestAborted) : [];
        var ready = state.Serving && results.All(result => result.Healthy || !result.Critical);
        await Write(context, ready, json =>
        {
            json.WriteString("status", ready ? "ready" : "not_ready");
            json.WriteString("state", Shapes.Snake(state.Status.ToString()));
            WriteChecks(json, results);
        });
    }

    private static Task Started(HttpContext context, HostState state, Startup startup)
    {
        var over = state.Serving || state.Status == HostStatus.ShuttingDown;
        return Write(context, over, json =>
        {
            json.WriteString("status", over ? "started" : state.Status == HostStatus.Failed ? "failed" : "starting");
            if (startup.TotalMilliseconds is { } total)
                json.WriteNumber("total_ms", Math.Round(total, 1));
            json.WriteStartArray("tasks");
            foreach (var line in startup.Report)
            {
                json.WriteStartObject();
                json.WriteString("phase", Shapes.Snake(line.Phase.ToString()));
                json.WriteString("name", line.Name);
                json.WriteBoolean("critical", line.Critical);
                json.WriteString("status", line.Error is null ? "ok" : "failed");
                json.WriteNumber("ms", Math.Round(line.Milliseconds, 1));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private static async Task All(HttpContext context, HostState state, HealthChecks checks, Startup startup)
    {
        var results = state.Serving ? await checks.Results(context.RequestAborted) : [];
        var healthy = state.Serving && results.All(result => result.Healthy || !result.Critical);
        var degraded = results.Any(result => !result.Healthy) || startup.Report.Any(line => line.Error is not null);
        await Write(context, healthy, json =>
        {
            json.WriteString("status", !healthy ? "unhealthy" : degraded ? "degraded" : "healthy");
            json.WriteString("state", Shapes.Snake(state.Status.ToString()));
            json.WriteString("version", typeof(HealthEndpoints).Assembly.GetName().Version?.ToString(3));
            WriteChecks(json, results);
        });
    }

    // What a check says may name hosts or paths, so strangers get states and durations and the log gets the words.
    private static void WriteChecks(Utf8JsonWriter json, IEnumerable<HealthResult> results)
    {
        json.WriteStartArray("checks");
        foreach (var result in results)
        {
            json.WriteStartObject();
            json.WriteString("name", result.Name);
            json.WriteString("status", result.Healthy ? "healthy" : "unhealthy");
            json.WriteBoolean("critical", result.Critical);
            json.WriteNumber("ms", result.Milliseconds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static async Task Write(HttpContext context, bool good, Action<Utf8JsonWriter> content)
    {
        context.Response.StatusCode = good ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        content(json);
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }
}
