using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Commands;
using Ashlar.Core.Files.Names;
using Ashlar.Core.Files.Retention;
using Ashlar.Core.Http;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Files.Rows;

/// <summary>
/// What generated writes of files obey. A deletion is final: in its own transaction the key is destroyed, and the bytes are listed for removal.
/// </summary>
internal sealed class FileRules(CurrentOperation current, RetentionPolicies policies, RemovalSignal removals, TimeProvider time) : IBeforeWrite<StoredFile>
{
    public async Task<Error?> BeforeWrite(Write<StoredFile> write, CancellationToken cancel)
    {
        var file = write.After;
        if (write.Kind == WriteKind.Restore)
            return StoredFileErrors.NotRestorable;
        if (write.Kind == WriteKind.Delete)
            return await Delete(file, cancel);
        var name = FileNames.Check(file.Name);
        if (!name.Succeeded)
            return name.Error;
        file.Name = name.Value;
        return FileNames.IsDataClass(file.DataClass) ? null : CoreErrors.Validation("data_class", "A class is a word of small letters, digits and _ such as invoices.");
    }

    private async Task<Error?> Delete(StoredFile file, CancellationToken cancel)
    {
        var work = current.Work;
        if (file.Hold)
            return StoredFileErrors.OnHold;
        // What never arrived is no file yet; and the engine itself comes when everything is over.
        if (file.State != FileState.Uploading && await policies.KeptUntil(file, cancel) is { } until && until > time.GetUtcNow())
            return StoredFileErrors.Retained(until);
        var now = time.GetUtcNow().UtcDateTime;
        file.State = FileState.Deleted;
        work.Add(Sql.Statement("UPDATE public.files_keys SET wrapped = NULL, destroyed_at = $3 WHERE tenant_id = $1 AND file_id = $2", file.TenantId, file.Id, now));
        work.Add(Sql.Statement(
            "INSERT INTO public.files_removals (tenant_id, file_id, client_id, name, store, path, requested_at, next_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7) ON CONFLICT DO NOTHING",
            file.TenantId, file.Id, new Npgsql.NpgsqlParameter { Value = (object?)file.ClientId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid }, file.Name, file.Store, file.Path, now));
        work.AfterCommit(removals.Wake);
        return null;
    }
}
