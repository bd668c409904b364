using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Contract.Resources;
using Ashlar.Contract.Values;

namespace Ashlar.Contract.Modules;

/// <summary>Derives names and fields from C# types.</summary>
internal static class Shapes
{
    private static readonly NullabilityInfoContext _nullability = new();

    public static string Snake(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
                text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    public static string Sentence(string snake) => snake.Length == 0 ? snake : char.ToUpperInvariant(snake[0]) + snake[1..].Replace('_', ' ');

    public static string Plural(string snake) => snake switch
    {
        _ when snake.EndsWith('y') && snake.Length > 1 && !"aeiou".Contains(snake[^2]) => snake[..^1] + "ies",
        _ when snake.EndsWith('s') || snake.EndsWith('x') || snake.EndsWith("ch", StringComparison.Ordinal) => snake + "es",
        _ => snake + "s",
    };

    public static string WithoutId(string name) => name.EndsWith("_id", StringComparison.Ordinal) ? name[..^3] : name;

    public static Type GenericArgument(Type type, Type open, int index) =>
        type.GetInterfaces().FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == open)?.GetGenericArguments()[index]
        ?? throw new InvalidOperationException($"{type.Name} must implement {open.Name}.");

    public static FieldKind KindOf(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type switch
        {
            _ when type == typeof(string) => FieldKind.Text,
            _ when type == typeof(int) || type == typeof(long) || type == typeof(short) => FieldKind.Integer,
            _ when type == typeof(decimal) => FieldKind.Decimal,
            _ when type == typeof(bool) => FieldKind.Boolean,
            _ when type == typeof(Money) => FieldKind.Money,
            _ when type == typeof(DateOnly) => FieldKind.Date,
            _ when type == typeof(DateTimeOffset) => FieldKind.Timestamp,
            _ when type == typeof(Guid) => FieldKind.Relation,
            _ when type == typeof(string[]) => FieldKind.Tags,
            _ when type.IsEnum => FieldKind.Enum,
            _ when typeof(JsonNode).IsAssignableFrom(type) || type == typeof(JsonElement) => FieldKind.Json,
            _ => FieldKind.Json,
        };
    }

    public static bool IsRequired(PropertyInfo property)
    {
        if (property.PropertyType.IsValueType)
            return Nullable.GetUnderlyingType(property.PropertyType) is null;
        // The context caches without locks, and hosts may start side by side.
        lock (_nullability)
            return _nullability.Create(property).ReadState == NullabilityState.NotNull;
    }

    public static IReadOnlyList<FieldOption> OptionsOf(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsEnum ? [.. Enum.GetNames(type).Select(name => new FieldOption(Snake(name), Sentence(Snake(name))))] : [];
    }

    /// <summary>The fields of a command or query record; the property <c>Id</c> of a command is in the route.</summary>
    public static IEnumerable<FieldDefinition> FieldsOfRecord(Type record)
    {
        var parameters = record.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First().GetParameters();
        foreach (var property in record.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.Name == "Id" || property.IsDefined(typeof(CompilerGeneratedAttribute)) || property.GetIndexParameters().Length > 0)
                continue;

            var parameter = parameters.FirstOrDefault(p => p.Name == property.Name);
            yield return Field(property) with
            {
                Required = IsRequired(property) && parameter?.HasDefaultValue != true,
                Default = parameter?.HasDefaultValue == true ? parameter.DefaultValue : null,
            };
        }
    }

    public static FieldDefinition Field(PropertyInfo property)
    {
        var name = Snake(property.Name);
        var kind = KindOf(property.PropertyType);
        return new FieldDefinition
        {
            Name = name,
            Kind = kind,
            Label = Sentence(WithoutId(name)),
            Property = property,
            // A value type always has a value, so only texts and relations can be missing.
            Required = IsRequired(property) && kind is not (FieldKind.Boolean or FieldKind.Tags),
            Options = OptionsOf(property.PropertyType),
            MaxLength = kind switch { FieldKind.Text => 200, FieldKind.Tags => 50, _ => null },
        };
    }
}
