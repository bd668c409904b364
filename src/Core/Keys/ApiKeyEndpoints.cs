using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Access;
using Ashlar.Core.Commands;
using Ashlar.Core.CoreApi;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Identity;
using Ashlar.Core.Modules;
using Ashlar.Core.Resources;
using Ashlar.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Ashlar.Core.Keys;

/// <summary>
/// Everything that answers with a secret, written by hand so that no Idempotency-Key can make the answer be stored: keys of one's own,
/// of integrations, and of modules. A key outlives the session it was made in, so that it takes a fresh proof.
/// </summary>
internal static class ApiKeyEndpoints
{
    private const string Keys = "/api/v1/keys/api_keys";
    private const string Mine = "/api/v1/keys/mine";

    public static void MapApiKeys(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/keys/options", Options).Requires(KeyModule.Mine).Describes(KeyDocs.Options);
        routes.MapGet(Mine, List).Requires(KeyModule.Mine).Describes(KeyDocs.Mine);
        routes.MapPost(Mine, CreateMine).Requires(KeyModule.Mine).StepUp().Describes(KeyDocs.CreateMine);
        routes.MapPost(Mine + "/{id:guid}/rotate", RotateMine).Requires(KeyModule.Mine).StepUp().Describes(KeyDocs.RotateMine);
        routes.MapPost(Mine + "/{id:guid}/revoke", RevokeMine).Requires(KeyModule.Mine).Describes(KeyDocs.RevokeMine);
        routes.MapPost(Keys, Create).Requires(KeyModule.Create).StepUp().Describes(KeyDocs.Create);
        routes.MapPost(Keys + "/{id:guid}/rotate", Rotate).Requires(KeyModule.Rotate).StepUp().Describes(KeyDocs.Rotate);
    }

    private static async Task<IResult> Options(HttpContext context, OwnKeys own, ModuleRegistry modules, AccessCheck access, CancellationToken cancel)
    {
        var caller = context.Caller();
        return Envelope.One("options", "keys.options", new KeyOptions(
            [.. modules.Permissions.Where(known => access.Can(caller, known.Code)).Select(known => new KeyScope(known.Code, known.Label))],
            CoreScopes.All,
            await own.Develops(caller, cancel),
            caller.Can(KeyModule.Create), caller.Can(KeyModule.ManageModuleKeys), caller.Can(KeyModule.Approve)));
    }

    private static async Task<IResult> List(HttpContext context, OwnKeys own, CancellationToken cancel) =>
        Envelope.Many("keys.api_key", (await own.List(context.Caller(), cancel)).Select(key => (key.Id.ToString(), (object)KeyView.Of(key))));

    private static Task CreateMine(HttpContext context, OwnKeys own, KeyRuns runs) => runs.Body<NewKey>(context, (wanted, cancel) => own.Create(context, wanted, cancel));

    private static Task RotateMine(HttpContext context, Guid id, OwnKeys own, KeyRuns runs) => runs.Body<Rotation>(context, (rotation, cancel) => own.Rotate(context, id, rotation, cancel), emptyAllowed: true);

    private static async Task RevokeMine(HttpContext context, Guid id, OwnKeys own, KeyRuns runs) => await runs.Answer(context, await own.Revoke(context, id, context.RequestAborted));

    private static Task Create(HttpContext context, KeyRuns runs) => runs.Body<NewKey>(context, (wanted, cancel) =>
    {
        var caller = context.Caller();
        var kind = wanted.Kind ?? (wanted.ModuleName is null ? KeyKind.Integration : KeyKind.Module);
        if (kind == KeyKind.Person)
            return Task.FromResult<Result<Answer>>(CoreErrors.Validation("kind", "People make keys of their own at /api/v1/keys/mine.", "invalid"));
        if (kind == KeyKind.Module && !caller.Can(KeyModule.ManageModuleKeys))
            return Task.FromResult<Result<Answer>>(CoreErrors.PermissionDenied(KeyModule.ManageModuleKeys));

        var approved = kind == KeyKind.Module || caller.Can(KeyModule.Approve);
        return runs.Run(context, caller, KeyModule.Create, (operation, stop) => KeyRuns.Issued(operation, made => made.Make(wanted, kind, caller, approved, stop)), cancel);
    });

    private static Task Rotate(HttpContext context, Guid id, KeyRuns runs) => runs.Body<Rotation>(context, (rotation, cancel) => runs.Run(context, context.Caller(), KeyModule.Rotate, async (operation, stop) =>
    {
        var caller = operation.Caller;
        if (await operation.Services.GetRequiredService<IStore>().Lock<ApiKey>(id, stop) is not { } key)
            return CoreErrors.NotFound;
        if (key.Kind == KeyKind.Person && key.OwnerId != caller.UserId)
            return KeyErrors.NotYours;
        if (key.Kind == KeyKind.Module && !caller.Can(KeyModule.ManageModuleKeys))
            return CoreErrors.PermissionDenied(KeyModule.ManageModuleKeys);
        // Whoever gets the secret could use all it may do.
        if (key.Kind == KeyKind.Integration && operation.Services.GetRequiredService<KeyChecks>().HeldWhole(key.Scopes) is { } notHeld)
            return notHeld;
        return await KeyRuns.Issued(operation, made => Task.FromResult(made.Rotate(key, rotation, key.Kind == KeyKind.Module || caller.Can(KeyModule.Approve))));
    }, cancel), emptyAllowed: true);
}

/// <summary>Runs the routes above through the pipeline.</summary>
internal sealed class KeyRuns(CommandPipeline pipeline, TimeProvider time)
{
    public async Task Body<T>(HttpContext context, Func<T, CancellationToken, Task<Result<Answer>>> run, bool emptyAllowed = false) where T : class
    {
        var body = await TypedBody.Read<T>(context, emptyAllowed);
        await Answer(context, body.Succeeded ? await run(body.Value, context.RequestAborted) : body.Error);
    }

    public async Task Answer(HttpContext context, Result<Answer> result)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (result.Succeeded)
            await context.Write(result.Value, time);
        else
            await context.WriteError(result.Error);
    }

    public Task<Result<Answer>> Run(HttpContext context, Caller caller, string permission, Func<Operation, CancellationToken, Task<Result<Answer>>> step, CancellationToken cancel) =>
        pipeline.Run(new Call(caller, context.Request().Info, new PermissionAccess(permission)) { ControlPlane = true, AsSystem = true, Self = context.Request.Path }, step, cancel);

    public static async Task<Result<Answer>> Issued(Operation operation, Func<KeyMaking, Task<Result<IssuedKey>>> make)
    {
        var store = operation.Services.GetRequiredService<Resources.Stores.Store>();
        store.Action = "issue";
        var issued = await make(operation.Services.GetRequiredService<KeyMaking>());
        if (!issued.Succeeded)
            return issued.Error;
        var id = issued.Value.Id;
        return new Answer(StatusCodes.Status201Created, json => Write(json, id, issued.Value)) { Location = $"/api/v1/keys/api_keys/{id}" };
    }

    public static void Write(Utf8JsonWriter json, Guid id, KeyView key)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("type"u8, "keys.api_key"u8);
        json.WritePropertyName("attributes"u8);
        JsonSerializer.Serialize(json, key, key.GetType(), JsonSettings.Options);
        json.WriteEndObject();
    }
}
