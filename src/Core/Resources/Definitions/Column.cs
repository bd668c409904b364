using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using Ashlar.Contract.Resources;
using Ashlar.Core.Protection.Fields;
using Ashlar.Core.Resources.Fields;

namespace Ashlar.Core.Resources.Definitions;

/// <summary>A field of a resource together with its kind and its place in a row.</summary>
internal sealed class Column
{
    public Column(FieldDefinition field, int index)
    {
        (Field, Index, Type) = (field, index, field.Classification == Classification.None ? FieldTypes.Of(field.Kind) : new SealedField(FieldTypes.Of(field.Kind), field.Kind));
        IsSealed = Type is SealedField;
        JsonName = JsonEncodedText.Encode(field.Name);
        SqlColumns = Type.Columns(field.Name);
        // One literal for every reader keeps the column widths of integers out of the rest of the code.
        // It needs another name, or ORDER BY would find the column twice.
        Select = string.Join(", ", SqlColumns.Select(column => field.Kind == FieldKind.Integer && !IsSealed ? $"{Quote(column)}::bigint AS \"_\"" : Quote(column)));
        Key = Quote(Type.Key(field.Name));
        if (field.Property is { } property)
            (Get, Set) = (Getter(property), Setter(property));
    }

    public FieldDefinition Field { get; }

    public string Name => Field.Name;

    /// <summary>The name as JSON, encoded once.</summary>
    public JsonEncodedText JsonName { get; }

    /// <summary>Position in <see cref="Row.Values"/>.</summary>
    public int Index { get; }

    public FieldType Type { get; }

    /// <summary>Encrypted in the table.</summary>
    public bool IsSealed { get; }

    /// <summary>Filter operators that apply.</summary>
    public IReadOnlyList<string> Operators => Type is SealedField secured ? secured.Operators : FieldTypes.Operators(Field.Kind);

    /// <summary>Whether rows can be put in its order, grouped and summed by it.</summary>
    public bool IsOrdered => !IsSealed && Field.Kind is not (FieldKind.Json or FieldKind.Tags);

    public IReadOnlyList<string> SqlColumns { get; }

    public string Select { get; }

    /// <summary>The quoted column that filters, sorts and sums.</summary>
    public string Key { get; }

    public Func<Entity, object?>? Get { get; }

    public Action<Entity, object?>? Set { get; }

    public static string Quote(string name) => $"\"{name}\"";

    private static Func<Entity, object?> Getter(PropertyInfo property)
    {
        var entity = Expression.Parameter(typeof(Entity));
        var body = Expression.Convert(Expression.Property(Expression.Convert(entity, property.DeclaringType!), property), typeof(object));
        return Expression.Lambda<Func<Entity, object?>>(body, entity).Compile(preferInterpretation: false);
    }

    private static Action<Entity, object?> Setter(PropertyInfo property)
    {
        var entity = Expression.Parameter(typeof(Entity));
        var value = Expression.Parameter(typeof(object));
        var empty = Expression.Equal(value, Expression.Constant(null));
        var typed = Expression.Condition(empty, Expression.Default(property.PropertyType), Expression.Convert(value, property.PropertyType));
        var assign = Expression.Assign(Expression.Property(Expression.Convert(entity, property.DeclaringType!), property), typed);
        return Expression.Lambda<Action<Entity, object?>>(assign, entity, value).Compile();
    }
}
