using System.Text.Json.Nodes;
using Ashlar.Core.Http.OpenApi;

namespace Ashlar.Core.CoreApi;

/// <summary>What the API document says about the Core API for modules.</summary>
internal static class CoreApiDocs
{
    private const string Ids = "Ids are ours, or the numbers under which an earlier system knew the rows (legacy_id).";

    public static readonly ApiRoute Verify = new("core.auth.verify", "Verify a user's access token")
    {
        Body = Schema.Object(("token", Schema.Text())),
        BodyExample = new JsonObject { ["token"] = "eyJhbGciOiJFUzI1NiJ9.e30.c2ln" },
        Bare = ("application/json", Schema.Object(("user", Schema.Object(("id", Id()), ("email", Schema.Text("email")), ("username", Schema.Text().OrNull()), ("tenant_id", Id(orNull: true)), ("tenant_code", Schema.Text().OrNull()))))),
        Failures = [404],
    };

    public static readonly ApiRoute Check = new("core.rbac.check", "Check what a user may do")
    {
        Description = $"One question, or up to 200 as checks, answered as results in the same order. tenant_id is needed for users of several organisations. {Ids}",
        Body = new JsonObject
        {
            ["anyOf"] = new JsonArray(Question(), Schema.Object(("checks", Schema.List(Question())))),
        },
        BodyExample = new JsonObject { ["user_id"] = 1, ["permission"] = "financial:accounts:read", ["resource_id"] = null },
        Bare = ("application/json", Schema.Object(("allowed?", Schema.Flag()), ("results?", Schema.List(Schema.Object(("allowed", Schema.Flag())))))),
    };

    public static readonly ApiRoute Permissions = new("core.rbac.permissions", "List what a user may do")
    {
        Query = [("tenant_id?", Schema.Text(), "Needed for users of several organisations.")],
        Bare = ("application/json", Schema.Object(("permissions", Schema.List(Schema.Text())))),
        Failures = [400],
    };

    public static readonly ApiRoute Tenant = new("core.tenant.get", "Read a tenant")
    {
        Description = Ids,
        Bare = ("application/json", Schema.Object(("id", Id()), ("code", Schema.Text()), ("name", Schema.Text()), ("is_active", Schema.Flag()))),
    };

    public static readonly ApiRoute Module = new("core.tenant.module", "Ask whether a tenant has a module") { Bare = ("application/json", Schema.Object(("enabled", Schema.Flag()))) };

    public static readonly ApiRoute Audit = new("core.audit.log", "Write an entry into the audit log")
    {
        Description = "The entry's module is that of the key, whatever the body says.",
        Body = Schema.Object(("user_id?", Id(orNull: true)), ("tenant_id?", Id(orNull: true)), ("action", Schema.Text()), ("resource_type?", Schema.Text().OrNull()), ("resource_id?", Schema.Any()), ("details?", Schema.Any())),
        BodyExample = new JsonObject { ["user_id"] = 1, ["action"] = "invoice.approved", ["resource_type"] = "invoice", ["resource_id"] = 7, ["details"] = new JsonObject { ["amount"] = "120.00" } },
        Bare = ("application/json", Schema.Object(("status", Schema.Const("logged")))),
    };

    private static JsonObject Question() => Schema.Object(("user_id", Id()), ("permission", Schema.Text()), ("resource_id?", Schema.Any()), ("tenant_id?", Id(orNull: true)));

    private static JsonObject Id(bool orNull = false) => new() { ["anyOf"] = new JsonArray([Schema.Integer(1), Schema.Text("uuid"), .. orNull ? (JsonNode[])[new JsonObject { ["type"] = "null" }] : []]) };
}
