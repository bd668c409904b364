using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Modules;
using Ashlar.Contract.Resources;
using Ashlar.Core.Resources;

namespace Ashlar.Core.Http.OpenApi;

/// <summary>Commands and queries, from their records.</summary>
internal static class ModuleOperations
{
    public static ApiOperation Of(CommandRoute route, ResourceModels models)
    {
        var command = route.Command;
        var body = Schema.Closed(command.Fields.Select(field => (field.Required ? field.Name : $"{field.Name}?", FieldSchema.Read(field))));
        var example = new JsonObject(command.Fields.Where(field => field.Required).Select(field => KeyValuePair.Create(field.Name, (JsonNode?)FieldSchema.Sample(field))));
        return new ApiOperation(command.Label)
        {
            Description = command.Confirm,
            Body = Parts.Content("application/json", body, example),
            BodyOptional = command.Fields.All(field => !field.Required),
            Parameters = command.OnOne ? [Parts.Parameter("IfMatch")] : [],
            Answer = Parts.Content("application/json", Parts.One(ResultOf(command.Result, models))),
            Failures = command.OnOne ? [409, 412] : [409],
            Idempotent = true,
        };
    }

    public static ApiOperation Of(QueryRoute route, string path)
    {
        var result = route.Query.Result;
        var item = result.GetInterfaces().Prepend(result).FirstOrDefault(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>) && result != typeof(string))?.GetGenericArguments()[0];
        var answer = item is null
            ? Parts.One(Parts.Item("query", TypeSchema.Written(result)))
            : Parts.One(Schema.List(Parts.Item($"{route.Module}.{Shapes.Snake(item.Name)}", TypeSchema.Written(item))));
        return new ApiOperation(Shapes.Sentence(Shapes.Snake(route.Query.Query.Name)).Replace("Get ", "Read ", StringComparison.Ordinal))
        {
            Parameters = [.. route.Fields.Where(field => !path.Contains($"{{{field.Name}}}", StringComparison.Ordinal)).Select(Parameter)],
            Answer = Parts.Content("application/json", answer),
            Failures = [422],
        };
    }

    private static JsonObject Parameter(FieldDefinition field)
    {
        var parameter = Parts.Query(field.Name, FieldSchema.Plain(field), field.Hint ?? field.Label);
        if (field.Required)
            parameter["required"] = true;
        return parameter;
    }

    /// <summary>A row is shown as its own route shows it; any other record as it is.</summary>
    private static JsonObject ResultOf(Type result, ResourceModels models)
    {
        if (typeof(Entity).IsAssignableFrom(result))
        {
            var definition = models.Of(result).Definition;
            return new ResourceSchemas(definition).Row(definition.Type);
        }

        return result == typeof(Done) ? Schema.Closed() : TypeSchema.Written(result);
    }
}
