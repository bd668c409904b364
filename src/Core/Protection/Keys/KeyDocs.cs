using System.Text.Json.Nodes;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Jobs;

namespace Ashlar.Core.Protection.Keys;

/// <summary>What the API document says about keys.</summary>
internal static class KeyDocs
{
    public static readonly ApiRoute List = new("security.key.list", "List the organisation's keys, without their material") { Answer = ("security.key", Key()), Many = true };

    public static readonly ApiRoute Rotate = new("security.key.rotate", "Make a new key and seal everything with it")
    {
        Description = "New values use the new key at once. A job seals the others anew; until it has passed they open with their old key. The audit log keeps its entries as they are, so earlier keys stay, retired.",
        Answer = (JobView.Type, []),
        Status = 202,
        Failures = [409],
    };

    public static readonly ApiRoute Root = new("platform.key.get", "Read which root key wraps the others")
    {
        Answer = ("platform.root_key", Schema.Object(("kind", Schema.Text()), ("earlier", Schema.List(Schema.Text())), ("wrapped", Schema.Integer()), ("wrapped_by_earlier", Schema.Integer()), ("keys", Schema.List(Key())))),
    };

    public static readonly ApiRoute Rewrap = new("platform.key.rewrap", "Wrap every key with the current root key")
    {
        Description = "After a new root key was put before the earlier one. What is encrypted stays as it is. Can be repeated until nothing remains; then the earlier root key can go.",
        Answer = ("platform.rewrap", Schema.Object(("rewrapped", Schema.Integer()), ("remaining", Schema.Integer()))),
    };

    public static readonly ApiRoute RotatePlatform = new("platform.key.rotate", "Make a new key for the platform's own secrets") { Answer = ("platform.key", Schema.Object(("number", Schema.Integer()))), Failures = [409] };

    public static readonly ApiRoute Destroy = new("platform.key.destroy", "Destroy the keys of an organisation")
    {
        Description = "Everything encrypted for it is unreadable from then on, in every copy of the database. There is no way back.",
        Body = Schema.Closed(("code", Schema.Text()), ("reason", Schema.Text())),
        BodyExample = new JsonObject { ["code"] = "acme", ["reason"] = "The contract ended and erasure was asked for" },
        Answer = ("platform.destroyed_keys", Schema.Object(("destroyed", Schema.Integer()))),
        Failures = [400],
    };

    private static JsonObject Key() => Schema.Object(
        ("id", Schema.Uuid()), ("kind", Schema.Enum("data", "index")), ("number", Schema.Integer(1)), ("state", Schema.Enum("active", "retired", "destroyed")), ("root", Schema.Text()), ("subject", Schema.Uuid().OrNull()),
        ("created_at", Schema.Moment()), ("retired_at", Schema.Moment().OrNull()), ("destroyed_at", Schema.Moment().OrNull()));
}
