using Ashlar.Contract.Resources;

namespace Ashlar.Core.Resources.Definitions;

/// <summary>The fields every row has, as lists filter, sort and describe them.</summary>
internal static class StandardFields
{
    private static readonly Dictionary<string, Column> _columns = new[]
    {
        Standard("id", FieldKind.Relation, "Id"),
        Standard("client_id", FieldKind.Relation, "Client") with { Relation = new RelationDefinition("org.clients", "client", OnDelete.Restrict) },
        Standard("created_at", FieldKind.Timestamp, "Created"),
        Standard("created_by", FieldKind.Relation, "Created by") with { Relation = new RelationDefinition("org.users", "created_by_user", OnDelete.Restrict) },
        Standard("updated_at", FieldKind.Timestamp, "Updated"),
        Standard("updated_by", FieldKind.Relation, "Updated by") with { Relation = new RelationDefinition("org.users", "updated_by_user", OnDelete.Restrict) },
        Standard("version", FieldKind.Integer, "Version"),
        Standard("deleted_at", FieldKind.Timestamp, "Deleted"),
    }.ToDictionary(field => field.Name, field => new Column(field, -1), StringComparer.Ordinal);

    public static IEnumerable<Column> All => _columns.Values;

    public static Column? Find(string name) => _columns.GetValueOrDefault(name);

    private static FieldDefinition Standard(string name, FieldKind kind, string label) => new() { Name = name, Kind = kind, Label = label, ReadOnly = true };
}
