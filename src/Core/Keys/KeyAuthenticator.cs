using System.Net;
using Ashlar.Contract.Errors;
using Ashlar.Core.Access;
using Ashlar.Core.Audit;
using Ashlar.Core.Identity;
using Ashlar.Core.Identity.Tokens;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Keys;

/// <summary>From an API key to the caller. In the usual case everything is in memory and nothing waits.</summary>
internal sealed class KeyAuthenticator(KeyCache keys, TenantDirectory tenants, PermissionCache permissions, KeyActivity activity, AuditLog audit, TimeProvider time)
{
    /// <summary>What a module's key may do follows from its scopes alone; its calls are checked against these.</summary>
    private static readonly PermissionSet _modules = new(["core:*:*"], []);

    public async ValueTask<Result<Caller>> ByKey(string text, IPAddress? address, RequestInfo request, CancellationToken cancel)
    {
        if (!KeyText.IsWellFormed(text) || await keys.ByHash(Digest.Of(text), cancel) is not { } key)
            return KeyErrors.Invalid;

        var now = time.GetUtcNow();
        if (Refusal(key, address, now) is { } error)
            return await Refuse(key, error, request, cancel);

        Caller caller;
        if (key.Row.Kind == KeyKind.Module)
        {
            caller = key.CallerIn(null, _modules);
        }
        else
        {
            if (await tenants.ById(key.Row.TenantId, cancel) is not { } tenant)
                return KeyErrors.Invalid;
            caller = key.CallerIn(tenant, await permissions.Get(key.Row.OwnerId!.Value, tenant, key.Row.ClientId, cancel));
        }

        if (key.Touch(now))
            activity.Note(key.Row, now);
        return caller;
    }

    private static Error? Refusal(LiveKey key, IPAddress? address, DateTimeOffset now) =>
        key.Row.Status != KeyStatus.Active || !key.Row.OwnerActive ? KeyErrors.Invalid
        : key.IsOver(now) ? KeyErrors.Expired
        : key.Admits(address) ? null : KeyErrors.Address;

    /// <summary>Somebody holds the secret of a key that must not be used: that is worth a line in the log.</summary>
    private async Task<Error> Refuse(LiveKey key, Error error, RequestInfo request, CancellationToken cancel)
    {
        var row = key.Row;
        await audit.Write(new AuditEntry
        {
            TenantId = row.TenantId,
            ActorId = row.OwnerId,
            ActorName = row.ModuleName ?? row.OwnerName ?? row.Name,
            ActorKind = row.Kind switch { KeyKind.Module => "module", KeyKind.Integration => "service", _ => "user" },
            Action = "keys.refused",
            Resource = "keys.api_keys",
            ResourceId = row.Id,
            Result = "denied",
            Reason = row.Status != KeyStatus.Active ? $"The key is {row.Status.ToString().ToLowerInvariant()}." : row.OwnerActive ? error.Message : "Its owner is not an active member.",
            RequestId = request.Id,
            Ip = request.Ip,
            Module = row.ModuleName,
            KeyId = row.Id,
        }, cancel);
        return error;
    }
}
