using System.Net;
using System.Security.Cryptography;
using System.Text;
using Ashlar.Core.Access;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Observability.Diagnostics;
using Ashlar.Core.Observability.Monitoring;
using Microsoft.Extensions.Configuration;

namespace Ashlar.Core.Observability;

/// <summary>GET /metrics: for whoever knows ASHLAR_METRICS_TOKEN, or without one for this machine alone.</summary>
internal sealed class MetricsEndpoint(MetricCollector collector, PlatformFigures figures, IConfiguration configuration)
{
    private readonly byte[]? _token = configuration["ASHLAR_METRICS_TOKEN"] is { Length: > 0 } token ? SHA256.HashData(Encoding.UTF8.GetBytes($"Bearer {token}")) : null;

    public async Task<IResult> Read(HttpContext context)
    {
        if (!Allowed(context))
            return Envelope.Failure(CoreErrors.NotFound);
        await figures.Refresh(PlatformFigures.Kept, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return Results.Text(PrometheusText.Of(collector.Read()), PrometheusText.ContentType);
    }

    private bool Allowed(HttpContext context)
    {
        var request = context.Request;
        if (_token is not null)
            return CryptographicOperations.FixedTimeEquals(_token, SHA256.HashData(Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString())));
        // A proxy on this machine speaks for others.
        return context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address) && !new[] { "X-Forwarded-For", "X-Original-For", "Forwarded" }.Any(request.Headers.ContainsKey);
    }
}

internal static class MetricsRoutes
{
    private static readonly ApiRoute _read = new("metrics.read", "Read the measurements of this host")
    {
        Description = "In the text format of Prometheus. Needs ASHLAR_METRICS_TOKEN as a bearer token, or without one a caller on the same machine.",
        Bare = ("text/plain", Schema.Text()),
    };

    public static void MapObservability(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/metrics", (HttpContext context, MetricsEndpoint endpoint) => endpoint.Read(context))
            .Anonymous("Collectors cannot sign in; they bring the token of the installation or come from the same machine.")
            .Describes(_read);
        routes.MapMonitoring();
        routes.MapDiagnostics();
    }
}
