using System.Text;
using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Core.Access;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Jobs;
using Ashlar.Core.Protection;
using Ashlar.Core.Protection.Redaction;
using Ashlar.Core.Resources.Batches;
using Ashlar.Core.Resources.Files;

namespace Ashlar.Core.Resources.Verbs;

/// <summary>POST …/import: good rows load, bad rows are listed. A dry run does the same and keeps nothing.</summary>
internal sealed class ImportRows(RowRunner runner, ImportFactory factory, JobQueue jobs, FieldScopes scopes, AccessCheck access, KeyRing ring, TimeProvider time)
{
    public async Task Handle(HttpContext context, ResourceModel model)
    {
        var answer = await Answer(context, model, context.RequestAborted);
        if (answer.Succeeded)
            await context.Write(answer.Value, time);
        else
            await context.WriteError(answer.Error);
    }

    private async Task<Result<Answer>> Answer(HttpContext context, ResourceModel model, CancellationToken cancel)
    {
        var upload = await Upload.Read(context);
        if (!upload.Succeeded)
            return upload.Error;
        var read = ImportOptions.Read(upload.Value.Parameters);
        if (!read.Succeeded)
            return read.Error;
        var key = Idempotency.KeyOf(context.Request);
        if (!key.Succeeded)
            return key.Error;
        var options = read.Value;
        if (Refused(context, model, options) is { } refused)
            return refused;
        var table = FileReading.Read(upload.Value.File);
        if (!table.Succeeded)
            return table.Error;
        var mapping = ImportMapping.Of(table.Value, options, await scopes.Of(model, context.Caller(), cancel));
        if (!mapping.Succeeded)
            return mapping.Error;

        if (Card(table.Value, mapping.Value) is { } card)
            return card;
        var call = Call.Of(context, new PermissionAccess(model.Definition.Permission("import"), model.Definition.Feature)) with
        {
            ControlPlane = model.Definition.ControlPlane,
            VersionGiven = false,
            Sealed = model.HasSealed,
            IdempotencyKey = key.Value,
            Digest = key.Value is null ? [] : Digest(context, upload.Value),
        };
        return table.Value.Rows.Count > RowRunner.AtOnce
            ? await jobs.Queue(call, "import", model.Key, ImportJob.PayloadOf(options, mapping.Value), await ImportJob.FileOf(upload.Value.File, model, call.Caller.TenantId, ring, cancel), table.Value.Rows.Count, cancel)
            : await runner.Now(call, factory.Make(model, table.Value, options, mapping.Value), cancel);
    }

    /// <summary>Refused as a whole and before it is queued: what is refused row by row would have been stored first.</summary>
    private static Error? Card(FileTable table, ImportMapping mapping)
    {
        var believed = mapping.Columns.Where(column => column.Column.Field.NumericId).Select(column => column.Cell).ToHashSet();
        foreach (var row in table.Rows)
        {
            for (var cell = 0; cell < row.Cells.Count; cell++)
            {
                if (!believed.Contains(cell) && CardNumbers.Occur(row.Cells[cell].Shown))
                    return CardFence.Refusal($"row {row.Number}, {table.Columns[cell]}");
            }
        }

        return null;
    }

    /// <summary>An import creates and updates, so it needs what that needs.</summary>
    private Error? Refused(HttpContext context, ResourceModel model, ImportOptions options)
    {
        string[] actions = options.Upsert is null ? ["import", "create"] : ["import", "create", "update"];
        return actions
            .Select(action => access.Check(context.Caller(), new PermissionAccess(model.Definition.Permission(action), model.Definition.Feature), write: true))
            .FirstOrDefault(error => error is not null);
    }

    private static byte[] Digest(HttpContext context, Upload upload)
    {
        var parameters = JsonSerializer.Serialize(new SortedDictionary<string, string>(upload.Parameters.ToDictionary(), StringComparer.Ordinal));
        return Idempotency.Digest(context.Request.Method, context.Request.Path, [.. Encoding.UTF8.GetBytes(parameters), .. upload.File]);
    }
}
