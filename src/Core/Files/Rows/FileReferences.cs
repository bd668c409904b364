using System.Text.Json;
using Ashlar.Core.Identity;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Files.Rows;

/// <summary>What a field of files may point at: a file of the same organisation that is ready, and that the caller brought or may read anyway.</summary>
internal static class FileReferences
{
    /// <summary>Null when there is no such file or it is not ready; else whether the caller brought it.</summary>
    public static async Task<bool?> Find(Databases databases, Caller caller, Guid id, CancellationToken cancel)
    {
        var found = await databases.Query(caller.Scope(controlPlane: true), "SELECT owner_id FROM public.files WHERE tenant_id = $1 AND id = $2 AND state = 'ready' AND deleted_at IS NULL",
            row => row.IsDBNull(0) ? (Guid?)null : row.GetGuid(0), cancel, caller.TenantId, id);
        return found is [var owner] ? owner is not null && owner == caller.UserId : null;
    }

    /// <summary>Writes what fields of files hold, as included rows: name, type, size and state. Deleted files are left out.</summary>
    public static async Task Describe(Databases databases, Caller caller, IReadOnlyCollection<Guid> ids, Utf8JsonWriter json, CancellationToken cancel)
    {
        var files = await databases.Query(caller.Scope(controlPlane: true), "SELECT id, name, media_type, size, state FROM public.files WHERE tenant_id = $1 AND id = ANY($2) AND deleted_at IS NULL",
            row => (Id: row.GetGuid(0), Name: row.GetString(1), Type: row.GetString(2), Size: row.GetInt64(3), State: row.GetString(4)), cancel, caller.TenantId, ids.ToArray());
        foreach (var file in files)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, file.Id);
            json.WriteString("type"u8, "files.file"u8);
            json.WriteStartObject("attributes"u8);
            json.WriteString("name"u8, file.Name);
            json.WriteString("media_type"u8, file.Type);
            json.WriteNumber("size"u8, file.Size);
            json.WriteString("state"u8, file.State);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }
}
