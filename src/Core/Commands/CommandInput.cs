using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Modules;
using Ashlar.Contract.Resources;
using Ashlar.Core.Http;
using Ashlar.Core.Resources;
using Ashlar.Core.Resources.Fields;

namespace Ashlar.Core.Commands;

/// <summary>Makes command and query records from JSON bodies and query strings, checked by the same kinds as fields of rows.</summary>
internal static class CommandInput
{
    private static readonly ConcurrentDictionary<Type, ConstructorInfo> _constructors = new();

    public static Result<object> FromJson(Type record, IReadOnlyList<FieldDefinition> fields, JsonElement body, Guid? id)
    {
        if (body.ValueKind != JsonValueKind.Object)
            return CoreErrors.Malformed("Send an object with the fields of the command.");

        var errors = new List<FieldError>();
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var property in body.EnumerateObject())
        {
            if (fields.FirstOrDefault(field => field.Name == property.Name) is not { } field)
            {
                errors.Add(new FieldError(property.Name, $"There is no field {property.Name}.", "unknown_field"));
                continue;
            }

            string? error = null;
            values[field.Name] = property.Value.ValueKind == JsonValueKind.Null ? null : Read(field, property.Value, out error);
            if (error is not null)
                errors.Add(new FieldError(field.Name, error, "invalid"));
        }

        return Make(record, fields, values, errors, id);
    }

    public static Result<object> FromQuery(Type record, IReadOnlyList<FieldDefinition> fields, HttpRequest request)
    {
        var errors = new List<FieldError>();
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, text) in request.Query.Select(pair => (pair.Key, pair.Value.ToString())).Concat(request.RouteValues.Select(pair => (pair.Key, pair.Value as string ?? ""))))
        {
            if (fields.FirstOrDefault(field => field.Name == name) is not { } field)
            {
                errors.Add(new FieldError(name, $"There is no parameter {name}.", "unknown_parameter"));
                continue;
            }

            var value = FieldTypes.Of(field.Kind).Parse(text, field, out var error);
            if (error is not null)
                errors.Add(new FieldError(name, error, "invalid"));
            values[name] = value is null ? null : FieldTypes.Of(field.Kind).ToProperty(value, field.Property!.PropertyType);
        }

        return Make(record, fields, values, errors, null);
    }

    private static object? Read(FieldDefinition field, JsonElement json, out string? error)
    {
        error = null;
        var type = field.Property!.PropertyType;
        // A list of ids is shown like tags and read as what it is.
        if ((field.Kind == FieldKind.Json && type != typeof(JsonElement)) || type == typeof(Guid[]))
        {
            try
            {
                return json.Deserialize(type, JsonSettings.Options);
            }
            catch (JsonException)
            {
                error = "Has not the expected shape.";
                return null;
            }
        }

        var kind = FieldTypes.Of(field.Kind);
        var value = kind.Read(json, field, out error);
        return value is null ? null : kind.ToProperty(value, type);
    }

    private static Result<object> Make(Type record, IReadOnlyList<FieldDefinition> fields, Dictionary<string, object?> values, List<FieldError> errors, Guid? id)
    {
        errors.AddRange(fields
            .Where(field => field.Required && values.GetValueOrDefault(field.Name) is null && errors.All(error => error.Field != field.Name))
            .Select(field => new FieldError(field.Name, $"{field.Label} is required.", "required")));
        if (errors.Count > 0)
            return errors is [{ Code: "unknown_field" } only] ? CoreErrors.Validation(errors) with { Code = "unknown_field", Message = only.Message } : CoreErrors.Validation(errors);

        var constructor = _constructors.GetOrAdd(record, type => type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First());
        var arguments = constructor.GetParameters().Select(parameter =>
        {
            if (parameter.Name == "Id" && id is not null)
                return id.Value;
            var value = values.GetValueOrDefault(Shapes.Snake(parameter.Name!));
            return value ?? (parameter.HasDefaultValue ? parameter.DefaultValue : parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null ? Activator.CreateInstance(parameter.ParameterType) : null);
        });
        return constructor.Invoke([.. arguments]);
    }
}
