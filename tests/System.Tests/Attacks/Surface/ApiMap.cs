using System.Text.Json.Nodes;
using Ashlar.Core.Access;
using Ashlar.Core.Audit;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Resources.Definitions;
using Ashlar.TestKit;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.System.Tests.Attacks.Surface;

/// <summary>Every operation of a running host, read from its endpoint table and its API document: whoever adds a route adds it here.</summary>
internal sealed class ApiMap
{
    private readonly JsonObject _document;

    private ApiMap(JsonObject document, IReadOnlyList<(RouteEndpoint Endpoint, string Path, string Method)> routes)
    {
        _document = document;
        Operations = [.. routes.Select(route => Read(route.Endpoint, route.Path, route.Method))];
    }

    public IReadOnlyList<Operation> Operations { get; }

    public static async Task<ApiMap> Of(TestHost host)
    {
        var document = JsonNode.Parse(await host.Client.GetStringAsync("/openapi/v1.json"))!.AsObject();
        return new ApiMap(document, new Document(host.Services.GetRequiredService<IEnumerable<EndpointDataSource>>(), host.Services.GetRequiredService<ResourceModels>()).Routes);
    }

    public Operation? Find(string method, string path) => Operations.FirstOrDefault(operation => operation.Method == method && operation.Path == path);

    /// <summary>Follows a reference to where it leads.</summary>
    public JsonObject Resolve(JsonNode? node)
    {
        var json = node as JsonObject ?? [];
        return json["$ref"] is { } reference ? ((string)reference!)[2..].Split('/').Aggregate((JsonNode)_document, (at, part) => at[part]!).AsObject() : json;
    }

    private Operation Read(RouteEndpoint endpoint, string path, string method)
    {
        var json = _document["paths"]![path]![method.ToLowerInvariant()]!.AsObject();
        var parameters = (json["parameters"]?.AsArray() ?? []).Select(Resolve).Select(parameter => new Parameter((string)parameter["name"]!, (string)parameter["in"]!, Resolve(parameter["schema"]))).ToList();
        var media = json["requestBody"]?["content"]?["application/json"];
        return new Operation(method, path, endpoint.Metadata.GetMetadata<EndpointAccess>()!, parameters)
        {
            Body = media is null ? null : Resolve(media["schema"]),
            Example = media?["example"],
            StepUp = endpoint.Metadata.GetMetadata<StepUpNeeded>() is not null,
            NoEntry = endpoint.Metadata.GetMetadata<LeavesNoEntry>()?.Reason,
        };
    }
}
