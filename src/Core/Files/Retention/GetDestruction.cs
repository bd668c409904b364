using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Core.Commands;
using Ashlar.Core.Files.Rows;
using Ashlar.Core.Resources;
using Ashlar.Core.Resources.Rows;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Files.Retention;

/// <summary>Reads the proof that a deleted file is gone: key, bytes, and the entries of the log that say so.</summary>
internal sealed record GetDestruction(Guid FileId) : IQuery<FileDestruction>;

/// <param name="Id">The file.</param>
/// <param name="Name">What it was called.</param>
/// <param name="State">kept, bytes_waiting or destroyed.</param>
/// <param name="DeletedAt">When it was deleted; its key was destroyed in the same transaction.</param>
/// <param name="KeyDestroyedAt">Since then nothing opens its bytes, wherever a copy of them is.</param>
/// <param name="BytesRemovedAt">When the store no longer had them.</param>
/// <param name="Attempts">How often the store did not remove them.</param>
/// <param name="Entries">Entries of the log; each can be proven with audit/entries/{id}/proof.</param>
internal sealed record FileDestruction(Guid Id, string Name, string State, DateTimeOffset? DeletedAt, DateTimeOffset? KeyDestroyedAt, DateTimeOffset? BytesRemovedAt, int Attempts, IReadOnlyList<DestructionEntry> Entries);

/// <param name="Id">The entry.</param>
/// <param name="Action">Such as files.files.delete, files.retention.applied or files.files.destroyed.</param>
/// <param name="At">When.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">Why, where a policy or the end of its time deleted it.</param>
internal sealed record DestructionEntry(Guid Id, string Action, DateTimeOffset At, string By, string? Reason);

internal sealed class GetDestructionHandler(CurrentOperation current, Databases databases, RowChecks checks, ResourceModels models) : IQueryHandler<GetDestruction, FileDestruction>
{
    private const string Removed = "files.files.destroyed";

    private const string File = """
        SELECT f.name, f.deleted_at, k.destroyed_at, r.attempts FROM public.files f LEFT JOIN public.files_keys k ON k.tenant_id = f.tenant_id AND k.file_id = f.id
        LEFT JOIN public.files_removals r ON r.tenant_id = f.tenant_id AND r.file_id = f.id WHERE f.tenant_id = $1 AND f.id = $2
        """;

    private const string Entries = """
        SELECT id, action, at, actor_name, reason FROM public.audit_logs WHERE tenant_id = $1 AND resource_id = $2
        AND action IN ('files.files.delete', 'files.files.retention', 'files.files.discard', 'files.retention.applied', 'files.discard.applied', 'files.files.destroyed') AND result = 'ok' ORDER BY id LIMIT 20
        """;

    public async Task<Result<FileDestruction>> Handle(GetDestruction query, CancellationToken cancel)
    {
        var (caller, id) = (current.Work.Caller, query.FileId);
        if (!await checks.Exists(current.Operation!, models[FileResource.Key], id, Deleted.With, cancel))
            return StoredFileErrors.Gone;
        var scope = caller.Scope(controlPlane: true);
        var found = await databases.Query(scope, File, row => (Name: row.GetString(0), Deleted: row.Optional<DateTimeOffset?>(1), Key: row.Optional<DateTimeOffset?>(2), Waiting: row.IsDBNull(3) ? (int?)null : row.GetInt32(3)), cancel, caller.TenantId, id);
        if (found is not [var file])
            return StoredFileErrors.Gone;
        var entries = await databases.Query(scope, Entries, row => new DestructionEntry(row.GetGuid(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2), row.GetString(3), row.Optional<string>(4)), cancel, caller.TenantId, id);
        var removed = entries.FirstOrDefault(entry => entry.Action == Removed)?.At;
        var state = file.Deleted is null ? "kept" : removed is null ? "bytes_waiting" : "destroyed";
        return new FileDestruction(id, file.Name, state, file.Deleted, file.Key, removed, file.Waiting ?? 0, entries);
    }
}
