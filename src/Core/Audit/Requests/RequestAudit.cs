using System.Diagnostics;
using Ashlar.Core.Access;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;

namespace Ashlar.Core.Audit.Requests;

/// <summary>Notes every request to the API after it was answered: method, path, status, duration, who. Never a body, a query or a header.</summary>
internal sealed class RequestAudit(RequestDelegate next, RequestLog log, ProbeWatch probes, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var began = time.GetTimestamp();
        await next(context);
        if (context.GetEndpoint() is RouteEndpoint endpoint && endpoint.Metadata.GetMetadata<EndpointAccess>() is not null)
            Note(context, endpoint, (int)time.GetElapsedTime(began).TotalMilliseconds);
    }

    private void Note(HttpContext context, RouteEndpoint endpoint, int milliseconds)
    {
        var known = context.Features.Get<RequestContext>();
        var caller = known?.Caller;
        var (method, status, route) = (context.Request.Method, context.Response.StatusCode, endpoint.RoutePattern.RawText ?? "");
        if (status == StatusCodes.Status404NotFound && caller?.Tenant is not null && route.Contains("{id", StringComparison.Ordinal))
            probes.Missed(caller, known!.Info);
        if (status < 400 && (HttpMethods.IsGet(method) || HttpMethods.IsHead(method)) && !TakesOut(route))
        {
            log.Count(caller?.Tenant?.Id, caller, method, route, status, milliseconds);
            return;
        }

        // An address may hold a secret, such as the token of an invitation; its pattern does not.
        var path = route.Contains("{token", StringComparison.Ordinal) ? route : context.Request.Path.Value ?? "";
        log.Add(new RequestEntry(
            caller?.Tenant?.Id, time.GetUtcNow().UtcDateTime, caller?.ClientId, caller?.UserId, caller?.Name, caller?.Kind ?? "anonymous", caller?.Key?.Id, method, AuditMask.Text(path.Cut(500))!, status, milliseconds, 1,
            known?.Info.Id, Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.TraceId.ToHexString() : null, known?.Info.Ip));
    }

    private static bool TakesOut(string route) =>
        route.EndsWith("/export", StringComparison.Ordinal) || route.EndsWith("/revisions", StringComparison.Ordinal)
        || route is "/api/v1/audit/log" || route.StartsWith("/api/v1/audit/entries", StringComparison.Ordinal) || route.StartsWith("/api/v1/audit/requests", StringComparison.Ordinal);
}
