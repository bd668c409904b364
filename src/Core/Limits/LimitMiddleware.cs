using System.Globalization;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;
using Ashlar.Core.Limits.Counting;
using Ashlar.Core.Limits.Numbers;
using Ashlar.Core.Modules;
using Microsoft.AspNetCore.Http.Features;

namespace Ashlar.Core.Limits;

/// <summary>After sign-in and before access: counts the request for its class, its organisation, its method and its key. Nothing switches it off.</summary>
internal sealed class LimitMiddleware(RequestDelegate next, LimitTable table, LimitNumbers numbers, Counters counters, Entitlements entitlements, Refusals refusals, FairGate gate)
{
    /// <summary>Whoever sends a little too much is read to the end and told; beyond this the connection is cut.</summary>
    private const long Slack = 1024 * 1024;

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint)
            return next(context);

        var limit = table.Of(endpoint);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
            body.MaxRequestBodySize = limit.MaxBody + Slack;
        var caller = context.Request().Caller;
        var counting = Count(context, limit, caller);
        if (!counting.IsCompletedSuccessfully)
            return Wait(context, counting, limit, caller);
        return counting.Result ? Go(context, limit, caller) : Task.CompletedTask;
    }

    private async Task Wait(HttpContext context, ValueTask<bool> counting, EndpointLimit limit, Caller? caller)
    {
        if (await counting)
            await Go(context, limit, caller);
    }

    private Task Go(HttpContext context, EndpointLimit limit, Caller? caller) =>
        limit.Stream || limit.Policy.Local || limit.Policy.Ungated ? next(context) : gate.Run(context, caller?.Tenant?.Id ?? Guid.Empty, next);

    /// <summary>True when it may go on; otherwise the refusal has been written.</summary>
    private ValueTask<bool> Count(HttpContext context, EndpointLimit limit, Caller? caller)
    {
        var policy = limit.Policy;
        var subject = Subject.Of(policy.Scope, caller, context.Connection.RemoteIpAddress);
        var counting = counters.Count(new CounterKey(policy.Name, subject), numbers.Of(policy, caller?.Tenant), policy.Local, caller?.Tenant?.Id, context.RequestAborted);
        if (!counting.IsCompletedSuccessfully)
            return CountSlowly(context, counting, policy.Name, subject, limit, caller);

        var decision = counting.Result;
        Write(context, policy.Name, decision);
        return decision.Granted ? CountMore(context, limit, caller) : Refuse(context, policy.Name, subject, decision, caller);
    }

    private async ValueTask<bool> CountSlowly(HttpContext context, ValueTask<Decision> counting, string policy, Subject subject, EndpointLimit limit, Caller? caller)
    {
        var decision = await counting;
        Write(context, policy, decision);
        return decision.Granted ? await CountMore(context, limit, caller) : await Refuse(context, policy, subject, decision, caller);
    }

    /// <summary>What is counted beside the class: the organisation, a method that its manifest limits, a plan and a key with a number of its own.</summary>
    private ValueTask<bool> CountMore(HttpContext context, EndpointLimit limit, Caller? caller)
    {
        if (caller?.Tenant is not { } tenant)
            return caller?.Key?.RateLimit is null ? ValueTask.FromResult(true) : CountKey(context, caller);
        var subject = new Subject(Subject.Tenant, tenant.Id);
        var counting = counters.Count(new CounterKey(LimitPolicies.Tenant.Name, subject), numbers.Of(LimitPolicies.Tenant, tenant), local: false, tenant.Id, context.RequestAborted);
        if (!counting.IsCompletedSuccessfully)
            return CountRest(context, counting, limit, caller, subject);
        var decision = counting.Result;
        return decision.Granted && limit.Method is null && limit.PlanModule is null && caller.Key?.RateLimit is null
            ? ValueTask.FromResult(true)
            : CountRest(context, ValueTask.FromResult(decision), limit, caller, subject);
    }

    private async ValueTask<bool> CountRest(HttpContext context, ValueTask<Decision> counting, EndpointLimit limit, Caller caller, Subject tenant)
    {
        if (await counting is { Granted: false } full)
            return await Refuse(context, LimitPolicies.Tenant.Name, tenant, full, caller);
        if (limit.Method is { } method && await Also(method, limit.MethodRate) is { Granted: false } often)
            return await Refuse(context, method, tenant, often, caller);
        if (limit.PlanModule is { } module && entitlements.Limit(caller.Tenant!, module, LimitTable.PlanLimit) is { } most
            && await Also($"{module}.{LimitTable.PlanLimit}", new Rate((int)Math.Clamp(most, 1, int.MaxValue), 60)) is { Granted: false } planned)
            return await Refuse(context, $"{module}.{LimitTable.PlanLimit}", tenant, planned, caller);
        return caller.Key?.RateLimit is null || await CountKey(context, caller);

        ValueTask<Decision> Also(string name, Rate rate) => counters.Count(new CounterKey(name, tenant), numbers.Scaled(rate), local: false, caller.Tenant!.Id, context.RequestAborted);
    }

    /// <summary>A key's own number can only be lower than that of its class, which has been counted.</summary>
    private async ValueTask<bool> CountKey(HttpContext context, Caller caller)
    {
        var subject = new Subject(Subject.Key, caller.Key!.Id);
        var decision = await counters.Count(
            new CounterKey(LimitPolicies.Key.Name, subject), numbers.Scaled(new Rate(caller.Key.RateLimit!.Value, 60)), local: false, caller.Tenant?.Id, context.RequestAborted);
        return decision.Granted || await Refuse(context, LimitPolicies.Key.Name, subject, decision, caller);
    }

    private async ValueTask<bool> Refuse(HttpContext context, string policy, Subject subject, Decision decision, Caller? caller)
    {
        Write(context, policy, decision);
        context.Response.Headers.RetryAfter = decision.ResetSeconds.ToString(CultureInfo.InvariantCulture);
        if (decision.FirstRefusal)
            await refusals.Tell(context, policy, subject, decision.Rate, caller);
        await context.WriteError(LimitErrors.Limited(policy, decision.Rate, decision.ResetSeconds));
        return false;
    }

    public static void Write(HttpContext context, string policy, Decision decision)
    {
        var headers = context.Response.Headers;
        headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"{policy}\";q={decision.Rate.Amount};w={decision.Rate.Seconds}");
        headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"{policy}\";r={decision.Remaining};t={decision.ResetSeconds}");
    }
}
