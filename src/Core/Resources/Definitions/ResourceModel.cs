using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Ashlar.Contract.Resources;
using Ashlar.Core.Access;
using Ashlar.Core.Protection.Fields;
using Npgsql;

namespace Ashlar.Core.Resources.Definitions;

/// <summary>A definition made ready for use: columns, SQL fragments, and the way between rows and entities.</summary>
internal sealed class ResourceModel
{
    /// <summary>Columns every row has, in the order <see cref="ReadStandard"/> reads them.</summary>
    public const string StandardColumns = "id, client_id, created_at, created_by, updated_at, updated_by, version, deleted_at, custom";
    public const int StandardCount = 9;

    private readonly FrozenDictionary<string, Column> _byName;
    private readonly Func<Entity> _create;
    private readonly Entity _blank;
    private readonly IReadOnlyList<Column> _derivedFirst;

    public ResourceModel(ResourceDefinition definition)
    {
        (Definition, Key) = (definition, definition.Key);
        (Reading, Exporting, Importing) = (Needed("read"), Needed("export"), Needed("import"));
        Columns = [.. definition.Fields.Select((field, index) => new Column(field, index))];
        _byName = Columns.ToFrozenDictionary(column => column.Name, StringComparer.Ordinal);
        Table = Column.Quote(definition.Table);
        Title = _byName[definition.TitleField];
        Search = [.. Columns.Where(column => column.Field.Searchable)];
        if (Search.Count == 0 && Title.Type.DbType == NpgsqlTypes.NpgsqlDbType.Text)
            Search = [Title];
        HasSealed = Columns.Any(column => column.IsSealed);
        FileColumns = [.. Columns.Where(column => column.Field.Kind == FieldKind.File)];
        Phi = Columns.Where(column => column.Field.Classification == Classification.Phi).Select(column => column.Name).ToFrozenSet(StringComparer.Ordinal);
        _create = System.Linq.Expressions.Expression.Lambda<Func<Entity>>(System.Linq.Expressions.Expression.New(definition.Entity)).Compile();
        _blank = _create();
        _derivedFirst = [.. Columns.OrderByDescending(column => column.Field.ReadOnly)];
    }

    public ResourceDefinition Definition { get; }

    public string Key { get; }

    /// <summary>The text of the statement that reads one row as the last caller did, and that of the last list.</summary>
    public SqlText ReadsOne { get; } = new();

    public SqlText ReadsMany { get; } = new();

    /// <summary>What reading its rows asks for.</summary>
    public PermissionAccess Reading { get; }

    /// <summary>What taking them out as a file asks for.</summary>
    public PermissionAccess Exporting { get; }

    /// <summary>What bringing rows in as a file asks for.</summary>
    public PermissionAccess Importing { get; }

    public IReadOnlyList<Column> Columns { get; }

    public string Table { get; }

    public Column Title { get; }

    public IReadOnlyList<Column> Search { get; }

    /// <summary>Whether any field is encrypted, so that reading and writing rows takes keys.</summary>
    public bool HasSealed { get; }

    /// <summary>Fields that hold files.</summary>
    public IReadOnlyList<Column> FileColumns { get; }

    /// <summary>Fields about somebody's health.</summary>
    public IReadOnlySet<string> Phi { get; }

    private PermissionAccess Needed(string action) => new(Definition.Permission(action), Definition.Feature);

    public Column? Find(string name) => _byName.GetValueOrDefault(name);

    public bool Allows(Operations operation) => (Definition.Operations & operation) == operation;

    /// <summary>Fields this caller may see.</summary>
    public IReadOnlyList<Column> Visible(IReadOnlySet<string> hidden) =>
        [.. Columns.Where(column => !column.Field.Secret && !hidden.Contains(column.Name))];

    public static void ReadStandard(NpgsqlDataReader reader, Row row, Guid tenant)
    {
        row.Id = reader.GetGuid(0);
        row.TenantId = tenant;
        row.ClientId = reader.IsDBNull(1) ? null : reader.GetGuid(1);
        row.CreatedAt = reader.GetFieldValue<DateTimeOffset>(2);
        row.CreatedBy = reader.IsDBNull(3) ? null : reader.GetGuid(3);
        row.UpdatedAt = reader.GetFieldValue<DateTimeOffset>(4);
        row.UpdatedBy = reader.IsDBNull(5) ? null : reader.GetGuid(5);
        row.Version = reader.GetInt32(6);
        row.DeletedAt = reader.IsDBNull(7) ? null : reader.GetFieldValue<DateTimeOffset>(7);
        row.Custom = reader.IsDBNull(8) ? null : (JsonObject?)JsonNode.Parse(reader.GetString(8));
    }

    /// <summary>A whole row from a reader that selected <see cref="SelectAll"/>.</summary>
    public Row Read(NpgsqlDataReader reader, Guid tenant, FieldSeal? seal)
    {
        var row = new Row(Columns.Count);
        ReadStandard(reader, row, tenant);
        var ordinal = StandardCount;
        foreach (var column in Columns)
        {
            row.Values[column.Index] = reader.IsDBNull(ordinal) ? null : column.IsSealed ? seal!.Load(reader, ordinal, column, row.Id) : column.Type.Load(reader, ordinal);
            ordinal += column.SqlColumns.Count;
        }

        return row;
    }

    public string SelectAll => field ??= $"{StandardColumns}, {string.Join(", ", Columns.Select(column => column.Select))}";

    public Entity ToEntity(Row row)
    {
        var entity = _create();
        (entity.Id, entity.TenantId, entity.ClientId) = (row.Id, row.TenantId, row.ClientId);
        (entity.CreatedAt, entity.CreatedBy, entity.UpdatedAt, entity.UpdatedBy) = (row.CreatedAt, row.CreatedBy, row.UpdatedAt, row.UpdatedBy);
        (entity.Version, entity.DeletedAt, entity.Custom) = (row.Version, row.DeletedAt, (JsonObject?)row.Custom?.DeepClone());
        // What a setter derives must not be overwritten by what it derived before.
        foreach (var column in _derivedFirst)
            column.Set!(entity, column.Type.ToProperty(row.Values[column.Index], column.Field.Property!.PropertyType));
        return entity;
    }

    /// <summary>A row with the values a new entity has by itself, and the defaults of its definition.</summary>
    public Row NewRow()
    {
        var row = ToRow(_create());
        foreach (var column in Columns)
        {
            if (column.Field.Default is { } value)
                row.Values[column.Index] = column.Type.FromProperty(value);
            else if (column.Field.Kind != FieldKind.Boolean && IsUnset(column.Field.Property!.PropertyType, column.Get!(_blank)))
                row.Values[column.Index] = null;
        }

        return row;
    }

    private static bool IsUnset(Type type, object? value) => value is null or "" || (type.IsValueType && value.Equals(Activator.CreateInstance(type)));

    public Row ToRow(Entity entity)
    {
        var row = new Row(Columns.Count)
        {
            Id = entity.Id,
            TenantId = entity.TenantId,
            ClientId = entity.ClientId,
            CreatedAt = entity.CreatedAt,
            CreatedBy = entity.CreatedBy,
            UpdatedAt = entity.UpdatedAt,
            UpdatedBy = entity.UpdatedBy,
            Version = entity.Version,
            DeletedAt = entity.DeletedAt,
            Custom = (JsonObject?)entity.Custom?.DeepClone(),
        };
        foreach (var column in Columns)
            row.Values[column.Index] = column.Type.FromProperty(column.Get!(entity));
        return row;
    }
}
