using System.Text;
using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Core.Access;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Identity;
using Ashlar.Core.Jobs;
using Ashlar.Core.Protection;
using Ashlar.Core.Resources.Batches;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Resources.Verbs;

/// <summary>POST …/bulk: one operation on the rows that ids or a filter name, row by row under the rules of the single verbs.</summary>
internal sealed class BulkRows(RowRunner runner, BulkFactory factory, JobQueue jobs, AccessCheck access, FieldScopes scopes, Databases databases, KeyRing ring, TimeProvider time)
{
    public async Task Handle(HttpContext context, ResourceModel model)
    {
        var body = await JsonBody.Read(context);
        if (!body.Succeeded)
        {
            await context.WriteError(body.Error);
            return;
        }

        using var document = body.Value;
        var answer = await Answer(context, model, document.RootElement, context.RequestAborted);
        if (answer.Succeeded)
            await context.Write(answer.Value, time);
        else
            await context.WriteError(answer.Error);
    }

    private async Task<Result<Answer>> Answer(HttpContext context, ResourceModel model, JsonElement body, CancellationToken cancel)
    {
        var read = BulkRequest.Read(body, model);
        if (!read.Succeeded)
            return read.Error;
        var request = read.Value;
        var key = Idempotency.KeyOf(context.Request);
        if (!key.Succeeded)
            return key.Error;

        var caller = context.Caller();
        var needed = new PermissionAccess(request.Permission(model), model.Definition.Feature);
        var call = Call.Of(context, needed) with
        {
            ControlPlane = model.Definition.ControlPlane,
            AsSystem = model.Definition.AcrossTenants,
            VersionGiven = false,
            Sealed = model.HasSealed,
            IdempotencyKey = key.Value,
            Digest = key.Value is null ? [] : Idempotency.Digest(context.Request.Method, context.Request.Path, Encoding.UTF8.GetBytes(body.GetRawText())),
        };
        // Refused before rows are looked for; the pipeline says so in the log.
        if (access.Check(caller, needed, write: true) is not null)
            return await runner.Now(call, factory.Make(model, request.Op, request.Set, [], atomic: false, request.DryRun), cancel);

        var scope = await scopes.Of(model, caller, cancel);
        if (request.Set is { } set && WriteInput.Read(set, scope) is { Succeeded: false } wrong)
            return wrong.Error;
        if (request.Ids is null)
        {
            var matching = await Matching(request, scope, caller, cancel);
            if (!matching.Succeeded)
                return matching.Error;
            request = request with { Ids = matching.Value };
        }

        var ids = request.Ids;
        if (request.Atomic && ids.Count > RowRunner.AtOnce)
            return CoreErrors.Validation("atomic", $"All or nothing is possible for at most {RowRunner.AtOnce} rows; these are {ids.Count}.", "too_many");
        return ids.Count > RowRunner.AtOnce
            ? await jobs.Queue(call, "bulk", model.Key, await BulkJob.PayloadOf(request, ids, model, caller.TenantId, ring, cancel), null, ids.Count, cancel)
            : await runner.Now(call, factory.Make(model, request.Op, request.Set, ids, request.Atomic, request.DryRun), cancel);
    }

    /// <summary>The rows a filter means now; what is queued later works on these.</summary>
    private async Task<Result<List<Guid>>> Matching(BulkRequest request, FieldScope scope, Caller caller, CancellationToken cancel)
    {
        var query = RowQuery.Start(scope, caller, time, request.Deleted);
        if (!query.Succeeded)
            return query.Error;
        if (query.Value.And(request.Filter!) is { } wrong)
            return wrong;
        if (request.Search is { } text)
            query.Value.AndSearch(text);

        var session = caller.Scope(scope.Model.Definition.ControlPlane);
        var ids = await databases.For(scope.Model.Definition, session.Placement).Read(session, [query.Value.Select("id", $" ORDER BY id LIMIT {BulkRequest.MaxRows + 1}")], reader => reader.Rows(row => row.GetGuid(0), cancel), cancel);
        return ids.Count > BulkRequest.MaxRows ? CoreErrors.Validation("filter", $"More than {BulkRequest.MaxRows} rows match; narrow the filter.", "too_many") : ids;
    }
}
