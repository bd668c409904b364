using System.Reflection;
using System.Text;
using Ashlar.Contract.Modules;

namespace Ashlar.Contract.Tests;

/// <summary>src/Contract/PublicApi.txt: what a module may see, line by line, so that a breaking change shows in review.</summary>
public sealed class PublicApiTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext _nullability = new();

    [Fact]
    public void The_contract_is_as_kept()
    {
        var file = Path.Combine(Repository(), "src", "Contract", "PublicApi.txt");
        var now = string.Concat(Lines().Select(line => line + "\n"));
        if (Environment.GetEnvironmentVariable("ASHLAR_UPDATE") == "1")
            File.WriteAllText(file, now);
        var kept = File.Exists(file) ? File.ReadAllText(file) : "";
        var (before, after) = (kept.Split('\n').ToHashSet(StringComparer.Ordinal), now.Split('\n').ToHashSet(StringComparer.Ordinal));
        Assert.True(kept == now, "The contract changed. If that is meant, run ./ashlar docs and commit src/Contract/PublicApi.txt.\n"
            + string.Join('\n', [.. before.Except(after).Select(line => "- " + line), .. after.Except(before).Select(line => "+ " + line)]));
    }

    private static IEnumerable<string> Lines() => typeof(IModule).Assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal)
        .SelectMany(type => Members(type).Order(StringComparer.Ordinal).Prepend($"{Kind(type)} {Name(type, full: true)}{Bases(type)}"));

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type).Select(name => $"    {name} = {Convert.ToInt64(Enum.Parse(type, name), System.Globalization.CultureInfo.InvariantCulture)}");
        return type.GetMembers(Declared).Select(member => member switch
        {
            ConstructorInfo constructor when Visible(constructor) => $"    new({Parameters(constructor)})",
            // Accessors appear as properties; what the compiler adds to records is the same in each.
            MethodInfo method when Visible(method) && !(method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal)) && !IsOfEveryRecord(method) =>
                $"    {Static(method)}{Name(method.ReturnType)} {method.Name}{Generics(method)}({Parameters(method)})",
            PropertyInfo property when property.GetMethod is { } getter && Visible(getter) && property.Name != "EqualityContract" =>
                $"    {Static(getter)}{Name(property.PropertyType)}{Nullable(_nullability.Create(property))} {property.Name} {{ get;{Setter(property)} }}",
            FieldInfo field when field.IsPublic => $"    {(field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name}",
            _ => null,
        }).OfType<string>();
    }

    private static bool Visible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsOfEveryRecord(MethodInfo method) =>
        method.Name is "ToString" or "GetHashCode" or "Equals" or "PrintMembers" or "<Clone>$" or "Deconstruct" or "op_Equality" or "op_Inequality";

    private static string Setter(PropertyInfo property) => property.SetMethod is not { } setter || !Visible(setter) ? ""
        : setter.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name == "IsExternalInit") ? " init;" : " set;";

    private static string Static(MethodBase method) => method.IsStatic ? "static " : method.IsAbstract && !method.DeclaringType!.IsInterface ? "abstract " : "";

    private static string Kind(Type type) => type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" : type is { IsAbstract: true, IsSealed: true } ? "static class" : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";

    private static string Bases(Type type)
    {
        if (type.IsEnum)
            return "";
        var bases = type.GetInterfaces().Where(i => !i.IsGenericType || i.GetGenericTypeDefinition() != typeof(IEquatable<>)).Select(i => Name(i)).Order(StringComparer.Ordinal).ToList();
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType))
            bases.Insert(0, Name(parent));
        return bases.Count == 0 ? "" : $" : {string.Join(", ", bases)}";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{Name(parameter.ParameterType)}{Nullable(_nullability.Create(parameter))} {parameter.Name}{(parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "null"}" : "")}"));

    private static string Nullable(NullabilityInfo info) => !info.Type.IsValueType && info.ReadState == NullabilityState.Nullable ? "?" : "";

    private static string Generics(MethodInfo method) => method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";

    private static string Name(Type type, bool full = false)
    {
        if (System.Nullable.GetUnderlyingType(type) is { } inner)
            return Name(inner) + "?";
        if (type.IsArray)
            return Name(type.GetElementType()!) + "[]";
        var name = new StringBuilder(full && type.Namespace is not null ? $"{type.Namespace}." : "");
        name.Append(type.Name.Split('`')[0]);
        if (type.IsGenericType)
            name.Append('<').AppendJoin(", ", type.GetGenericArguments().Select(argument => Name(argument))).Append('>');
        return name.ToString();
    }

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Ashlar.slnx")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
