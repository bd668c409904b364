using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Ashlar.System.Tests.Attacks.Surface;

/// <summary>Makes the body that an operation would accept, from its example, its schema and the rows that somebody has.</summary>
internal sealed partial class Bodies(Func<string, Task<string?>> idOf, string issuer)
{
    /// <summary>Where a plausible word is not enough. Everything else follows from examples and schemas.</summary>
    private static readonly Dictionary<string, string> _special = new(StringComparer.Ordinal)
    {
        ["POST /api/v1/audit/erasures/erase"] = """{"reason":"Somebody asked for it","texts":["nobody-of-this-name-#"]}""",
        ["POST /api/v1/crm/accounts/{id}/merge"] = """{"source_ids":["01980a3c-5d10-7c44-9f2e-6f1d2b3c4d5e"]}""",
        ["POST /api/v1/crm/pipelines"] = """{"name":"Pipeline #"}""",
        ["POST /api/v1/crm/stages"] = """{"pipeline_id":null,"name":"Stage #","kind":"open","position":90}""",
        ["POST /api/v1/hooks/sources/create"] = """{"code":"src-#","name":"Source #","kind":"none"}""",
        ["POST /api/v1/hooks/accounts"] = """{"name":"account-#"}""",
        ["POST /api/v1/hooks/rules"] = """{"type":"order.#","action":"park","position":1}""",
        ["POST /api/v1/jobs/schedules"] = """{"name":"Schedule #","job":"crm.retire_stale_leads","cron":"0 4 * * 1"}""",
        ["PUT /api/v1/jobs/schedules/{id}"] = """{"name":"Schedule #","job":"crm.retire_stale_leads","cron":"0 4 * * 1"}""",
        ["POST /api/v1/meta/custom_fields"] = """{"resource":"crm.accounts","name":"extra_#","label":"Extra #","kind":"text"}""",
        ["POST /api/v1/meta/views"] = """{"resource":"crm.accounts","name":"View #","scope":"personal","definition":{}}""",
        ["POST /api/v1/org/clients"] = """{"code":"client-#","name":"Client #"}""",
        ["POST /api/v1/org/network_rules"] = """{"action":"deny","network":"203.0.113.0/24","note":"Note #"}""",
        ["POST /api/v1/org/units"] = """{"kind":"company","name":"Unit #","code":"unit-#"}""",
        ["POST /api/v1/org/users/invite"] = """{"email":"person#@example.test","name":"Person #"}""",
        ["POST /api/v1/files/retention_policies"] = """{"data_class":"class_#","min_days":1,"max_days":30}""",
        ["POST /api/v1/platform/developers"] = """{"email":"developer#@example.test","module_name":"module-#"}""",
        ["POST /api/v1/platform/flags"] = """{"key":"flag.n#","description":"Flag #","enabled":true}""",
        ["POST /api/v1/platform/limits"] = """{"policy":"search","amount":100000,"note":"Limit #"}""",
        ["POST /api/v1/rbac/roles"] = """{"code":"role-#","name":"Role #","allow":["crm:leads:read"]}""",
        ["POST /api/v1/rbac/grants"] = """{"user_id":null,"permission":"crm:leads:read","effect":"allow"}""",
        ["POST /api/v1/security/providers"] = """{"name":"Provider #","issuer":"@issuer","client_id":"client-#"}""",
        ["PUT /api/v1/security/providers/{id}"] = """{"name":"Provider #","issuer":"@issuer","client_id":"client-#"}""",
        ["POST /api/v1/security/providers/test"] = """{"issuer":"@issuer"}""",
        ["POST /api/v1/webhooks/endpoints/create"] = """{"url":"https://hooks.example.com/n#","events":["*"]}""",
        ["POST /api/v1/keys/api_keys"] = """{"name":"Key #","environment":"dev","scopes":["crm:leads:read"]}""",
        ["POST /api/v1/keys/mine"] = """{"name":"Key #","environment":"dev","scopes":["crm:leads:read"]}""",
    };

    private static int _next = 100;

    /// <summary>Null where the operation takes no JSON.</summary>
    public async Task<JsonNode?> Of(Operation operation)
    {
        if (operation.Body is null)
            return null;
        var number = Interlocked.Increment(ref _next);
        var body = _special.TryGetValue(operation.Name, out var special) ? JsonNode.Parse(special.Replace("#", $"{number}", StringComparison.Ordinal).Replace("@issuer", issuer, StringComparison.Ordinal)) : operation.Example?.DeepClone() ?? Required(operation);
        if (body is not JsonObject json)
            return body;
        foreach (var (name, schema) in operation.Fields)
        {
            // A list of anything is a list of something that an example cannot know.
            if (special is null && json[name] is JsonArray && !IsRequired(operation, name))
                json.Remove(name);
            if (Target(name, schema) is { } kind && (json.ContainsKey(name) || IsRequired(operation, name)) && await idOf(kind) is { } id)
                json[name] = id;
            else if (special is null && json[name] is JsonValue value && value.TryGetValue<string>(out var text) && schema["format"] is null && schema["enum"] is null && schema["pattern"] is null && text == (string?)schema["title"])
                json[name] = $"{text} {number}";
        }

        return json;
    }

    /// <summary>Whose rows a field points at, or null.</summary>
    public static string? Target(string name, JsonObject schema)
    {
        if ((string?)schema["format"] != "uuid")
            return null;
        if ((string?)schema["description"] is { } words && Points().Match(words) is { Success: true } match)
            return $"/api/v1/{match.Groups[1].Value.Replace('.', '/')}";
        return name switch { "client_id" => "/api/v1/org/clients", "file" => "/api/v1/files/files", _ => null };
    }

    private static bool IsRequired(Operation operation, string name) => operation.Body?["required"] is JsonArray required && required.Any(field => (string?)field == name);

    private static JsonNode Required(Operation operation) => (string?)operation.Body!["type"] == "array"
        ? new JsonArray(new JsonObject { ["name"] = "Name" })
        : new JsonObject(operation.Fields.Where(field => IsRequired(operation, field.Key)).Select(field => KeyValuePair.Create<string, JsonNode?>(field.Key, (string?)field.Value["format"] == "email" ? "name@example.test" : "value")));

    [GeneratedRegex(@"Id of a row of ([a-z_]+\.[a-z_]+)\.")]
    private static partial Regex Points();
}
