using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Contract.Settings;
using Ashlar.Contract.Values;
using Ashlar.Core.Audit;
using Ashlar.Core.Identity;
using Ashlar.Core.Protection.Secrets;
using Ashlar.Core.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Tenancy.Settings;

/// <summary>A value of the past; null means that it was cleared.</summary>
internal sealed record SettingChange(Guid Id, JsonElement? Value, Guid? ClientId, DateTimeOffset At, string By);

/// <summary>Writes values of tenants and clients with their history and audit entry.</summary>
internal sealed class SettingStore(Databases databases, AuditLog audit, Invalidation invalidation, SecretSettings secrets, TimeProvider time)
{
    public const string Masked = "********";

    private const string Upsert = """
        INSERT INTO public.tenant_settings (tenant_id, key, client_id, value, set_at, set_by, set_by_name) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (tenant_id, key, client_id) DO UPDATE SET value = EXCLUDED.value, set_at = EXCLUDED.set_at, set_by = EXCLUDED.set_by, set_by_name = EXCLUDED.set_by_name
        """;

    private const string Remember = "INSERT INTO public.tenant_setting_changes (tenant_id, id, key, client_id, value, changed_at, changed_by, changed_by_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

    /// <summary>Sets a value of an organisation, or clears it when null. What the operator sets there stands in both logs.</summary>
    public async Task Write(Caller by, TenantInfo where, RequestInfo request, SettingDefinition setting, Guid? client, JsonElement? value, JsonElement? before, CancellationToken cancel)
    {
        var caller = by with { Tenant = where };
        var (tenant, of, now) = (where.Id, client ?? Guid.Empty, time.GetUtcNow());
        if (setting.Secret && value is { } plain)
            value = await secrets.Keep(caller, request, setting, client, plain, cancel);
        else if (setting.Secret)
            await secrets.Forget(caller, request, setting, client, cancel);
        var batch = new List<NpgsqlBatchCommand>();
        batch.Add(value is null
            ? Sql.Statement("DELETE FROM public.tenant_settings WHERE tenant_id = $1 AND key = $2 AND client_id = $3", tenant, setting.Key, of)
            : Sql.Statement(Upsert, tenant, setting.Key, of, Json(value.Value.GetRawText()), now, Id(caller.UserId), caller.Name));
        batch.Add(Sql.Statement(Remember, tenant, Ids.New(), setting.Key, of, Json(Shown(setting, value)), now, Id(caller.UserId), caller.Name));
        var entry = AuditEntry.By(caller, request, value is null ? "settings.settings.clear" : "settings.settings.update") with
        {
            ClientId = client,
            Resource = $"settings.{setting.Key}",
            Changes = new JsonObject { [setting.Key] = new JsonObject { ["from"] = Node(Shown(setting, before)), ["to"] = Node(Shown(setting, value)) } }.ToJsonString(),
        };
        batch.Add(audit.Command(entry));
        if (by.TenantId != tenant)
            batch.Add(audit.Command(entry with { Id = Ids.New(), TenantId = by.TenantId, ClientId = by.ClientId, Resource = "platform.tenants", ResourceId = tenant }));
        await databases.System.Execute(batch, cancel);
        invalidation.Forget("settings", tenant.ToString());
    }

    public Task<List<SettingChange>> History(Guid tenant, string key, CancellationToken cancel) => databases.System.Query(
        "SELECT id, value, client_id, changed_at, changed_by_name FROM public.tenant_setting_changes WHERE tenant_id = $1 AND key = $2 ORDER BY id DESC LIMIT 200",
        row => new SettingChange(row.GetGuid(0), row.IsDBNull(1) ? null : JsonElement.Parse(row.GetString(1)), row.GetGuid(2) is var of && of == Guid.Empty ? null : of, row.GetFieldValue<DateTimeOffset>(3), row.GetString(4)), cancel, tenant, key);

    public Task<bool> ClientExists(Guid tenant, Guid client, CancellationToken cancel) =>
        databases.System.Scalar<bool>("SELECT EXISTS (SELECT FROM public.org_clients WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL)", cancel, tenant, client);

    private static string? Shown(SettingDefinition setting, JsonElement? value) => value is null ? null : setting.Secret ? $"\"{Masked}\"" : value.Value.GetRawText();

    private static JsonNode? Node(string? json) => json is null ? null : JsonNode.Parse(json);

    private static NpgsqlParameter Json(string? json) => new() { Value = (object?)json ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static NpgsqlParameter Id(Guid? id) => new() { Value = (object?)id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid };
}
