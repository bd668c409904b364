using System.Text.Json.Nodes;
using Ashlar.Core.Access;
using Ashlar.Core.Resources;

namespace Ashlar.Core.Http.OpenApi;

/// <summary>What operations share: envelopes, parameters, headers and failures.</summary>
internal static class Parts
{
    private static readonly (int Status, string Name, string Words)[] _failures =
    [
        (400, "Malformed", "The request cannot be read."),
        (401, "Unauthenticated", "Nobody is signed in, or the proof is not valid."),
        (402, "NotSubscribed", "The organisation's plan does not include this; the error carries upgrade_url."),
        (403, "Forbidden", "A permission is missing; the message names it."),
        (404, "NotFound", "It does not exist for this caller."),
        (409, "Conflict", "The state of the thing does not allow it, or the value exists already."),
        (412, "Stale", "The row changed since the version in If-Match."),
        (413, "TooLarge", "The body is larger than allowed."),
        (415, "UnsupportedMediaType", "The content type cannot be handled."),
        (422, "Invalid", "Fields or parameters are wrong; details name each."),
        (423, "Locked", "The organisation is suspended or still being set up."),
        (429, "Limited", "Too much at once. Try again in a moment."),
        (500, "Internal", "A fault on our side."),
        (503, "Unavailable", "The database does not answer. Try again in a moment."),
    ];

    public static JsonObject One(JsonObject data) => Schema.Object(("data", data), ("meta", Schema.Ref("Meta")), ("links", Schema.Ref("Links")));

    public static JsonObject Many(JsonObject item, bool included = false)
    {
        var members = new List<(string, JsonObject)> { ("data", Schema.List(item)), ("meta", Schema.Ref("ListMeta")), ("links", Schema.Ref("Links")) };
        if (included)
            members.Insert(1, ("included?", Schema.List(Schema.Ref("Row")).Described("Rows that include asked for.")));
        return Schema.Object(members);
    }

    public static JsonObject Item(string type, JsonObject attributes) => Schema.Object(("id", Schema.Text()), ("type", Schema.Const(type)), ("attributes", attributes));

    public static JsonObject Content(string mediaType, JsonObject schema, JsonNode? example = null)
    {
        var media = new JsonObject { ["schema"] = schema };
        if (example is not null)
            media["example"] = example;
        return new JsonObject { [mediaType] = media };
    }

    public static JsonObject Response(string description, JsonObject? content = null, params IEnumerable<string> headers)
    {
        var response = new JsonObject { ["description"] = description };
        var listed = new JsonObject(headers.Select(name => KeyValuePair.Create(name, (JsonNode?)new JsonObject { ["$ref"] = $"#/components/headers/{name}" })));
        if (listed.Count > 0)
            response["headers"] = listed;
        if (content is not null)
            response["content"] = content;
        return response;
    }

    public static JsonObject Parameter(string name) => new() { ["$ref"] = $"#/components/parameters/{name}" };

    public static JsonObject Query(string name, JsonObject schema, string description) => new() { ["name"] = name, ["in"] = "query", ["description"] = description, ["schema"] = schema };

    /// <summary>Adds the failures a request can meet by its access and its method to what it already answers.</summary>
    public static void AddFailures(JsonObject responses, EndpointAccess? access, bool writes, bool hasBody, bool named, IEnumerable<int> more, bool bare = false)
    {
        int[] expected =
        [
            500, 503, .. access is AnonymousAccess ? (int[])[] : [401, 403], .. access is PermissionAccess or SignedInAccess { TenantRequired: true } ? (int[])[423] : [],
            .. access is PermissionAccess ? (int[])[402] : [], .. writes ? (int[])[409] : [], .. hasBody ? (int[])[400, 413, 415, 422] : [], .. named ? (int[])[404] : [], .. more,
        ];
        foreach (var status in expected.Distinct().Order())
            responses[$"{status}"] = bare ? Response(_failures.Single(failure => failure.Status == status).Words, Content("application/json", Schema.Ref("BareError")), "X-Request-Id") : new JsonObject { ["$ref"] = $"#/components/responses/{_failures.Single(failure => failure.Status == status).Name}" };
    }

    public static JsonObject Responses()
    {
        var responses = new JsonObject();
        foreach (var (status, name, words) in _failures.OrderBy(failure => failure.Name, StringComparer.Ordinal))
        {
            var content = Content("application/json", Schema.Ref("Error"), new JsonObject
            {
                ["error"] = new JsonObject { ["code"] = Code(status), ["message"] = words, ["details"] = new JsonArray(), ["request_id"] = "req_0f1e2d3c4b5a69788796" },
            });
            content["application/problem+json"] = new JsonObject { ["schema"] = Schema.Ref("Problem") };
            responses[name] = Response(words, content, "X-Request-Id");
        }

        return responses;
    }

    public static JsonObject Headers() => new()
    {
        ["ETag"] = Header("The row's version in quotes. Send it back as If-Match."),
        ["Idempotent-Replayed"] = Header("true when the answer is the stored one of an earlier request with the same Idempotency-Key."),
        ["Location"] = Header("Where the new row or job is read."),
        ["X-Request-Id"] = Header("Names the request in logs and in the audit log."),
    };

    public static JsonObject Parameters() => new()
    {
        ["Cursor"] = Query("cursor", Schema.Text(), "Where the page starts: links.next of the page before carries it."),
        ["Deleted"] = Query("deleted", Schema.Enum("only", "with"), "Also the rows that were deleted, or only those."),
        ["Id"] = new JsonObject { ["name"] = "id", ["in"] = "path", ["required"] = true, ["schema"] = Schema.Uuid(), ["example"] = FieldSchema.SampleId },
        ["IdempotencyKey"] = new JsonObject { ["name"] = "Idempotency-Key", ["in"] = "header", ["description"] = "A repeated request with the same key gets the first answer and changes nothing, for 24 hours.", ["schema"] = Text(128) },
        ["IfMatch"] = new JsonObject { ["name"] = "If-Match", ["in"] = "header", ["description"] = "The ETag last read. Another version answers 412.", ["schema"] = Schema.Text(), ["example"] = "\"3\"" },
        ["Limit"] = Query("limit", Default(Schema.Integer(1, ListRequest.MaxLimit), ListRequest.DefaultLimit), "Rows per page."),
        ["Meta"] = Query("meta", Schema.Enum("total"), "Count all matching rows as meta.total."),
        ["Search"] = Query("q", Text(200), "Words to look for in the searchable fields."),
    };

    public static IEnumerable<(string Name, JsonObject Schema)> Schemas() =>
    [
        ("BareError", Schema.Object(("detail", Schema.Text()))),
        ("Error", Schema.Object(("error", Schema.Object(
            ("code", Schema.Text().Described("Permanent; see docs/errors.md.")), ("message", Schema.Text()), ("details", Schema.List(Schema.Ref("ErrorDetail"))), ("request_id", Schema.Text()),
            ("upgrade_url?", Schema.Text().Described("Where to subscribe, when the app or feature is not part of the plan.")))))),
        ("ErrorDetail", Schema.Object(("field", Schema.Text()), ("message", Schema.Text()), ("code?", Schema.Text()))),
        ("Links", Schema.Object(("self", Schema.Text()), ("next?", Schema.Text().OrNull()))),
        ("ListMeta", Schema.Object(("timestamp", Schema.Moment()), ("version", Schema.Text()), ("count", Schema.Integer(0)), ("total?", Schema.Integer(0)))),
        ("Meta", Schema.Object(("timestamp", Schema.Moment()), ("version", Schema.Text()))),
        ("Money", Schema.Closed(("amount", Schema.Decimal()), ("currency", Currency()))),
        ("Problem", Schema.Object(("type", Schema.Text()), ("title", Schema.Text()), ("status", Schema.Integer()), ("detail", Schema.Text()), ("instance", Schema.Text()), ("code", Schema.Text()),
            ("errors", Schema.List(Schema.Ref("ErrorDetail"))), ("request_id", Schema.Text()))),
        ("Row", Schema.Object(("id", Schema.Uuid()), ("type", Schema.Text()), ("attributes", Schema.Map(Schema.Any())))),
    ];

    private static JsonObject Currency()
    {
        var schema = Schema.Text().Described("ISO 4217.");
        schema["pattern"] = "^[A-Z]{3}$";
        return schema;
    }

    private static JsonObject Text(int max)
    {
        var schema = Schema.Text();
        schema["maxLength"] = max;
        return schema;
    }

    private static JsonObject Default(JsonObject schema, JsonNode value)
    {
        schema["default"] = value;
        return schema;
    }

    private static JsonObject Header(string description) => new() { ["description"] = description, ["schema"] = Schema.Text() };

    private static string Code(int status) => status switch
    {
        400 => "malformed",
        401 => "unauthenticated",
        402 => "not_subscribed",
        403 => "permission_denied",
        404 => "not_found",
        409 => "duplicate",
        412 => "version_conflict",
        413 => "too_large",
        415 => "unsupported_media_type",
        422 => "validation",
        423 => "tenant_suspended",
        429 => "rate_limited",
        500 => "internal",
        _ => "unavailable",
    };
}
