using System.Text.Json.Nodes;
using Ashlar.Core.Http.OpenApi;

namespace Ashlar.Core.Modules;

/// <summary>What the API document says about apps and the menu.</summary>
internal static class CatalogueDocs
{
    public static readonly ApiRoute List = new("catalogue.app.list", "List the apps on offer") { Answer = App(), Many = true };

    public static readonly ApiRoute Subscribe = new("catalogue.app.subscribe", "Subscribe to an app")
    {
        Body = Schema.Closed(("plan", Schema.Text())),
        BodyExample = new JsonObject { ["plan"] = "starter" },
        Answer = App(),
        Failures = [402, 409],
    };

    public static readonly ApiRoute Unsubscribe = new("catalogue.app.unsubscribe", "Leave an app") { Description = "Its data is kept.", Answer = App(), Failures = [402, 409] };

    public static readonly ApiRoute Menu = new("menu.list", "List what I can go to")
    {
        Answer = ("menu.app", Schema.Object(
            ("label", Schema.Text()), ("icon", Schema.Text()), ("locked", Schema.Flag()),
            ("items", Schema.List(Schema.Object(("id", Schema.Text()), ("label", Schema.Text()), ("icon", Schema.Text()), ("path", Schema.Text()), ("resource", Schema.Text().OrNull()), ("page", Schema.Text().OrNull())))),
            ("upgrade?", Schema.Object(("message", Schema.Text()), ("url", Schema.Text()))))),
        Many = true,
    };

    private static (string, JsonObject) App() => ("catalogue.app", Schema.Object(
        ("name", Schema.Text()), ("description", Schema.Text()), ("version", Schema.Text().OrNull()), ("icon", Schema.Text()), ("category", Schema.Text().OrNull()),
        ("features", Schema.List(Schema.Object(("id", Schema.Text()), ("name", Schema.Text())))),
        ("plans", Schema.List(Schema.Object(("id", Schema.Text()), ("name", Schema.Text()), ("price", Schema.Ref("Money").OrNull()), ("features", Schema.List(Schema.Text())), ("limits", Schema.Map(Schema.Integer()))))),
        ("subscribed", Schema.Flag().OrNull()), ("status", Schema.Text().OrNull()), ("plan", Schema.Text().OrNull()), ("ends_at", Schema.Moment().OrNull()), ("built", Schema.Flag())));
}
