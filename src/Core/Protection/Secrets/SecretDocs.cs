using System.Text.Json.Nodes;
using Ashlar.Core.Http.OpenApi;

namespace Ashlar.Core.Protection.Secrets;

/// <summary>What the API document says about secrets.</summary>
internal static class SecretDocs
{
    public static readonly ApiRoute List = new("security.secret.list", "List secrets, without their values") { Answer = Secret(), Many = true };

    public static readonly ApiRoute Get = new("security.secret.get", "Read what is known about a secret") { Answer = Secret() };

    public static readonly ApiRoute Put = new("security.secret.put", "Set a secret")
    {
        Description = "Makes a new version. The version before stays usable until its lease ends. Settings refer to it as ${secret:name}.",
        Body = Schema.Closed(("value", Schema.Text()), ("description?", Schema.Text().OrNull()), ("lease_seconds?", Schema.Integer(0, 30 * 86_400).OrNull())),
        BodyExample = new JsonObject { ["value"] = "correct-horse-battery", ["description"] = "Password of the mail server", ["lease_seconds"] = 3600 },
        Answer = Secret(),
        Failures = [400],
    };

    public static readonly ApiRoute Delete = new("security.secret.delete", "Delete a secret with all its versions") { Status = 204 };

    public static readonly ApiRoute Rollback = new("security.secret.rollback", "Make an earlier version current again")
    {
        Body = Schema.Closed(("version", Schema.Integer(1))), BodyExample = new JsonObject { ["version"] = 1 }, Answer = Secret(), Failures = [400, 409],
    };

    public static readonly ApiRoute Reveal = new("security.secret.reveal", "Read the value of a secret")
    {
        Description = "The reason is put on record before the value leaves.",
        Body = Schema.Closed(("reason", Schema.Text()), ("version?", Schema.Integer(1).OrNull())),
        BodyExample = new JsonObject { ["reason"] = "Moving the mail server" },
        Answer = ("security.secret_value", Schema.Object(("version", Schema.Integer()), ("value", Schema.Text()))),
        Failures = [400, 409],
    };

    private static (string, JsonObject) Secret() => ("security.secret", Schema.Object(
        ("name", Schema.Text()), ("description", Schema.Text().OrNull()), ("version", Schema.Integer()), ("lease_seconds", Schema.Integer()), ("created_at", Schema.Moment()), ("updated_at", Schema.Moment()),
        ("updated_by", Schema.Text()), ("reference", Schema.Text()), ("versions", Schema.List(Schema.Object(
            ("version", Schema.Integer()), ("created_at", Schema.Moment()), ("created_by", Schema.Text()), ("usable_until", Schema.Moment().OrNull()), ("usable", Schema.Flag()))))));
}
