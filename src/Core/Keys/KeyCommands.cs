using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;

namespace Ashlar.Core.Keys;

/// <summary>Lets a key for production work.</summary>
internal sealed record ApproveKey(Guid Id) : ICommand<ApiKey>;

/// <summary>Turns down a key for production; its secret never works.</summary>
internal sealed record RefuseKey(Guid Id) : ICommand<ApiKey>;

/// <summary>Ends a key for good, with the next request on every replica.</summary>
internal sealed record RevokeKey(Guid Id) : ICommand<ApiKey>;

internal sealed class ApproveKeyHandler(KeyStanding standing) : ICommandHandler<ApproveKey, ApiKey>
{
    public Task<Result<ApiKey>> Handle(ApproveKey command, CancellationToken cancel) =>
        standing.Move(command.Id, KeyStatus.Active, key => key.Status == KeyStatus.Pending ? null : KeyErrors.NotPending, cancel);
}

internal sealed class RefuseKeyHandler(KeyStanding standing) : ICommandHandler<RefuseKey, ApiKey>
{
    public Task<Result<ApiKey>> Handle(RefuseKey command, CancellationToken cancel) =>
        standing.Move(command.Id, KeyStatus.Refused, key => key.Status == KeyStatus.Pending ? null : KeyErrors.NotPending, cancel);
}

internal sealed class RevokeKeyHandler(KeyStanding standing) : ICommandHandler<RevokeKey, ApiKey>
{
    public Task<Result<ApiKey>> Handle(RevokeKey command, CancellationToken cancel) => standing.Move(command.Id, KeyStatus.Revoked, _ => null, cancel);
}

/// <summary>Moves a key from one state to another, in the running operation. Keys do nothing to keys.</summary>
internal sealed class KeyStanding(CurrentOperation current, IStore store)
{
    public async Task<Result<ApiKey>> Move(Guid id, KeyStatus to, Func<ApiKey, Error?> refusal, CancellationToken cancel)
    {
        var caller = current.Work.Caller;
        if (caller.Key is not null)
            return KeyErrors.NoKeysByKey;
        if (await store.Lock<ApiKey>(id, cancel) is not { } key)
            return CoreErrors.NotFound;
        if (key.Kind == KeyKind.Module && !caller.Can(KeyModule.ManageModuleKeys))
            return CoreErrors.PermissionDenied(KeyModule.ManageModuleKeys);
        if (refusal(key) is { } error)
            return error;

        key.Become(to);
        current.Work.Invalidate("api_key", id.ToString());
        return key;
    }
}
