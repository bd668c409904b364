using System.Text.Json;
using Ashlar.Contract.Settings;
using Ashlar.Core.Audit;
using Ashlar.Core.Identity;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Ashlar.Core.Tenancy.Settings;

namespace Ashlar.Core.Protection.Secrets;

/// <summary>Settings marked secret keep their value in the secrets store; the setting itself holds a reference only.</summary>
internal sealed class SecretSettings(SecretStore secrets, Databases databases, SettingCatalogue catalogue, TenantDirectory tenants)
{
    /// <summary>Stores the value and returns what the setting keeps instead. A reference somebody wrote stays as it is.</summary>
    public async Task<JsonElement> Keep(Caller caller, RequestInfo request, SettingDefinition setting, Guid? client, JsonElement value, CancellationToken cancel)
    {
        if (value.ValueKind == JsonValueKind.String && SecretReferences.Occur(value.GetString()))
            return value;
        var name = NameOf(setting.Key, client ?? Guid.Empty);
        await secrets.Put(caller, request, name, value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText(), $"The setting {setting.Key}", null, "security.secrets.set", cancel);
        return JsonSerializer.SerializeToElement($"${{secret:{name}}}");
    }

    public Task Forget(Caller caller, RequestInfo request, SettingDefinition setting, Guid? client, CancellationToken cancel) =>
        secrets.Delete(caller, request, NameOf(setting.Key, client ?? Guid.Empty), cancel);

    /// <summary>At the start: values of secret settings that an earlier version kept in the open move into the store.</summary>
    public async Task MoveIn(CancellationToken cancel)
    {
        var secret = catalogue.All.Where(setting => setting.Secret).ToDictionary(setting => setting.Key, StringComparer.Ordinal);
        var open = await databases.System.Query(
            "SELECT tenant_id, key, client_id, value::text FROM public.tenant_settings WHERE key = ANY($1) AND value::text NOT LIKE '\"${secret:%'",
            row => (Tenant: row.GetGuid(0), Key: row.GetString(1), Client: row.GetGuid(2), Value: row.GetString(3)), cancel, (object)secret.Keys.ToArray());
        foreach (var (tenant, key, client, text) in open)
        {
            if (await tenants.ById(tenant, cancel) is not { } owner)
                continue;
            var reference = await Keep(Caller.System(owner, "secret settings"), RequestInfo.None, secret[key], client == Guid.Empty ? null : client, JsonElement.Parse(text), cancel);
            await databases.System.Execute("UPDATE public.tenant_settings SET value = $4::jsonb WHERE tenant_id = $1 AND key = $2 AND client_id = $3 AND value::text = $5", cancel, tenant, key, client, reference.GetRawText(), text);
        }
    }

    private static string NameOf(string key, Guid client) => client == Guid.Empty ? $"setting.{key}" : $"setting.{key}.{client:n}";
}
