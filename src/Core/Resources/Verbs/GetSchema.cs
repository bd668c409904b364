using Ashlar.Core.Access;
using Ashlar.Core.Http;

namespace Ashlar.Core.Resources.Verbs;

/// <summary>GET …/schema and GET /api/v1/meta/resources: definitions as the caller may use them.</summary>
internal sealed class GetSchema(ResourceModels models, FieldScopes scopes, DefinitionJson definitions, AccessCheck access)
{
    public async Task One(HttpContext context, ResourceModel model)
    {
        var caller = context.Caller();
        await Envelope.Data(definitions.Of(await scopes.Of(model, caller, context.RequestAborted), caller)).ExecuteAsync(context);
    }

    public async Task All(HttpContext context)
    {
        var caller = context.Caller();
        var readable = new System.Text.Json.Nodes.JsonArray();
        foreach (var definition in models.Definitions.Where(definition => access.Can(caller, definition.Permission("read"))))
            readable.Add((System.Text.Json.Nodes.JsonNode)definitions.Of(await scopes.Of(definition.Key, caller, context.RequestAborted), caller));
        await Envelope.Data(readable).ExecuteAsync(context);
    }
}
