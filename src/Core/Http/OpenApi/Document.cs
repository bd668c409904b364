using System.Text.Json.Nodes;
using Ashlar.Contract.Resources;
using Ashlar.Core.Access;
using Ashlar.Core.Resources;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Ashlar.Core.Http.OpenApi;

/// <summary>The OpenAPI 3.1 document of the running host: exactly its endpoint table, always in the same order.</summary>
internal sealed class Document(IEnumerable<EndpointDataSource> sources, ResourceModels models)
{
    private const string Introduction =
        "Every resource answers the same verbs. Bodies are JSON in snake_case, times are UTC, decimals and money are text. Browsers sign in with a cookie and echo the cookie ashlar_csrf in the header X-CSRF-Token; everybody else sends an access token or an API key.";

    private static readonly string[] _methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    /// <summary>Endpoints in document order. Where two answer the same address, the one that wins is listed.</summary>
    public IReadOnlyList<(RouteEndpoint Endpoint, string Path, string Method)> Routes =>
        [.. sources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method => (endpoint, Template(endpoint.RoutePattern), method)))
            .GroupBy(route => (route.Item2, route.method)).Select(group => group.OrderBy(route => route.endpoint.Order).First())
            .OrderBy(route => route.Item2, StringComparer.Ordinal).ThenBy(route => Array.IndexOf(_methods, route.method))];

    public JsonObject Build(string version)
    {
        var paths = new JsonObject();
        var tags = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (endpoint, path, method) in Routes)
        {
            if (paths[path] is not JsonObject item)
                paths[path] = item = [];
            var operation = Operation(endpoint, path, method);
            tags.Add((string)operation["tags"]![0]!);
            item[method.ToLowerInvariant()] = operation;
        }

        var document = new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject { ["title"] = "Ashlar", ["version"] = version, ["description"] = Introduction, ["license"] = new JsonObject { ["name"] = "Apache-2.0", ["identifier"] = "Apache-2.0" } },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["security"] = new JsonArray(new JsonObject { ["bearer"] = new JsonArray() }, new JsonObject { ["cookie"] = new JsonArray() }, new JsonObject { ["key"] = new JsonArray() }),
            ["tags"] = new JsonArray([.. tags.Select(tag => (JsonNode)new JsonObject { ["name"] = tag, ["description"] = models.Find(tag)?.Definition.PluralLabel ?? Contract.Modules.Shapes.Sentence(tag) })]),
            ["paths"] = paths,
            ["components"] = Components(),
        };
        Prune(document);
        return document;
    }

    /// <summary>Leaves out what nothing points at: bodies of verbs that a hand-written route stands in for.</summary>
    private static void Prune(JsonObject document)
    {
        var components = document["components"]!.AsObject();
        for (var before = -1; before != Count(components);)
        {
            before = Count(components);
            var text = document.ToJsonString(JsonSettings.Options);
            foreach (var kind in (string[])["schemas", "parameters"])
            {
                foreach (var name in components[kind]!.AsObject().Select(pair => pair.Key).Where(name => !text.Contains($"\"#/components/{kind}/{name}\"", StringComparison.Ordinal)).ToList())
                    components[kind]!.AsObject().Remove(name);
            }
        }
    }

    private static int Count(JsonObject components) => components.Sum(kind => kind.Value!.AsObject().Count);

    /// <summary>The route as the document writes it: <c>/jobs/{id}</c> without constraints.</summary>
    public static string Template(RoutePattern pattern) => "/" + string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
    {
        RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
        RoutePatternLiteralPart literal => literal.Content,
        _ => "",
    }))));

    /// <summary>What the document says about a route, or null when nobody described it.</summary>
    public (string Name, string Tag, ApiOperation Operation)? Describe(RouteEndpoint endpoint, string path)
    {
        var name = (endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "").Replace("/", ".", StringComparison.Ordinal).Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
        if (endpoint.Metadata.GetMetadata<ApiRoute>() is { } route)
            return (route.Name, route.Tag, HandWritten.Of(route));
        if (endpoint.Metadata.GetMetadata<ResourceRoute>() is { } generated && ResourceOperations.Verbs.Contains(generated.Verb))
            return (name, generated.Resource.Key, ResourceOperations.Of(generated));
        if (endpoint.Metadata.GetMetadata<CommandRoute>() is { } command)
            return (name, command.Resource.Key, ModuleOperations.Of(command, models));
        return endpoint.Metadata.GetMetadata<QueryRoute>() is { } query ? (name, query.Module, ModuleOperations.Of(query, path)) : null;
    }

    private JsonObject Operation(RouteEndpoint endpoint, string path, string method)
    {
        // A route nobody described is in the document all the same, and a test names it.
        var (name, tag, operation) = Describe(endpoint, path) ?? ($"undescribed.{method.ToLowerInvariant()}{path}", "undescribed", new ApiOperation("Not described"));
        var access = endpoint.Metadata.GetMetadata<EndpointAccess>();
        var json = new JsonObject { ["operationId"] = name, ["tags"] = new JsonArray(tag), ["summary"] = operation.Summary };
        if (Words(operation, access) is { Length: > 0 } description)
            json["description"] = description;
        if (access is PermissionAccess { Permission: var permission })
            json["x-permission"] = permission;

        var idempotent = operation.Idempotent || (method != "GET" && endpoint.Metadata.GetMetadata<ResourceRoute>() is not null);
        JsonNode[] parameters = [.. PathParameters(endpoint, path), .. operation.Parameters, .. idempotent ? (JsonNode[])[Parts.Parameter("IdempotencyKey")] : []];
        if (parameters.Length > 0)
            json["parameters"] = new JsonArray(parameters);
        if (operation.Body is not null)
            json["requestBody"] = new JsonObject { ["required"] = !operation.BodyOptional, ["content"] = operation.Body };

        var responses = new JsonObject { [$"{operation.Status}"] = Parts.Response(operation.Status == 204 ? "Done." : "Success.", operation.Answer, [.. operation.Headers, .. idempotent ? (string[])["Idempotent-Replayed"] : [], "X-Request-Id"]) };
        if (operation.Job)
            responses["202"] = Parts.Response("The work goes on as a job.", Parts.Content("application/json", Parts.One(Schema.Ref("CoreJob"))), "Location", "X-Request-Id");
        Parts.AddFailures(responses, access, idempotent, operation.Body is not null, path.Contains('{', StringComparison.Ordinal), [.. operation.Failures, .. Listing(operation)], endpoint.Metadata.GetMetadata<BareBodies>() is not null);
        json["responses"] = responses;
        if (access is AnonymousAccess)
            json["security"] = new JsonArray();
        else if (access is ModuleAccess)
            json["security"] = new JsonArray(new JsonObject { ["key"] = new JsonArray() });
        else if (access is SignedInAccess { Keys: false })
            json["security"] = new JsonArray(new JsonObject { ["bearer"] = new JsonArray() }, new JsonObject { ["cookie"] = new JsonArray() });
        return json;
    }

    private static int[] Listing(ApiOperation operation) => operation.Parameters.Any(parameter => (string?)parameter["in"] == "query" || parameter.ContainsKey("$ref") && !((string)parameter["$ref"]!).EndsWith("/IfMatch", StringComparison.Ordinal)) ? [422] : [];

    private static IEnumerable<JsonNode> PathParameters(RouteEndpoint endpoint, string path) => endpoint.RoutePattern.Parameters.Select(parameter =>
        parameter.Name == "id" && !path.StartsWith("/api/v1/settings", StringComparison.Ordinal)
            ? Parts.Parameter("Id")
            : new JsonObject { ["name"] = parameter.Name, ["in"] = "path", ["required"] = true, ["schema"] = Typed(endpoint, parameter.Name) });

    private static JsonObject Typed(RouteEndpoint endpoint, string name) =>
        endpoint.Metadata.GetMetadata<QueryRoute>()?.Fields.FirstOrDefault(field => field.Name == name) is { } field ? FieldSchema.Plain(field) : Schema.Text();

    private static string Words(ApiOperation operation, EndpointAccess? access) => string.Join(" ", new[]
    {
        operation.Description,
        access switch
        {
            PermissionAccess { Feature: { } feature } permission => $"Needs the permission {permission.Permission} and the feature {feature}.",
            PermissionAccess permission => $"Needs the permission {permission.Permission}.",
            ModuleAccess module => $"Needs the key of a module with the scope {module.Scope}.",
            AnonymousAccess => "Answers without sign-in.",
            _ => null,
        },
    }.Where(text => text is not null));

    private JsonObject Components()
    {
        var schemas = Parts.Schemas().Concat(FilterSchema.Kinds()).Concat(ResourceOperations.Components()).Concat(HandWritten.Components())
            .Concat(models.Definitions.SelectMany(definition => new ResourceSchemas(definition).Components()))
            .OrderBy(schema => schema.Name, StringComparer.Ordinal);
        return new JsonObject
        {
            ["schemas"] = new JsonObject(schemas.Select(schema => KeyValuePair.Create(schema.Name, (JsonNode?)schema.Schema))),
            ["responses"] = Parts.Responses(),
            ["parameters"] = new JsonObject(Parts.Parameters().Select(pair => (pair.Key, Value: (JsonNode?)pair.Value!.DeepClone()))
                .Concat(models.Definitions.SelectMany(definition => ResourceOperations.Parameters(definition).Select(pair => (Key: pair.Name, Value: (JsonNode?)pair.Parameter))))
                .OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, pair.Value))),
            ["headers"] = Parts.Headers(),
            ["securitySchemes"] = new JsonObject
            {
                ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["bearerFormat"] = "JWT", ["description"] = "The access token of POST /api/v1/auth/login." },
                ["key"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "X-API-Key", ["description"] = "An API key; see docs/guides/api-keys.md. Authorization: Bearer does as well." },
                ["cookie"] = new JsonObject { ["type"] = "apiKey", ["in"] = "cookie", ["name"] = "ashlar_session", ["description"] = "Set by POST /api/v1/auth/login with cookie: true; unsafe requests also send X-CSRF-Token." },
            },
        };
    }
}
