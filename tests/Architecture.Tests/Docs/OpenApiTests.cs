using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Resources.Definitions;
using Ashlar.TestKit;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Ashlar.Architecture.Tests.Docs;

[Trait("feature", "DOC-02")]
public sealed class OpenApiTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly string[] _verbs = ["get", "post", "put", "patch", "delete"];

    private async Task<JsonObject> Document() => JsonNode.Parse(await host.Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken))!.AsObject();

    private Document Routes => new(host.Services.GetRequiredService<IEnumerable<EndpointDataSource>>(), host.Services.GetRequiredService<ResourceModels>());

    [Fact]
    public async Task The_document_lists_the_routes_of_the_host_and_nothing_else()
    {
        var listed = Operations(await Document()).Select(operation => $"{operation.Method} {operation.Path}");
        Assert.Equal(Routes.Routes.Select(route => $"{route.Method} {route.Path}").Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_route_is_described() =>
        Assert.Empty(Routes.Routes.Where(route => Routes.Describe(route.Endpoint, route.Path) is null).Select(route => $"{route.Method} {route.Path}: add .Describes(new ApiRoute(…))"));

    [Fact]
    public async Task Operation_ids_are_unique()
    {
        var ids = Operations(await Document()).Select(operation => (string)operation.Json["operationId"]!).ToList();
        Assert.Empty(ids.GroupBy(id => id).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    [Fact]
    public async Task References_lead_somewhere()
    {
        var document = await Document();
        var schemas = new Schemas(document);
        Assert.All(Nodes(document).OfType<JsonObject>().Where(json => json.ContainsKey("$ref")), json => Assert.NotNull(schemas.Resolve(json)));
    }

    [Fact]
    public async Task Examples_are_valid_against_their_schemas()
    {
        var document = await Document();
        var schemas = new Schemas(document);
        var wrong = Nodes(document).OfType<JsonObject>().Where(json => json.ContainsKey("schema") && json.ContainsKey("example"))
            .SelectMany(json => schemas.Check(json["example"], json["schema"]!).Select(problem => $"{json.GetPath()} {problem}"));
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Numbers_are_numbers_and_never_also_texts() =>
        Assert.Empty(Nodes(await Document()).OfType<JsonObject>().Where(json => json["type"] is JsonArray types && types.Count(type => (string)type! != "null") > 1).Select(json => json.GetPath()));

    [Fact]
    public async Task The_document_is_the_same_every_time()
    {
        var first = await Document();
        Assert.Equal(first.ToJsonString(), Routes.Build((string)first["info"]!["version"]!).ToJsonString());
    }

    [Fact]
    public async Task The_kept_document_is_up_to_date()
    {
        var options = new JsonSerializerOptions { WriteIndented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        Snapshot.Matches("docs/openapi.json", (await Document()).ToJsonString(options) + "\n");
    }

    [Fact]
    public async Task Open_answers_are_as_the_document_says()
    {
        var document = await Document();
        var schemas = new Schemas(document);
        foreach (var (path, _, operation) in Operations(document).Where(operation => operation is { Method: "GET" } && operation.Json["security"] is JsonArray { Count: 0 } && !operation.Path.Contains('{', StringComparison.Ordinal)))
        {
            using var answer = await host.Client.GetAsync(path, TestContext.Current.CancellationToken);
            var (media, described) = operation["responses"]!["200"]!["content"]!.AsObject().Single();
            Assert.Equal(media, answer.Content.Headers.ContentType?.MediaType);
            if (!media.Contains("json", StringComparison.Ordinal))
                continue;
            var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.True(schemas.Check(body, described!["schema"]!, strict: true) is [], $"{path}: {string.Join("; ", schemas.Check(body, described!["schema"]!, strict: true))}");
        }
    }

    [Fact]
    public async Task The_reference_page_asks_no_other_site()
    {
        var page = await host.Client.GetStringAsync("/docs/api", TestContext.Current.CancellationToken);
        var script = await host.Client.GetStringAsync("/docs/api/reference.js", TestContext.Current.CancellationToken);
        Assert.DoesNotContain("http://", page + script, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page + script, StringComparison.Ordinal);
        Assert.DoesNotContain("innerHTML", script, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Path, string Method, JsonObject Json)> Operations(JsonObject document) =>
        document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Where(entry => _verbs.Contains(entry.Key)).Select(entry => (path.Key, entry.Key.ToUpperInvariant(), entry.Value!.AsObject())));

    private static IEnumerable<JsonNode> Nodes(JsonNode node) => (node switch
    {
        JsonObject json => json.Select(pair => pair.Value),
        JsonArray list => list,
        _ => [],
    }).OfType<JsonNode>().SelectMany(Nodes).Prepend(node);
}
