using Ashlar.Core.Audit;
using Ashlar.Core.Commands;
using Ashlar.Core.Events;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;
using Ashlar.Core.Limits.Counting;
using Ashlar.Core.Tenancy;
using Npgsql;

namespace Ashlar.Core.Limits;

/// <summary>Somebody has reached a limit; told once per window, however often he goes on.</summary>
/// <param name="Policy">The class or method.</param>
/// <param name="Kind">user, key, module, tenant or address.</param>
/// <param name="Who">His id, name or address.</param>
/// <param name="Amount">So many were allowed.</param>
/// <param name="Seconds">In so many seconds.</param>
internal sealed record LimitReached(string Policy, string Kind, string Who, int Amount, int Seconds);

/// <summary>Writes down who was turned away: once per window and principal, with an event beside it.</summary>
internal sealed class Refusals(OperationFactory operations, Outbox outbox, TenantDirectory tenants, Counters counters, ILogger<Refusals> log)
{
    private static readonly Rate _oncePerMinute = new(1, 60);

    public async Task Tell(HttpContext context, string policy, Subject subject, Rate rate, Caller? caller) => await Write(context, caller, caller?.Tenant?.Id, new AuditEntry
    {
        TenantId = caller?.Tenant?.Id,
        ClientId = caller?.ClientId,
        ActorId = caller?.UserId,
        ActorName = caller?.Name ?? "anonymous",
        ActorKind = caller?.Kind ?? "anonymous",
        Action = "limits.reached",
        Resource = $"limits.{policy}",
        Result = "denied",
        Reason = $"{rate} for {subject.KindName} {subject.Display}: {context.Request.Method} {context.Request.Path}",
        RequestId = context.Request().Info.Id,
        Ip = context.Request().Info.Ip,
    }, new LimitReached(policy, subject.KindName, subject.Display, rate.Amount, rate.Seconds));

    /// <summary>An address that rules refuse: once a minute, address and host.</summary>
    public async Task TellAddress(HttpContext context, Guid tenant)
    {
        var subject = Subject.OfAddress(context.Connection.RemoteIpAddress);
        if (!counters.CountHere(new CounterKey("refused_address", subject), _oncePerMinute).Granted)
            return;
        await Write(context, context.Request().Caller, tenant, new AuditEntry
        {
            TenantId = tenant,
            ActorId = context.Request().Caller?.UserId,
            ActorName = context.Request().Caller?.Name ?? "anonymous",
            ActorKind = context.Request().Caller?.Kind ?? "anonymous",
            Action = "limits.address_refused",
            Resource = "org.network_rules",
            Result = "denied",
            Reason = $"{subject.Display}: {context.Request.Method} {context.Request.Path}",
            RequestId = context.Request().Info.Id,
            Ip = context.Request().Info.Ip,
        }, null);
    }

    private async Task Write(HttpContext context, Caller? caller, Guid? tenant, AuditEntry entry, LimitReached? reached)
    {
        try
        {
            // Events belong to an organisation; what nobody's caller did is the operator's to know.
            if (await tenants.ById(tenant ?? TenantInfo.PlatformId, context.RequestAborted) is not { } owner)
                return;
            await using var operation = operations.Begin(caller?.Tenant is null ? Caller.System(owner, "limits") : caller, context.Request().Info, controlPlane: true, asSystem: true);
            operation.Work.Audit(entry);
            if (reached is not null)
                outbox.Add(operation.Work, outbox.TypeOf(reached), reached);
            await operation.Commit(context.RequestAborted);
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
        {
            // The refusal holds all the same, and whoever floods must not gain an error by it.
            log.LogWarning("A refusal could not be written down: {Reason}", failure.Message);
        }
    }
}
