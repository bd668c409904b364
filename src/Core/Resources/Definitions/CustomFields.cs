using System.Collections.Concurrent;
using System.Text.Json;
using Ashlar.Contract.Resources;
using Ashlar.Core.Storage;
using Npgsql;

namespace Ashlar.Core.Resources.Definitions;

/// <summary>Fields that tenants added to resources, kept in memory per tenant.</summary>
internal sealed class CustomFields
{
    public const string Topic = "custom_fields";
    private static readonly IReadOnlyList<FieldDefinition> _none = [];

    private readonly ConcurrentDictionary<Guid, IReadOnlyDictionary<string, IReadOnlyList<FieldDefinition>>> _byTenant = new();
    private readonly Databases _databases;
    private readonly Invalidation _invalidation;

    public CustomFields(Databases databases, Invalidation invalidation)
    {
        (_databases, _invalidation) = (databases, invalidation);
        invalidation.On(Topic, key =>
        {
            if (Guid.TryParse(key, out var tenant))
                _byTenant.TryRemove(tenant, out _);
            else
                _byTenant.Clear();
        });
    }

    public async ValueTask<IReadOnlyList<FieldDefinition>> Of(Guid tenant, string resource, CancellationToken cancel)
    {
        if (!_invalidation.Connected || !_byTenant.TryGetValue(tenant, out var fields))
            _byTenant[tenant] = fields = await Load(tenant, cancel);
        return fields.GetValueOrDefault(resource, _none);
    }

    private async Task<IReadOnlyDictionary<string, IReadOnlyList<FieldDefinition>>> Load(Guid tenant, CancellationToken cancel)
    {
        // The caller may hold a connection of the tenants' pool; waiting for a second one there could wait for ever.
        var fields = await _databases.System.Query("SELECT resource, name, label, kind, required, options::text, hint FROM public.meta_custom_fields WHERE tenant_id = $1 AND deleted_at IS NULL ORDER BY position, created_at",
            row => (Resource: row.GetString(0), Field: Field(row)), cancel, tenant);
        return fields.ToLookup(pair => pair.Resource, pair => pair.Field).ToDictionary(group => group.Key, group => (IReadOnlyList<FieldDefinition>)[.. group], StringComparer.Ordinal);
    }

    private static FieldDefinition Field(NpgsqlDataReader reader) => new()
    {
        Name = reader.GetString(1),
        Label = reader.GetString(2),
        Kind = (FieldKind)Fields.FieldTypes.Of(FieldKind.Enum).ToProperty(reader.GetString(3), typeof(FieldKind))!,
        Required = reader.GetBoolean(4),
        Options = reader.IsDBNull(5) ? [] : JsonSerializer.Deserialize<FieldOption[]>(reader.GetString(5), JsonSettings.Options) ?? [],
        Hint = reader.IsDBNull(6) ? null : reader.GetString(6),
        MaxLength = 2000,
        Custom = true,
    };
}
