using System.Reflection;
using Ashlar.Contract.Errors;

namespace Ashlar.Core.Http;

/// <summary>One error as the list of errors shows it.</summary>
internal sealed record CataloguedError(string Code, int Status, string Message, string Source);

/// <summary>Every error that the core and the modules declare: static fields anywhere, and methods of classes named …Errors.</summary>
internal static class ErrorCatalogue
{
    public static IReadOnlyList<CataloguedError> Of(IEnumerable<Assembly> assemblies) =>
        [.. assemblies.SelectMany(assembly => assembly.GetTypes()).Where(type => !type.ContainsGenericParameters)
            .SelectMany(type => Declared(type).Select(error => new CataloguedError(error.Code, Status(error), error.Message, type.FullName!)))
            .DistinctBy(error => (error.Code, error.Source)).OrderBy(error => error.Code, StringComparer.Ordinal)];

    private static IEnumerable<Error> Declared(Type type)
    {
        const BindingFlags Static = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (var field in type.GetFields(Static).Where(field => field.FieldType == typeof(Error)))
        {
            if (field.GetValue(null) is Error error)
                yield return error;
        }

        if (!type.Name.EndsWith("Errors", StringComparison.Ordinal))
            yield break;
        foreach (var method in type.GetMethods(Static).Where(method => method.ReturnType == typeof(Error) && method.GetParameters().All(parameter => Placeholder(parameter) is not null)))
        {
            if (method.Invoke(null, [.. method.GetParameters().Select(Placeholder)]) is Error error)
                yield return error;
        }
    }

    private static int Status(Error error) => error.Code switch
    {
        "internal" => StatusCodes.Status500InternalServerError,
        "method_not_allowed" => StatusCodes.Status405MethodNotAllowed,
        _ => ErrorResponses.Status(error.Kind),
    };

    /// <summary>An argument that shows in the message which value will stand there.</summary>
    private static object? Placeholder(ParameterInfo parameter) => parameter.ParameterType switch
    {
        var type when type == typeof(string) => parameter.HasDefaultValue ? parameter.DefaultValue : $"{{{parameter.Name}}}",
        var type when type.IsAssignableFrom(typeof(string[])) => new[] { $"{{{parameter.Name}}}" },
        var type when type.IsAssignableFrom(typeof(FieldError[])) => new[] { new FieldError("field", "What is wrong with the field."), new FieldError("other", "The same.") },
        var type when type.IsValueType => Activator.CreateInstance(type),
        var type when type.GetConstructor(Type.EmptyTypes) is not null => Filled(type, parameter.Name!),
        _ => null,
    };

    private static object Filled(Type type, string name)
    {
        var value = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties().Where(property => property.PropertyType == typeof(string) && property.SetMethod is not null))
            property.SetValue(value, $"{{{name}}}");
        return value;
    }
}
