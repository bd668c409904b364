using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Access;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Ashlar.Core.Keys;

/// <summary>Keys somebody makes himself: in his own name in this organisation, and for modules he is registered to develop.</summary>
internal sealed class OwnKeys(KeyRuns runs, OperationFactory operations, TenantDirectory tenants, Databases databases)
{
    private const string Modules = "SELECT DISTINCT module_name FROM public.platform_developers WHERE tenant_id = $1 AND lower(email) = lower($2) AND deleted_at IS NULL ORDER BY module_name";

    public async Task<IReadOnlyList<ApiKey>> List(Caller caller, CancellationToken cancel)
    {
        var keys = new List<ApiKey>();
        foreach (var who in new[] { caller, await AtOperator(caller, cancel) })
        {
            await using var operation = operations.Begin(who, Audit.RequestInfo.None, controlPlane: true);
            await operation.Work.Connection(cancel);
            var store = operation.Services.GetRequiredService<IStore>();
            keys.AddRange(await Own(store.All<ApiKey>(), who, caller).ToListAsync(cancel));
        }

        return [.. keys.DistinctBy(key => key.Id).OrderByDescending(key => key.CreatedAt)];
    }

    /// <summary>The modules somebody is registered to develop.</summary>
    public async Task<IReadOnlyList<string>> Develops(Caller caller, CancellationToken cancel) =>
        caller.Email is null ? [] : await databases.System.Query(Modules, row => row.GetString(0), cancel, TenantInfo.PlatformId, caller.Email);

    public async Task<Result<Answer>> Create(HttpContext context, NewKey wanted, CancellationToken cancel)
    {
        var caller = context.Caller();
        if (wanted is { Kind: KeyKind.Module } or { Kind: null, ModuleName: not null })
            return await ForModule(context, wanted, caller, cancel);
        if (wanted.Kind == KeyKind.Integration || wanted.OwnerId is not null)
            return CoreErrors.Validation("kind", "Keys of integrations are made at /api/v1/keys/api_keys.", "invalid");
        return await runs.Run(context, caller, KeyModule.Mine, (operation, stop) => KeyRuns.Issued(operation, made => made.Make(wanted, KeyKind.Person, caller, caller.Can(KeyModule.Approve), stop)), cancel);
    }

    public Task<Result<Answer>> Rotate(HttpContext context, Guid id, Rotation rotation, CancellationToken cancel) => OnOne(context, id, (operation, key) =>
        KeyRuns.Issued(operation, made => Task.FromResult(made.Rotate(key, rotation, key.Environment != KeyEnvironment.Prod || context.Caller().Can(KeyModule.Approve)))), cancel);

    public Task<Result<Answer>> Revoke(HttpContext context, Guid id, CancellationToken cancel) => OnOne(context, id, (operation, key) =>
    {
        if (operation.Caller.Key is not null)
            return Task.FromResult<Result<Answer>>(KeyErrors.NoKeysByKey);
        operation.Services.GetRequiredService<Resources.Stores.Store>().Action = "revoke";
        key.Become(KeyStatus.Revoked);
        operation.Work.Invalidate("api_key", id.ToString());
        return Task.FromResult<Result<Answer>>(new Answer(StatusCodes.Status200OK, json => KeyRuns.Write(json, id, KeyView.Of(key))));
    }, cancel);

    /// <summary>A developer of the module gets a key for development at once; one for production waits for the operator.</summary>
    private async Task<Result<Answer>> ForModule(HttpContext context, NewKey wanted, Caller caller, CancellationToken cancel)
    {
        var module = wanted.ModuleName ?? "";
        if (!(await Develops(caller, cancel)).Contains(module))
            return KeyErrors.NotADeveloper(module);
        return await runs.Run(context, await AtOperator(caller, cancel), KeyModule.Mine, (operation, stop) => KeyRuns.Issued(operation, made => made.Make(wanted, KeyKind.Module, caller, approved: false, stop)), cancel);
    }

    private async Task<Result<Answer>> OnOne(HttpContext context, Guid id, Func<Operation, ApiKey, Task<Result<Answer>>> step, CancellationToken cancel)
    {
        var caller = context.Caller();
        Result<Answer> result = CoreErrors.NotFound;
        foreach (var who in new[] { caller, await AtOperator(caller, cancel) })
        {
            result = await runs.Run(context, who, KeyModule.Mine, async (operation, stop) =>
            {
                var store = operation.Services.GetRequiredService<IStore>();
                return await Own(store.All<ApiKey>(), who, caller).AnyAsync(key => key.Id == id, stop) && await store.Lock<ApiKey>(id, stop) is { } key ? await step(operation, key) : CoreErrors.NotFound;
            }, cancel);
            if (result.Error != CoreErrors.NotFound)
                break;
        }

        return result;
    }

    private static IQueryable<ApiKey> Own(IQueryable<ApiKey> keys, Caller who, Caller caller) => who.TenantId == TenantInfo.PlatformId
        ? keys.Where(key => key.CreatedBy == caller.UserId && (key.Kind == KeyKind.Module || key.OwnerId == caller.UserId))
        : keys.Where(key => key.OwnerId == caller.UserId);

    /// <summary>Keys of modules are rows of the operator's organisation; there a developer may do this and nothing else.</summary>
    private async Task<Caller> AtOperator(Caller caller, CancellationToken cancel) => caller with
    {
        Tenant = await tenants.ById(TenantInfo.PlatformId, cancel),
        ClientId = null,
        Permissions = new PermissionSet([KeyModule.Mine], []),
    };
}
