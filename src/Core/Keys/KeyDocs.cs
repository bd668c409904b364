using System.Text.Json.Nodes;
using Ashlar.Core.Http.OpenApi;

namespace Ashlar.Core.Keys;

/// <summary>What the API document says about the routes that answer with secrets.</summary>
internal static class KeyDocs
{
    private const string Once = "The answer carries the secret as key, once.";

    public static readonly ApiRoute Options = new("keys.options", "Read what a new key may be given") { Answer = ("keys.options", TypeSchema.Written(typeof(KeyOptions))) };

    public static readonly ApiRoute Mine = new("keys.mine.list", "List my API keys") { Answer = ("keys.api_key", TypeSchema.Written(typeof(KeyView))), Many = true };

    public static readonly ApiRoute CreateMine = new("keys.mine.create", "Make an API key of my own")
    {
        Description = $"It acts for me within its scopes. One for production waits for approval. With module_name it is a key of a module I am registered to develop. {Once}",
        Body = TypeSchema.Read(typeof(NewKey)),
        BodyExample = new JsonObject { ["name"] = "Nightly export", ["environment"] = "dev", ["scopes"] = new JsonArray("crm:accounts:read") },
        Status = 201,
        Answer = Issued(),
    };

    public static readonly ApiRoute RotateMine = Rotated("keys.mine.rotate", "Rotate a key of my own");

    public static readonly ApiRoute RevokeMine = new("keys.mine.revoke", "Revoke a key of my own") { Answer = ("keys.api_key", TypeSchema.Written(typeof(KeyView))) };

    public static readonly ApiRoute Create = new("keys.api_key.create", "Make an API key for an integration or a module")
    {
        Description = $"An integration is a member that nobody signs in as; without owner_id a new one is made and granted the scopes. Keys of modules are made by the operator. {Once}",
        Body = TypeSchema.Read(typeof(NewKey)),
        BodyExample = new JsonObject { ["name"] = "Web shop", ["environment"] = "prod", ["scopes"] = new JsonArray("crm:leads:create"), ["allowed_ips"] = new JsonArray("203.0.113.0/24") },
        Status = 201,
        Answer = Issued(),
    };

    public static readonly ApiRoute Rotate = Rotated("keys.api_key.rotate", "Rotate the key of an integration or a module");

    private static ApiRoute Rotated(string name, string summary) => new(name, summary)
    {
        Description = $"The old secret works on for overlap_hours, 24 unless stated. {Once}",
        Body = TypeSchema.Read(typeof(Rotation)),
        BodyExample = new JsonObject { ["overlap_hours"] = 24 },
        Status = 201,
        Answer = Issued(),
        Failures = [409],
    };

    private static (string, JsonObject) Issued() => ("keys.api_key", TypeSchema.Written(typeof(IssuedKey)));
}
