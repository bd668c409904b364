using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Modules;

namespace Ashlar.Core.Access;

/// <summary>What the API document says about permissions.</summary>
internal static class RbacDocs
{
    public static readonly ApiRoute Permissions = new("rbac.permission.list", "List the permissions that exist") { Answer = ("rbac.permission", TypeSchema.Written(typeof(CataloguedPermission))), Many = true };

    public static readonly ApiRoute Explain = new("rbac.explain", "Explain why somebody may or may not do something")
    {
        Query = [("user_id", Schema.Uuid(), "Whom to ask about."), ("permission", Schema.Text(), "module:resource:action."), ("resource_id?", Schema.Uuid(), "A row, for grants on single rows.")],
        Answer = ("rbac.explanation", TypeSchema.Written(typeof(Explanation))),
        Failures = [400],
    };

    public static readonly ApiRoute Access = new("org.user.access", "Read everything one person holds")
    {
        Answer = ("org.access", Schema.Object(
            ("roles", Schema.List(Schema.Object(("id", Schema.Uuid()), ("code", Schema.Text()), ("name", Schema.Text()), ("via", Schema.Text())))),
            ("permissions", Schema.List(Schema.Object(("code", Schema.Text()), ("effect", Schema.Enum("allow", "deny")), ("via", Schema.Text()), ("resource", Schema.Text().OrNull()), ("resource_id", Schema.Uuid().OrNull()), ("expires_at", Schema.Moment().OrNull())))),
            ("traits", Schema.List(Schema.Text())), ("effective", Schema.List(Schema.Text())))),
    };
}
