using System.Collections.Frozen;
using System.Text.Json;
using Ashlar.Core.Modules;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Tenancy;

/// <summary>Reads tenants with their subscriptions and settings in one round trip.</summary>
internal sealed class TenantReader(Databases databases)
{
    private const string Tenants = "SELECT id, code, name, status, database, schema, hosts, limits, legacy_id FROM public.tenants WHERE deleted_at IS NULL AND ($1::uuid[] IS NULL OR id = ANY ($1))";
    private const string Subscriptions = "SELECT tenant_id, module, plan, status, starts_at, ends_at, features, limits FROM public.subscriptions WHERE $1::uuid[] IS NULL OR tenant_id = ANY ($1)";
    private const string Settings = "SELECT tenant_id, key, client_id, value, set_by_name, set_at FROM public.tenant_settings WHERE $1::uuid[] IS NULL OR tenant_id = ANY ($1)";

    /// <summary>The tenants with these ids, or all when null.</summary>
    public async Task<IReadOnlyCollection<TenantInfo>> Read(Guid[]? ids, CancellationToken cancel)
    {
        var statements = new List<NpgsqlBatchCommand>();
        foreach (var sql in (ReadOnlySpan<string>)[Tenants, Subscriptions, Settings])
        {
            var command = new NpgsqlBatchCommand(sql);
            command.Parameters.Add(new NpgsqlParameter { Value = (object?)ids ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Uuid });
            statements.Add(command);
        }

        return await databases.System.Read(statements, reader => All(reader, cancel), cancel);
    }

    private static async Task<IReadOnlyCollection<TenantInfo>> All(NpgsqlDataReader reader, CancellationToken cancel)
    {
        var tenants = new List<TenantInfo>();
        while (await reader.ReadAsync(cancel))
            tenants.Add(Tenant(reader));

        await reader.NextResultAsync(cancel);
        var subscriptions = new List<(Guid Tenant, Subscription Subscription)>();
        while (await reader.ReadAsync(cancel))
            subscriptions.Add((reader.GetGuid(0), Subscribed(reader)));

        await reader.NextResultAsync(cancel);
        var settings = new List<(Guid Tenant, string Key, Guid Client, SettingValue Value)>();
        while (await reader.ReadAsync(cancel))
            settings.Add((reader.GetGuid(0), reader.GetString(1), reader.GetGuid(2), new SettingValue(Json(reader.GetString(3)), reader.GetString(4), reader.GetFieldValue<DateTimeOffset>(5))));

        var bySubscriber = subscriptions.ToLookup(row => row.Tenant, row => row.Subscription);
        var byOwner = settings.ToLookup(row => row.Tenant);
        return [.. tenants.Select(tenant => tenant with
        {
            Subscriptions = bySubscriber[tenant.Id].ToFrozenDictionary(subscription => subscription.Module, StringComparer.Ordinal),
            Settings = byOwner[tenant.Id].ToFrozenDictionary(row => (row.Key, row.Client), row => row.Value),
        })];
    }

    private static TenantInfo Tenant(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), row.GetString(2), Enum.Parse<TenantStatus>(row.GetString(3), ignoreCase: true), new Placement(row.GetString(4), row.GetString(5)))
    {
        Hosts = row.GetFieldValue<string[]>(6),
        Limits = Numbers(row.GetString(7)),
        LegacyId = row.IsDBNull(8) ? null : row.GetInt64(8),
    };

    private static Subscription Subscribed(NpgsqlDataReader row) => new(
        row.GetString(1), row.GetString(2), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4), row.IsDBNull(5) ? null : row.GetFieldValue<DateTimeOffset>(5), row.GetFieldValue<string[]>(6), Numbers(row.GetString(7)));

    private static JsonElement Json(string text) => JsonElement.Parse(text);

    private static FrozenDictionary<string, long> Numbers(string json) =>
        Json(json).EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.Number).ToFrozenDictionary(property => property.Name, property => property.Value.GetInt64(), StringComparer.Ordinal);
}
