using Ashlar.Contract.Errors;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;
using Ashlar.Core.Identity.Factors;
using Ashlar.Core.Identity.Factors.StepUp;
using Ashlar.Core.Identity.Providers;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Access;

/// <summary>Stands between routing and every endpoint. An endpoint that does not say who may call it is never called.</summary>
internal sealed class AccessMiddleware(RequestDelegate next, AccessCheck check, StepUpWindow fresh, TenantDirectory tenants, AuditLog audit, ILogger<AccessMiddleware> log)
{
    private const string TenantHeader = "X-Tenant";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint)
            return next(context);
        if (endpoint.Metadata.GetMetadata<EndpointAccess>() is { } access)
            return Guard(context, access);

        log.LogError("The endpoint {Endpoint} does not say who may call it", endpoint.DisplayName);
        return context.WriteError(CoreErrors.Internal);
    }

    private Task Guard(HttpContext context, EndpointAccess access)
    {
        var caller = context.Request().Caller;
        if (check.Check(caller, access, IsWrite(context.Request.Method), Row(context)) is { } error)
            return Refuse(context, caller, access, error);
        if (caller?.Proof is { Confined: true } && context.GetEndpoint()!.Metadata.GetMetadata<OwnAccountNeeded>() is not null)
            return Refuse(context, caller, access, ProviderErrors.Confined);
        if (caller is not null && context.GetEndpoint()!.Metadata.GetMetadata<StepUpNeeded>() is not null && fresh.Check(caller) is { } stale)
            return Refuse(context, caller, access, stale);
        if (access is AnonymousAccess || caller?.Tenant is null)
            return next(context);

        var named = context.Request.Headers[TenantHeader];
        if (named.Count == 0 && !tenants.NamesTenant(context.Request.Host.Host))
            return next(context);

        return Matched(context, caller, access, named);
    }

    /// <summary>The tenant is that of the sign-in; a host name or header may repeat it and never change it.</summary>
    private async Task Matched(HttpContext context, Caller caller, EndpointAccess access, string? named)
    {
        var host = context.Request.Host.Host;
        var agrees = (string.IsNullOrEmpty(named) || named == caller.Tenant!.Code || named == caller.TenantId.ToString())
            && (!tenants.NamesTenant(host) || (await tenants.ByHost(host, context.RequestAborted))?.Id == caller.TenantId);
        await (agrees ? next(context) : Refuse(context, caller, access, CoreErrors.TenantMismatch));
    }

    private async Task Refuse(HttpContext context, Caller? caller, EndpointAccess access, Error error)
    {
        if (caller is not null)
        {
            await audit.Write(AuditEntry.By(caller, context.Request().Info, $"access.{error.Code}") with
            {
                Result = "denied",
                Resource = (access as PermissionAccess)?.Permission,
                ResourceId = Row(context),
                Reason = $"{context.Request.Method} {context.Request.Path}: {error.Message}",
            }, context.RequestAborted);
        }

        await context.WriteError(error);
    }

    private static bool IsWrite(string method) => !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method);

    private static Guid? Row(HttpContext context) => context.Request.RouteValues.TryGetValue("id", out var id) && Guid.TryParse(id as string, out var row) ? row : null;
}
