using System.Text.Json.Nodes;
using Ashlar.Contract.Modules;
using Ashlar.Contract.Resources;
using Ashlar.Core.Access;
using Ashlar.Core.Files.Rows;
using Ashlar.Core.Identity;

namespace Ashlar.Core.Resources.Definitions;

/// <summary>A definition as clients read it: enough to build list, form, detail and commands, shaped for one caller.</summary>
internal sealed class DefinitionJson(AccessCheck access, IReadOnlyList<ModuleDefinition> modules)
{
    private readonly ILookup<string, CommandDefinition> _commands = modules.SelectMany(module => module.Commands).ToLookup(command => command.Resource, StringComparer.Ordinal);

    public JsonObject Of(FieldScope scope, Caller caller)
    {
        var definition = scope.Model.Definition;
        return new JsonObject
        {
            ["key"] = definition.Key,
            ["type"] = definition.Type,
            ["module"] = definition.Module,
            ["name"] = definition.Name,
            ["plural"] = definition.Plural,
            ["label"] = definition.Label,
            ["plural_label"] = definition.PluralLabel,
            ["icon"] = definition.Icon,
            ["path"] = definition.Path,
            ["title_field"] = definition.TitleField,
            ["can"] = Can(definition, caller),
            ["soft_delete"] = definition.SoftDelete,
            ["revisions"] = true,
            ["fields"] = new JsonArray([.. scope.Model.Visible(scope.Hidden).Select(column => (JsonNode)Field(column.Field, column)), .. CustomOf(scope).Select(field => (JsonNode)Field(field))]),
            ["columns"] = Names(definition.Columns.Where(name => !scope.Hidden.Contains(name))),
            ["filters"] = Names(definition.Filters.Where(name => !scope.Hidden.Contains(name))),
            ["sort"] = definition.Sort,
            ["commands"] = new JsonArray([.. _commands[definition.Key].Select(command => (JsonNode)Command(command, caller))]),
            ["timeline"] = definition.Timeline,
            ["board"] = definition.Board is { } board ? Board(board, scope) : null,
        };
    }

    private JsonObject Can(ResourceDefinition definition, Caller caller)
    {
        bool May(string action, Operations operation) => (definition.Operations & operation) == operation && access.Can(caller, definition.Permission(action));
        return new JsonObject
        {
            ["read"] = May("read", Operations.Read),
            ["create"] = May("create", Operations.Create),
            ["update"] = May("update", Operations.Update),
            ["delete"] = May("delete", Operations.Delete),
            ["restore"] = definition.SoftDelete && May("delete", Operations.Delete),
            ["import"] = May("import", Operations.Import),
            ["export"] = May("export", Operations.Read),
            ["bulk"] = May("update", Operations.Update) || May("delete", Operations.Delete),
        };
    }

    private static IEnumerable<FieldDefinition> CustomOf(FieldScope scope) =>
        scope.CustomFields.Where(field => !scope.Hidden.Contains(FieldScope.CustomPrefix + field.Name)).Select(field => field with { Name = FieldScope.CustomPrefix + field.Name });

    private static JsonObject Field(FieldDefinition field, Column? column = null)
    {
        var json = new JsonObject
        {
            ["name"] = field.Name,
            ["label"] = field.Label,
            ["kind"] = Kind(field.Kind),
            ["required"] = field.Required,
            ["read_only"] = field.ReadOnly,
            ["searchable"] = field.Searchable,
            ["sortable"] = column?.IsOrdered ?? field.Kind is not (FieldKind.Json or FieldKind.Tags),
            ["filterable"] = field.Kind is not FieldKind.Json,
            ["operators"] = Names(column?.Operators ?? Fields.FieldTypes.Operators(field.Kind)),
            ["unique"] = field.Unique,
            ["custom"] = field.Custom,
            ["multiline"] = field.Kind == FieldKind.LongText,
        };
        if (field.Classification != Classification.None)
            json["classification"] = Shapes.Snake(field.Classification.ToString());
        if (field.Hint is not null)
            json["hint"] = field.Hint;
        if (field.MaxLength is { } length)
            json["max_length"] = length;
        if (field.Min is { } min)
            json["min"] = min;
        if (field.Max is { } max)
            json["max"] = max;
        if (field.Kind is FieldKind.Decimal or FieldKind.Money)
            json["scale"] = field.Scale;
        if (field.Bytes)
            json["bytes"] = true;
        if (field.Section is not null)
            json["section"] = field.Section;
        if (field.Options.Count > 0)
            json["options"] = new JsonArray([.. field.Options.Select(option => (JsonNode)new JsonObject { ["value"] = option.Value, ["label"] = option.Label, ["color"] = option.Color })]);
        if (field.Relation is { } relation)
            json["relation"] = new JsonObject { ["resource"] = relation.Resource, ["include"] = relation.Include, ["on_delete"] = Contract.Modules.Shapes.Snake(relation.OnDelete.ToString()) };
        else if (field.Kind == FieldKind.File)
            json["relation"] = new JsonObject { ["resource"] = FileResource.Key, ["include"] = field.Name, ["on_delete"] = "null" };
        if (field.Default is { } value && Fields.FieldTypes.Of(field.Kind) is var type && type.FromProperty(value) is { } plain)
            json["default"] = WriteInput.ToNode(type, plain);
        return json;
    }

    public static string Kind(FieldKind kind) => Shapes.Snake(kind.ToString());

    private JsonObject Command(CommandDefinition command, Caller caller) => new()
    {
        ["name"] = command.Name,
        ["label"] = command.Label,
        ["scope"] = command.OnOne ? "one" : "collection",
        ["permission"] = command.Permission,
        ["allowed"] = access.Can(caller, command.Permission),
        ["danger"] = command.Danger,
        ["confirm"] = command.Confirm,
        ["fields"] = new JsonArray([.. command.Fields.Select(field => (JsonNode)Field(field))]),
    };

    private static JsonObject Board(BoardDefinition board, FieldScope scope) => new()
    {
        ["group_by"] = board.GroupBy,
        ["relation_scope"] = board.Scope,
        ["card"] = Names(board.Card.Where(name => !scope.Hidden.Contains(name))),
        ["sum"] = board.Sum,
        ["move"] = board.MoveCommand is null ? null : new JsonObject { ["command"] = board.MoveCommand, ["field"] = board.GroupBy },
    };

    private static JsonArray Names(IEnumerable<string> names) => new([.. names.Select(name => (JsonNode)name)]);
}
