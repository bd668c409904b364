using Ashlar.Core.Lifecycle;
using Ashlar.Core.Observability.Diagnostics;
using Ashlar.Core.Observability.Measures;
using Ashlar.Core.Observability.Monitoring;
using Ashlar.Core.Observability.Sla;
using Ashlar.Core.Observability.Traffic;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Ashlar.Core.Observability;

internal static class ObservabilityRegistration
{
    /// <summary>Logs as lines of JSON unless a person reads along; ASHLAR_LOG says json or text.</summary>
    public static ILoggingBuilder AddLines(this ILoggingBuilder logging, IConfiguration configuration)
    {
        logging.Services.AddHttpContextAccessor();
        logging.AddConsoleFormatter<JsonLines, ConsoleFormatterOptions>();
        if (configuration["ASHLAR_LOG"] is var form && (form == "json" || (form != "text" && Console.IsOutputRedirected)))
            logging.AddConsole(console => console.FormatterName = JsonLines.FormatterName);
        return logging;
    }

    public static IServiceCollection AddObservability(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMetrics().AddSingleton<RequestTraces>().AddSingleton<AshlarMeter>().AddSingleton<MetricCollector>().AddSingleton<PlatformFigures>().AddSingleton<MetricsEndpoint>().AddSingleton<ModuleInstruments>();
        services.AddSingleton<TrafficCounts>().AddSingleton<HostSelf>().AddSingleton<TrafficWriter>().AddHostedService(provider => provider.GetRequiredService<TrafficWriter>());
        services.AddSingleton<SlaReport>().AddSingleton<SlaWatch>().AddHostedService(provider => provider.GetRequiredService<SlaWatch>());
        services.AddSingleton<Uptime>().AddSingleton<TenantFigures>().AddSingleton<Overview>();
        services.AddSingleton<IDiagnostics, StorageDiagnostics>().AddSingleton<IDiagnostics, ProviderDiagnostics>().AddSingleton<IDiagnostics, WorkDiagnostics>().AddSingleton<IDiagnostics, SecurityDiagnostics>().AddSingleton<DiagnosticRun>();
        // Early, so that nothing is missed.
        services.AddStartTask("metrics", StartPhase.Foundation, critical: false, (provider, _) =>
        {
            provider.GetRequiredService<RequestTraces>();
            provider.GetRequiredService<MetricCollector>();
            provider.GetRequiredService<PlatformFigures>();
            provider.GetRequiredService<ModuleInstruments>();
            return Task.CompletedTask;
        });
        if (configuration["ASHLAR_OTLP"] is { Length: > 0 } endpoint)
            services.AddOtlp(Uri.TryCreate(endpoint, UriKind.Absolute, out var address) ? address : throw new StartException($"ASHLAR_OTLP is '{endpoint}'. It must be an address such as http://collector:4318."));
        return services;
    }

    /// <summary>Around everything else, so that it sees how every request ended.</summary>
    public static IApplicationBuilder UseObservation(this IApplicationBuilder app) => app.UseMiddleware<RequestObserver>();

    private static void AddOtlp(this IServiceCollection services, Uri endpoint)
    {
        // Only with this off does ASP.NET Core put what the conventions name on the spans of requests.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        var resource = ResourceBuilder.CreateDefault().AddService("ashlar", serviceInstanceId: $"{Environment.MachineName}:{Environment.ProcessId}");
        services.AddSingleton(_ => Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource)
            .AddSource("Microsoft.AspNetCore", "Ashlar*", "Npgsql")
            .AddOtlpExporter(options => (options.Endpoint, options.Protocol) = (new Uri(endpoint, "v1/traces"), OtlpExportProtocol.HttpProtobuf)).Build());
        services.AddSingleton(_ => Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
            .AddMeter(AshlarMeter.Name, ModuleInstruments.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
            .AddOtlpExporter(options => (options.Endpoint, options.Protocol) = (new Uri(endpoint, "v1/metrics"), OtlpExportProtocol.HttpProtobuf)).Build());
        services.AddStartTask("telemetry", StartPhase.Foundation, critical: false, (provider, _) =>
        {
            provider.GetRequiredService<TracerProvider>();
            provider.GetRequiredService<MeterProvider>();
            return Task.CompletedTask;
        });
    }
}
