using System.Net;
using System.Text.Json.Nodes;
using Ashlar.TestKit;

namespace Ashlar.Architecture.Tests.Docs;

/// <summary>Asks a running host what can be asked and compares the answers with the API document, member by member.</summary>
[Trait("feature", "DOC-02")]
public sealed class AnswerTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly string[] _leftOut = ["/api/v1/events/stream"];

    [Fact]
    public async Task What_an_administrator_reads_is_as_the_document_says()
    {
        var acme = await Organisation.Make(host, "acme", apps: "crm");
        var account = await Organisation.Data(await Post(acme.Admin, "/api/v1/crm/accounts", new JsonObject { ["name"] = "Acme" }));
        var person = (await Organisation.Rows(acme.Admin, "/api/v1/org/users"))[0].GetProperty("id").GetString()!;
        await Compare(acme.Admin, "/api/v1/rbac/grants", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["/api/v1/crm/accounts/{id}"] = account.GetProperty("id").GetString()!,
            ["/api/v1/crm/accounts/{id}/revisions"] = account.GetProperty("id").GetString()!,
            ["/api/v1/settings/{key}"] = "core.locale",
            ["/api/v1/settings/{key}/explain"] = "core.locale",
            ["/api/v1/settings/{key}/history"] = "core.locale",
            ["/api/v1/org/users/{id}/access"] = person,
            ["/api/v1/rbac/explain"] = $"user_id={person}&permission=crm:accounts:read",
            ["/api/v1/search"] = "q=acme",
        });
    }

    [Fact]
    public async Task What_the_operator_reads_is_as_the_document_says()
    {
        var globex = await Organisation.Make(host, "globex", apps: "crm");
        using var oper = await Organisation.Operator(host);
        await Compare(oper, "/api/v1/platform/tenants", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["/api/v1/platform/tenants/{id}"] = globex.Id.ToString(),
            ["/api/v1/platform/tenants/{id}/subscriptions"] = globex.Id.ToString(),
        });
    }

    [Fact]
    public async Task A_change_is_answered_as_the_document_says()
    {
        var document = await Document();
        var initech = await Organisation.Make(host, "initech", apps: "crm");
        var operation = document["paths"]!["/api/v1/crm/accounts"]!["post"]!;
        using var made = await Post(initech.Admin, "/api/v1/crm/accounts", operation["requestBody"]!["content"]!["application/json"]!["example"]!);
        await Check(document, operation, made, "the example of crm.account.create");

        using var refused = await Post(initech.Admin, "/api/v1/crm/accounts", new JsonObject { ["colour"] = "blue" });
        Assert.Equal(422, (int)refused.StatusCode);
        await Check(document, operation, refused, "a refusal");
    }

    private async Task<JsonObject> Document() => JsonNode.Parse(await host.Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken))!.AsObject();

    private async Task Compare(HttpClient client, string oneThatMustAnswer, Dictionary<string, string> rows)
    {
        var document = await Document();
        var (answered, wrong) = (new List<string>(), new List<string>());
        foreach (var (path, item) in document["paths"]!.AsObject())
        {
            if (item!["get"] is not { } operation || _leftOut.Contains(path) || (path.Contains('{', StringComparison.Ordinal) && !rows.ContainsKey(path)))
                continue;
            var query = ((operation["parameters"] as JsonArray)?.Any(parameter => (bool?)parameter!["required"] == true && (string?)parameter["in"] == "query")) ?? false;
            if (query && !rows.ContainsKey(path))
                continue;
            var given = rows.GetValueOrDefault(path);
            var address = given is null ? path : query ? $"{path}?{given}" : path[..path.IndexOf('{', StringComparison.Ordinal)] + given + path[(path.IndexOf('}', StringComparison.Ordinal) + 1)..];
            using var answer = await client.GetAsync(address, TestContext.Current.CancellationToken);
            if (answer.IsSuccessStatusCode)
                answered.Add(path);
            wrong.AddRange(await Wrong(document, operation, answer, address));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Contains(oneThatMustAnswer, answered);
        Assert.Superset(rows.Keys.ToHashSet(), answered.ToHashSet());
    }

    private static async Task Check(JsonObject document, JsonNode operation, HttpResponseMessage answer, string what) => Assert.Empty(await Wrong(document, operation, answer, what));

    private static async Task<IEnumerable<string>> Wrong(JsonObject document, JsonNode operation, HttpResponseMessage answer, string what)
    {
        var schemas = new Schemas(document);
        var status = $"{(int)answer.StatusCode}";
        if (answer.StatusCode >= HttpStatusCode.InternalServerError)
            return [$"{what} answers {status}."];
        if (operation["responses"]![status] is not { } response)
            return [$"{what} answers {status}, which is not described."];
        var content = schemas.Resolve(response)["content"]!.AsObject();
        var media = answer.Content.Headers.ContentType!.MediaType!;
        if (content[media] is not { } described)
            return [$"{what} answers {media}, which is not described."];
        return media == "application/json"
            ? schemas.Check(JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)), described["schema"]!, strict: true).Select(problem => $"{what}: {problem}")
            : [];
    }

    private static Task<HttpResponseMessage> Post(HttpClient client, string path, JsonNode body) =>
        client.PostAsync(path, new StringContent(body.ToJsonString(), null, "application/json"), TestContext.Current.CancellationToken);
}
