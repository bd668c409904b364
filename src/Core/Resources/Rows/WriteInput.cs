using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Http;
using Ashlar.Core.Protection;

namespace Ashlar.Core.Resources.Rows;

/// <summary>Values a caller sends for a row, checked field by field. Unknown, hidden and read-only fields are refused by name.</summary>
internal sealed class WriteInput
{
    private const int MaxErrors = 50;

    private readonly List<FieldError> _errors = [];
    private bool _denied;

    public Dictionary<Column, object?> Values { get; } = [];

    /// <summary>Custom fields by name; a null value removes one. Null when the body does not mention them.</summary>
    public Dictionary<string, JsonNode?>? Custom { get; set; }

    public Guid? ClientId { get; set; }

    /// <summary>The id a new row shall have; only imports bring one, so that files that point at each other keep doing so.</summary>
    public Guid? Id { get; set; }

    public static Result<WriteInput> Read(JsonElement body, FieldScope scope)
    {
        if (body.ValueKind != JsonValueKind.Object)
            return CoreErrors.Malformed("Send an object with the fields of the row.");

        var input = new WriteInput();
        foreach (var property in Attributes(body).EnumerateObject())
        {
            input.ReadProperty(property, scope);
            if (input._errors.Count >= MaxErrors)
                break;
        }

        return input._errors.Count == 0 ? input : input.Failure();
    }

    /// <summary>Applies the values to a row: a merge patch keeps what is not mentioned, a replacement empties it.</summary>
    public Error? Apply(Row row, FieldScope scope, bool replace)
    {
        var empty = replace ? scope.Model.NewRow() : null;
        foreach (var column in scope.Model.Columns)
        {
            if (Values.TryGetValue(column, out var value))
                row.Values[column.Index] = value ?? (column.Field.Required ? null : DefaultOfValueType(column));
            else if (replace && !column.Field.ReadOnly && !column.Field.Secret && !scope.Hidden.Contains(column.Name))
                row.Values[column.Index] = empty!.Values[column.Index];
        }

        ApplyCustom(row, replace);
        return Missing(row, scope);
    }

    /// <summary>Required fields that are empty.</summary>
    public static Error? Missing(Row row, FieldScope scope)
    {
        List<FieldError>? missing = null;
        foreach (var column in scope.Model.Columns)
        {
            if (column.Field.Required && row.Values[column.Index] is null && !column.Field.ReadOnly)
                (missing ??= []).Add(new FieldError(column.Name, $"{column.Field.Label} is required.", "required"));
        }

        foreach (var field in scope.CustomFields.Where(field => field.Required && row.Custom?[field.Name] is null))
            (missing ??= []).Add(new FieldError(FieldScope.CustomPrefix + field.Name, $"{field.Label} is required.", "required"));
        return missing is null ? null : CoreErrors.Validation(missing);
    }

    /// <summary>A body may repeat the shape it was read in.</summary>
    private static JsonElement Attributes(JsonElement body) =>
        body.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object && data.TryGetProperty("attributes", out var attributes) && attributes.ValueKind == JsonValueKind.Object
            ? attributes
            : body;

    private void ReadProperty(JsonProperty property, FieldScope scope)
    {
        var name = property.Name;
        if (name == "custom")
        {
            ReadCustom(property.Value, scope);
            return;
        }

        if (name == "client_id")
        {
            ReadClient(property.Value);
            return;
        }

        if (StandardFields.Find(name) is not null)
        {
            _errors.Add(new FieldError(name, $"{name} is set by the platform.", "read_only"));
            return;
        }

        if (scope.Hidden.Contains(name) || scope.Model.Find(name) is not { Field.Secret: false } column)
        {
            _denied |= scope.Model.Phi.Contains(name);
            _errors.Add(new FieldError(name, $"There is no field {name}.", "unknown_field"));
            return;
        }

        if (column.Field.ReadOnly)
        {
            _errors.Add(new FieldError(name, $"{column.Field.Label} cannot be set directly.", "read_only"));
            return;
        }

        string? error = null;
        var value = property.Value.ValueKind == JsonValueKind.Null ? null : column.Type.Read(property.Value, column.Field, out error);
        if (error is not null)
            _errors.Add(new FieldError(name, error, "invalid"));
        Values[column] = value;
    }

    private void ReadClient(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Null)
            return;
        if (json.ValueKind == JsonValueKind.String && Guid.TryParseExact(json.GetString(), "D", out var id))
            ClientId = id;
        else
            _errors.Add(new FieldError("client_id", "Must be an id.", "invalid"));
    }

    private void ReadCustom(JsonElement json, FieldScope scope)
    {
        Custom = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        if (json.ValueKind == JsonValueKind.Null)
            return;
        if (json.ValueKind != JsonValueKind.Object)
        {
            _errors.Add(new FieldError("custom", "Must be an object.", "invalid"));
            return;
        }

        foreach (var property in json.EnumerateObject())
        {
            var name = FieldScope.CustomPrefix + property.Name;
            if (scope.Hidden.Contains(name) || scope.CustomFields.FirstOrDefault(field => field.Name == property.Name) is not { } field)
            {
                _errors.Add(new FieldError(name, $"There is no field {name}.", "unknown_field"));
                continue;
            }

            if (property.Value.ValueKind == JsonValueKind.Null)
            {
                Custom[field.Name] = null;
                continue;
            }

            var type = Fields.FieldTypes.Of(field.Kind);
            var value = type.Read(property.Value, field, out var error);
            if (error is not null)
                _errors.Add(new FieldError(name, error, "invalid"));
            Custom[field.Name] = value is null ? null : ToNode(type, value);
        }
    }

    private void ApplyCustom(Row row, bool replace)
    {
        if (Custom is null && !replace)
            return;
        var custom = replace ? [] : row.Custom ?? [];
        foreach (var (name, value) in Custom ?? [])
        {
            if (value is null)
                custom.Remove(name);
            else
                custom[name] = value.DeepClone();
        }

        row.Custom = custom.Count == 0 ? null : custom;
    }

    internal static JsonNode? ToNode(Fields.FieldType type, object value)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
            type.Write(json, value);
        return JsonNode.Parse(buffer.WrittenSpan);
    }

    private static object? DefaultOfValueType(Column column)
    {
        var type = column.Field.Property?.PropertyType;
        if (column.Field.Kind == FieldKind.Tags)
            return Array.Empty<string>();
        return column.Field.Kind == FieldKind.Boolean && type == typeof(bool) ? false : null;
    }

    private Error Failure() => _denied ? ProtectionErrors.PhiDenied : _errors is [{ Code: "unknown_field" } only]
        ? CoreErrors.Validation(_errors) with { Code = "unknown_field", Message = only.Message }
        : CoreErrors.Validation(_errors);
}
