using System.Diagnostics;
using Ashlar.Core.Access;
using Ashlar.Core.Http;
using Ashlar.Core.Limits;
using Ashlar.Core.Observability.Traffic;
using Microsoft.AspNetCore.Http.Features;

namespace Ashlar.Core.Observability;

/// <summary>
/// Counts every request, and ends its span as the conventions for HTTP want it: named by method and route, with its status. The framework of .NET 10 tags
/// spans when they begin, which is before the route is known, and leaves this to instrumentation.
/// </summary>
internal sealed class RequestObserver(RequestDelegate next, TrafficCounts traffic, LimitTable limits, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var began = time.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            if (context.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } span)
                Describe(span, context);
            if (context.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<EndpointAccess>() is not null)
                Count(context, endpoint, time.GetElapsedTime(began));
        }
    }

    /// <summary>Streams are not counted: they last as long as somebody looks. Neither are probes, whose failures say that a host is to be left alone, nor what its caller broke off.</summary>
    private void Count(HttpContext context, Endpoint endpoint, TimeSpan took)
    {
        var limit = limits.Of(endpoint);
        if (limit.Stream || limit.Policy == LimitPolicies.Probe || context.RequestAborted.IsCancellationRequested)
            return;
        traffic.Count(context.Features.Get<RequestContext>()?.Caller?.Tenant?.Id ?? Guid.Empty, limit.Policy.Name, context.Response.StatusCode >= StatusCodes.Status500InternalServerError, took);
    }

    private static void Describe(Activity span, HttpContext context)
    {
        var (method, status) = (context.Request.Method, context.Response.StatusCode);
        if (context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } route })
        {
            span.DisplayName = $"{method} /{route.TrimStart('/')}";
            span.SetTag("http.route", route);
        }
        else
        {
            span.DisplayName = method;
        }

        span.SetTag("http.response.status_code", status);
        if (status >= StatusCodes.Status500InternalServerError)
            span.SetStatus(ActivityStatusCode.Error).SetTag("error.type", $"{status}");
    }
}
