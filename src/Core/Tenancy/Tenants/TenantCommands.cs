using System.Text.Json;
using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Values;
using Ashlar.Core.Audit;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Modules;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Tenancy.Tenants;

/// <summary>Stops an organisation: the next call of its users is refused, its data stays.</summary>
internal sealed record SuspendTenant(Guid Id, string Reason) : ICommand<TenantView>;

/// <summary>Lets a suspended organisation work again.</summary>
internal sealed record ReactivateTenant(Guid Id) : ICommand<TenantView>;

/// <summary>Buys an app for an organisation.</summary>
internal sealed record SubscribeTenant(Guid Id, string Module, string Plan, DateTimeOffset? EndsAt = null) : ICommand<TenantView>;

/// <summary>Leaves an app for an organisation.</summary>
internal sealed record UnsubscribeTenant(Guid Id, string Module) : ICommand<TenantView>;

/// <summary>What the commands on a tenant answer with.</summary>
internal sealed record TenantView(Guid Id, string Code, string Status);

internal sealed class SuspendTenantHandler(TenantStanding standing) : ICommandHandler<SuspendTenant, TenantView>
{
    public Task<Result<TenantView>> Handle(SuspendTenant command, CancellationToken cancel) =>
        standing.Move(command.Id, TenantStatus.Active, TenantStatus.Suspended, command.Reason, cancel);
}

internal sealed class ReactivateTenantHandler(TenantStanding standing) : ICommandHandler<ReactivateTenant, TenantView>
{
    public Task<Result<TenantView>> Handle(ReactivateTenant command, CancellationToken cancel) =>
        standing.Move(command.Id, TenantStatus.Suspended, TenantStatus.Active, null, cancel);
}

internal sealed class SubscribeTenantHandler(CurrentOperation current, TenantDirectory tenants, Subscriptions subscriptions) : ICommandHandler<SubscribeTenant, TenantView>
{
    public async Task<Result<TenantView>> Handle(SubscribeTenant command, CancellationToken cancel) =>
        await tenants.ById(command.Id, cancel) is not { } tenant ? CoreErrors.NotFound
        : current.Stage(tenant, subscriptions.Subscribe(tenant, command.Module, command.Plan, command.EndsAt, current.Work.Caller, current.Work.Request));
}

internal sealed class UnsubscribeTenantHandler(CurrentOperation current, TenantDirectory tenants, Subscriptions subscriptions) : ICommandHandler<UnsubscribeTenant, TenantView>
{
    public async Task<Result<TenantView>> Handle(UnsubscribeTenant command, CancellationToken cancel) =>
        await tenants.ById(command.Id, cancel) is not { } tenant ? CoreErrors.NotFound
        : current.Stage(tenant, subscriptions.Unsubscribe(tenant, command.Module, current.Work.Caller, current.Work.Request));
}

/// <summary>Moves a tenant between active and suspended, in the running operation.</summary>
internal sealed class TenantStanding(CurrentOperation current, TenantDirectory tenants, AuditLog audit)
{
    public async Task<Result<TenantView>> Move(Guid id, TenantStatus from, TenantStatus to, string? reason, CancellationToken cancel)
    {
        if (await tenants.ById(id, cancel) is not { } tenant)
            return CoreErrors.NotFound;
        if (tenant.IsPlatform)
            return TenantErrors.OperatorStays;
        if (tenant.Status != from)
            return TenantErrors.WrongStatus(tenant.Status);

        var work = current.Work;
        var status = to.ToString().ToLowerInvariant();
        work.Add(Sql.Statement("UPDATE public.tenants SET status = $2, status_reason = $3, updated_at = now(), updated_by = $4, version = version + 1 WHERE id = $1", id, status,
            new Npgsql.NpgsqlParameter { Value = (object?)reason ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text }, work.Caller.UserId!.Value));
        // Once for the operator's log and once for the organisation's own.
        var entry = AuditEntry.By(work.Caller, work.Request, $"platform.tenants.{(to == TenantStatus.Suspended ? "suspend" : "reactivate")}") with
        {
            Resource = "platform.tenants",
            ResourceId = id,
            Reason = reason,
            Changes = JsonSerializer.Serialize(new { status = new { from = from.ToString().ToLowerInvariant(), to = status } }),
        };
        work.Add(audit.Command(entry));
        work.Add(audit.Command(entry with { Id = Ids.New(), TenantId = id, ClientId = null }));
        work.Invalidate("tenant", id.ToString());
        return new TenantView(id, tenant.Code, status);
    }
}

internal static class TenantErrors
{
    public static readonly Error OperatorStays = new("operator_stays", ErrorKind.Conflict, "The operator's own organisation cannot be suspended.");
    public static readonly Error NotFailed = new("not_failed", ErrorKind.Conflict, "Only an organisation whose making has failed can be made again.");

    public static Error WrongStatus(TenantStatus status) => new("wrong_status", ErrorKind.Conflict, $"The organisation is {status.ToString().ToLowerInvariant()}.");

    /// <summary>Adds a change of subscriptions to the operation.</summary>
    public static Result<TenantView> Stage(this CurrentOperation current, TenantInfo tenant, Result<IReadOnlyList<Npgsql.NpgsqlBatchCommand>> change)
    {
        if (!change.Succeeded)
            return change.Error;

        foreach (var command in change.Value)
            current.Work.Add(command);
        current.Work.Invalidate("entitlement", tenant.Id.ToString());
        return new TenantView(tenant.Id, tenant.Code, tenant.Status.ToString().ToLowerInvariant());
    }
}
