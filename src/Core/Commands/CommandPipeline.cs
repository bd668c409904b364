using Ashlar.Contract.Errors;
using Ashlar.Core.Access;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Observability;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Commands;

/// <summary>The one way from a request to a change. Sign-in, tenant and limits are settled at the door; everything after is here.</summary>
internal sealed class CommandPipeline(OperationFactory operations, AccessCheck access, Idempotency idempotency, AuditLog audit, AshlarMeter meter)
{
    private const int Attempts = 4;

    /// <summary>
    /// Checks the permission again, claims the idempotency key, lets <paramref name="handle"/> validate and change, and commits the change
    /// with its audit entries, events and stored answer in one transaction. An error anywhere leaves nothing behind but its own audit entry.
    /// </summary>
    public async Task<Result<Answer>> Run(Call call, Func<Operation, CancellationToken, Task<Result<Answer>>> handle, CancellationToken cancel)
    {
        if (access.Check(call.Caller, call.Access, write: true, call.Row) is { } refused)
            return await Refuse(call, refused, cancel);

        var result = await Attempt(call, handle, cancel);
        return result.Error is { Kind: ErrorKind.Forbidden or ErrorKind.NotSubscribed } refusal ? await Refuse(call, refusal, cancel) : result;
    }

    private async Task<Result<Answer>> Attempt(Call call, Func<Operation, CancellationToken, Task<Result<Answer>>> handle, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var operation = operations.Begin(call.Caller, call.Request, call.ControlPlane, call.AsSystem);
            try
            {
                return await Once(operation, call, handle, cancel);
            }
            catch (Exception exception) when (DatabaseErrors.IsTransient(exception) && attempt < Attempts && !call.VersionGiven)
            {
                // Somebody changed the same rows first: the whole command decides again on what they are now.
            }
            catch (Exception exception) when (DatabaseErrors.Translate(exception) is { } error)
            {
                return error;
            }
        }
    }

    private async Task<Result<Answer>> Once(Operation operation, Call call, Func<Operation, CancellationToken, Task<Result<Answer>>> handle, CancellationToken cancel)
    {
        if (call.IdempotencyKey is not null)
        {
            var earlier = await idempotency.Claim(operation, call, cancel);
            if (!earlier.Succeeded)
                return earlier.Error;
            if (earlier.Value is { } repeated)
            {
                if (call.Health)
                    await audit.Write(AuditEntry.By(call.Caller, call.Request, "phi_access") with { Resource = call.Access.Permission, ResourceId = call.Row, Reason = "repetition of an answered request" }, cancel);
                return repeated;
            }
        }

        var result = await handle(operation, cancel);
        if (!result.Succeeded)
            return result;

        if (await operation.Stage(cancel) is { } error)
            return error;
        if (result.Value.Undone)
            return result;

        if (call.IdempotencyKey is not null)
            await idempotency.Keep(operation, call, result.Value, cancel);
        await operation.Commit(cancel);
        meter.Commands.Add(1, new KeyValuePair<string, object?>("module", call.Access.Module));
        return result;
    }

    private async Task<Error> Refuse(Call call, Error error, CancellationToken cancel)
    {
        await audit.Write(AuditEntry.By(call.Caller, call.Request, $"access.{error.Code}") with
        {
            Result = "denied",
            Resource = call.Access.Permission,
            ResourceId = call.Row,
            Reason = error.Message,
        }, cancel);
        return error;
    }
}
