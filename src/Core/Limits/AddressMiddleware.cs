using System.Globalization;
using Ashlar.Core.Http;
using Ashlar.Core.Limits.Counting;
using Ashlar.Core.Limits.Network;
using Ashlar.Core.Limits.Numbers;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Limits;

/// <summary>Before anything else is asked: whether this address may come at all, and how often.</summary>
internal sealed class AddressMiddleware(RequestDelegate next, LimitNumbers numbers, Counters counters, NetworkRules rules, TenantDirectory tenants, Refusals refusals)
{
    public Task InvokeAsync(HttpContext context)
    {
        // Whoever runs the process asks from wherever the process runs; these addresses tell nothing but that it does.
        if (context.Request.Path.StartsWithSegments("/health"))
            return next(context);

        var address = context.Connection.RemoteIpAddress;
        if (!rules.Allows(TenantInfo.PlatformId, address))
            return Refuse(context, TenantInfo.PlatformId);

        var subject = Subject.OfAddress(address);
        var decision = counters.CountHere(new CounterKey(LimitPolicies.Address.Name, subject), numbers.Of(LimitPolicies.Address, null));
        if (!decision.Granted)
            return TurnAway(context, subject, decision);
        return rules.HasTenantRules && tenants.NamesTenant(context.Request.Host.Host) ? ByHost(context) : next(context);
    }

    /// <summary>A host name that stands for an organisation brings that organisation's rules.</summary>
    private async Task ByHost(HttpContext context)
    {
        if (await tenants.ByHost(context.Request.Host.Host, context.RequestAborted) is { } tenant && !rules.Allows(tenant.Id, context.Connection.RemoteIpAddress))
            await Refuse(context, tenant.Id);
        else
            await next(context);
    }

    private async Task Refuse(HttpContext context, Guid tenant)
    {
        await refusals.TellAddress(context, tenant);
        await context.WriteError(LimitErrors.AddressRefused);
    }

    private async Task TurnAway(HttpContext context, Subject subject, Decision decision)
    {
        LimitMiddleware.Write(context, LimitPolicies.Address.Name, decision);
        context.Response.Headers.RetryAfter = decision.ResetSeconds.ToString(CultureInfo.InvariantCulture);
        if (decision.FirstRefusal)
            await refusals.Tell(context, LimitPolicies.Address.Name, subject, decision.Rate, null);
        await context.WriteError(LimitErrors.Limited(LimitPolicies.Address.Name, decision.Rate, decision.ResetSeconds));
    }
}

/// <summary>The rules of the organisation somebody is signed in to, once that is known.</summary>
internal sealed class TenantAddressMiddleware(RequestDelegate next, NetworkRules rules, Refusals refusals)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (rules.HasTenantRules && context.Request().Caller?.Tenant is { } tenant && !rules.Allows(tenant.Id, context.Connection.RemoteIpAddress))
        {
            await refusals.TellAddress(context, tenant.Id);
            await context.WriteError(LimitErrors.AddressRefused);
            return;
        }

        await next(context);
    }
}
