using System.Text.Json;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Ashlar.Core.Commands;
using Ashlar.Core.Http;
using Ashlar.Core.Resources;

namespace Ashlar.Core.Meta;

/// <summary>A field that a tenant adds to a resource.</summary>
internal sealed class CustomField : Entity
{
    public required string Resource { get; set; }
    public required string Name { get; set; }
    public required string Label { get; set; }
    public FieldKind Kind { get; set; }
    public bool Required { get; set; }
    public JsonElement? Options { get; set; }
    public string? Hint { get; set; }
    public long Position { get; set; }
}

internal sealed class CustomFieldResource : IResource<CustomField>
{
    public void Define(ResourceBuilder<CustomField> resource)
    {
        resource.Named("custom_field", "custom_fields", "Custom field", "Custom fields").InControlPlane().Icon("text-cursor-input").Sort("resource,position")
            .Title(field => field.Label)
            .Unique(field => field.Resource, field => field.Name)
            .BeforeWrite<CustomFieldRules>();
        resource.Field(field => field.Position).Default(0L);
        resource.Field(field => field.Name).Max(40).Hint("Lower-case letters, digits and underscores, for example contract_end.");
        resource.Field(field => field.Options).Hint("For lists of choices: [{\"value\":\"gold\",\"label\":\"Gold\"}].");
    }
}

internal sealed class CustomFieldRules(CurrentOperation current, ResourceModels models) : IBeforeWrite<CustomField>
{
    private static readonly FieldKind[] _kinds =
        [FieldKind.Text, FieldKind.LongText, FieldKind.Integer, FieldKind.Decimal, FieldKind.Boolean, FieldKind.Date, FieldKind.Timestamp, FieldKind.Enum, FieldKind.Email, FieldKind.Phone, FieldKind.Url, FieldKind.Tags];

    public Task<Error?> BeforeWrite(Write<CustomField> write, CancellationToken cancel)
    {
        current.Work.Invalidate(CustomFields.Topic, current.Work.Scope.TenantId.ToString());
        return Task.FromResult(write.Kind is WriteKind.Delete ? null : Check(write.Before, write.After));
    }

    private Error? Check(CustomField? before, CustomField field)
    {
        if (models.Find(field.Resource) is not { } model)
            return CoreErrors.Validation("resource", $"There is no resource {field.Resource}.", "unknown_resource");
        if (field.Name.Length == 0 || !char.IsAsciiLetterLower(field.Name[0]) || !field.Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
            return CoreErrors.Validation("name", "Use lower-case letters, digits and underscores, beginning with a letter.");
        if (before is not null && (before.Name != field.Name || before.Kind != field.Kind || before.Resource != field.Resource))
            return CoreErrors.Validation("name", "Resource, name and kind of a custom field stay as they were made; values rest on them.", "read_only");
        if (model.Find(field.Name) is not null)
            return CoreErrors.Validation("name", $"{model.Definition.PluralLabel} have a field {field.Name} already.", "duplicate");
        if (!_kinds.Contains(field.Kind))
            return CoreErrors.Validation("kind", $"A custom field is one of {string.Join(", ", _kinds.Select(DefinitionJson.Kind))}.");
        // Whatever stands here is read with every row of the resource, whatever the kind.
        if (Options(field) is not { } options || (field.Kind == FieldKind.Enum && options.Length == 0))
            return CoreErrors.Validation("options", "List the choices: [{\"value\":\"gold\",\"label\":\"Gold\"}].", "required");
        return null;
    }

    private static FieldOption[]? Options(CustomField field)
    {
        if (field.Options is not { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } given)
            return [];
        try
        {
            var options = given.Deserialize<FieldOption[]>(JsonSettings.Options) ?? [];
            return options.All(option => option is { Value.Length: > 0, Label.Length: > 0 }) && options.DistinctBy(option => option.Value).Count() == options.Length ? options : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
