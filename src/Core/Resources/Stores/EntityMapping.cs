using System.Linq.Expressions;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Contract.Resources;
using Ashlar.Contract.Values;
using Ashlar.Core.Resources.Fields;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Ashlar.Core.Resources.Stores;

/// <summary>Maps an entity to its table from its definition.</summary>
internal static class EntityMapping
{
    public static void Map(ModelBuilder modelBuilder, ResourceModel resource, ModuleContext context)
    {
        var entity = modelBuilder.Entity(resource.Definition.Entity);
        entity.ToTable(resource.Definition.Table);
        entity.HasKey(nameof(Entity.TenantId), nameof(Entity.Id));
        foreach (var property in typeof(Entity).GetProperties())
            entity.Property(property.PropertyType, property.Name).HasColumnName(Contract.Modules.Shapes.Snake(property.Name));
        entity.Property(nameof(Entity.Custom)).HasColumnType("jsonb").HasConversion(new JsonConverter<JsonObject>(), new JsonComparer<JsonObject>());
        foreach (var column in resource.Columns)
            MapField(entity, column);
        foreach (var property in resource.Definition.Entity.GetProperties().Where(property => property.DeclaringType != typeof(Entity) && resource.Columns.All(column => column.Field.Property!.Name != property.Name)))
            entity.Ignore(property.Name);

        var row = Expression.Parameter(resource.Definition.Entity, "row");
        entity.HasQueryFilter("tenant", Lambda(Equal(row, nameof(Entity.TenantId), context, nameof(ModuleContext.Tenant)), row));
        entity.HasQueryFilter("client", Lambda(Expression.OrElse(
            Expression.Equal(Expression.Property(Expression.Constant(context), nameof(ModuleContext.Client)), Expression.Constant(null, typeof(Guid?))),
            Equal(row, nameof(Entity.ClientId), context, nameof(ModuleContext.Client))), row));
        if (resource.Definition.SoftDelete)
            entity.HasQueryFilter("deleted", Lambda(Expression.Equal(Expression.Property(row, nameof(Entity.DeletedAt)), Expression.Constant(null, typeof(DateTimeOffset?))), row));
    }

    /// <summary>The property under which EF Core keeps what an encrypted field's column holds.</summary>
    public static string Sealed(Column column) => $"sealed_{column.Name}";

    /// <summary>What a raw query must select for EF Core to compose over it: there it looks for money under names of its own, whatever the mapping says.</summary>
    public static string Composable(ResourceModel resource) => string.Concat(["*", .. resource.Columns
        .Where(column => column.Field.Kind == FieldKind.Money)
        .Select(column => $", \"{column.SqlColumns[0]}\" AS \"{column.Field.Property!.Name}_{nameof(Money.Amount)}\", \"{column.SqlColumns[1]}\" AS \"{column.Field.Property!.Name}_{nameof(Money.Currency)}\"")]);

    private static void MapField(EntityTypeBuilder entity, Column column)
    {
        var property = column.Field.Property!;
        if (column.IsSealed)
        {
            // LINQ sees the ciphertext only; the store fills the property in when the row is read.
            entity.Ignore(property.Name);
            entity.Property<byte[]?>(Sealed(column)).HasColumnName(column.SqlColumns[0]);
            return;
        }

        if (column.Field.Kind == FieldKind.Money)
        {
            entity.ComplexProperty(property.PropertyType, property.Name, money =>
            {
                money.Property(nameof(Money.Amount)).HasColumnName(column.SqlColumns[0]);
                money.Property(nameof(Money.Currency)).HasColumnName(column.SqlColumns[1]);
            });
            return;
        }

        var mapped = entity.Property(property.PropertyType, property.Name).HasColumnName(column.Name);
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type.IsEnum)
            mapped.HasConversion((ValueConverter)Activator.CreateInstance(typeof(EnumConverter<>).MakeGenericType(type))!);
        else if (column.Field.Kind == FieldKind.Json && type != typeof(string))
            mapped.HasColumnType("jsonb").HasConversion((ValueConverter)Activator.CreateInstance(typeof(JsonConverter<>).MakeGenericType(property.PropertyType))!, (ValueComparer)Activator.CreateInstance(typeof(JsonComparer<>).MakeGenericType(property.PropertyType))!);
        else if (column.Field.Kind == FieldKind.Json)
            mapped.HasColumnType("jsonb");
    }

    private static BinaryExpression Equal(Expression row, string property, ModuleContext context, string value)
    {
        var left = Expression.Property(row, property);
        return Expression.Equal(left, Expression.Convert(Expression.Property(Expression.Constant(context), value), left.Type));
    }

    private static LambdaExpression Lambda(Expression body, ParameterExpression row) => Expression.Lambda(body, row);

    private sealed class EnumConverter<T>() : ValueConverter<T, string>(
        value => (string)FieldTypes.Of(FieldKind.Enum).FromProperty(value)!,
        text => (T)FieldTypes.Of(FieldKind.Enum).ToProperty(text, typeof(T))!) where T : struct, Enum;

    private sealed class JsonConverter<T>() : ValueConverter<T, string>(
        value => JsonSerializer.Serialize(value, JsonSettings.Options),
        text => JsonSerializer.Deserialize<T>(text, JsonSettings.Options)!);

    private sealed class JsonComparer<T>() : ValueComparer<T>(
        (left, right) => JsonSerializer.Serialize(left, JsonSettings.Options) == JsonSerializer.Serialize(right, JsonSettings.Options),
        value => JsonSerializer.Serialize(value, JsonSettings.Options).GetHashCode(StringComparison.Ordinal));
}
