using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashlar.TestKit;

namespace Ashlar.Modules.Tests.Resources;

/// <summary>Makes valid rows of any resource from its definition alone, and the rows they point at.</summary>
internal sealed class SampleRows(HttpClient client)
{
    /// <summary>Filled even where nothing requires them, since rules of a module may want one of several.</summary>
    private static readonly string[] _always = ["text", "email", "phone", "url", "money", "decimal"];

    private static int _next;

    public async Task<JsonElement> Create(string path)
    {
        var response = await client.PostAsJsonAsync(path, await Body(path));
        return await Organisation.Data(response);
    }

    public async Task<JsonObject> Body(string path)
    {
        var schema = await Organisation.Data(await client.GetAsync($"{path}/schema"));
        var body = new JsonObject();
        foreach (var field in schema.GetProperty("fields").EnumerateArray().Where(field => !field.GetProperty("read_only").GetBoolean()))
        {
            if (field.GetProperty("required").GetBoolean() || _always.Contains(field.GetProperty("kind").GetString()))
                body[field.GetProperty("name").GetString()!] = await Value(field);
        }

        return body;
    }

    private async Task<JsonNode?> Value(JsonElement field)
    {
        var number = Interlocked.Increment(ref _next);
        return field.GetProperty("kind").GetString() switch
        {
            "text" or "long_text" => $"Sample {number}",
            "integer" => 1 + (number % 50),
            "decimal" => "1.5",
            "money" => new JsonObject { ["amount"] = "12.50", ["currency"] = "EUR" },
            "boolean" => true,
            "date" => "2026-01-31",
            "timestamp" => "2026-01-31T09:30:00Z",
            "enum" => field.GetProperty("options")[0].GetProperty("value").GetString(),
            "email" => string.Create(CultureInfo.InvariantCulture, $"sample{number}@example.test"),
            "phone" => $"030 1234{number:000}",
            "url" => "https://example.test/",
            "json" => new JsonObject(),
            "tags" => new JsonArray("a"),
            "file" => await File(number),
            "relation" => await Target(field.GetProperty("relation").GetProperty("resource").GetString()!),
            var kind => throw new InvalidOperationException($"No sample for {kind}."),
        };
    }

    private async Task<string> File(int number)
    {
        using var content = new StringContent(string.Create(CultureInfo.InvariantCulture, $"Sample {number}"));
        return (await Organisation.Data(await client.PostAsync(string.Create(CultureInfo.InvariantCulture, $"/api/v1/files/upload?name=sample{number}.txt"), content))).GetProperty("id").GetString()!;
    }

    private async Task<string> Target(string resource)
    {
        var path = $"/api/v1/{resource.Replace('.', '/')}";
        if (resource == "org.users")
            return (await Organisation.Rows(client, path))[0].GetProperty("id").GetString()!;
        return (await Create(path)).GetProperty("id").GetString()!;
    }
}
