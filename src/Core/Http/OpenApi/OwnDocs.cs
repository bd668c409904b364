namespace Ashlar.Core.Http.OpenApi;

/// <summary>What the document says about itself, and about routes that span resources.</summary>
internal static class OwnDocs
{
    public static readonly ApiRoute Document = new("docs.openapi", "Read this document") { Bare = ("application/json", Schema.Map(Schema.Any())) };

    public static readonly ApiRoute Page = new("docs.api", "Read the API reference") { Bare = ("text/html", Schema.Text()) };

    public static readonly ApiRoute Script = new("docs.script", "Load the script of the API reference") { Bare = ("text/javascript", Schema.Text()) };

    public static readonly ApiRoute Errors = new("docs.errors", "Read what every error code means") { Bare = ("text/html", Schema.Text()) };

    public static readonly ApiRoute Setup = new("core.setup", "Read what a sign-in page may know")
    {
        Answer = ("core.setup", Schema.Object(
            ("product", Schema.Text()), ("version", Schema.Text()), ("demo", Schema.Flag()), ("tenant", Schema.Object(("code", Schema.Text()), ("name", Schema.Text())).OrNull()),
            ("demo_accounts", Schema.List(Schema.Object(("label", Schema.Text()), ("email", Schema.Text("email")), ("password", Schema.Text())))))),
    };

    public static readonly ApiRoute Version = new("core.version", "Read which version answers") { Answer = ("core.version", Schema.Object(("product", Schema.Text()), ("version", Schema.Text()), ("api", Schema.Text()))) };

    public static readonly ApiRoute Definitions = new("meta.resources", "List the definitions of resources I may read")
    {
        Bare = ("application/json", Parts.Many(Schema.Ref("Definition"))),
    };

    public static readonly ApiRoute Search = new("search.all", "Search all resources")
    {
        Query = [("q", Schema.Text(), "2 to 200 characters.")],
        Bare = ("application/json", Parts.Many(Schema.Object(("id", Schema.Uuid()), ("type", Schema.Text()), ("attributes", Schema.Object(("title", Schema.Text()), ("subtitle", Schema.Text()), ("resource", Schema.Text())))))),
    };

    public static readonly ApiRoute Stream = new("events.stream", "Follow changes as they happen")
    {
        Description = "Server-sent events: change with {resource, id, action, actor_id}.",
        Bare = ("text/event-stream", Schema.Text()),
    };
}
