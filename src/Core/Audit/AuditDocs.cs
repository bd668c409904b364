using System.Text.Json.Nodes;
using Ashlar.Core.Http.OpenApi;

namespace Ashlar.Core.Audit;

/// <summary>What the API document says about the audit log beyond its entries.</summary>
internal static class AuditDocs
{
    private static (string Name, JsonObject Schema, string Description) InLog => ("log?", Schema.Const("installation"), "The log of the installation itself; for operators.");

    public static readonly ApiRoute Keys = new("audit.keys", "Read the public keys that sign the audit log's heads")
    {
        Bare = ("application/jwk-set+json", Schema.Object(("keys", Schema.List(Schema.Object(
            ("kty", Schema.Const("EC")), ("crv", Schema.Const("P-256")), ("use", Schema.Const("sig")), ("alg", Schema.Const("ES256")), ("kid", Schema.Text()), ("x", Schema.Text()), ("y", Schema.Text())))))),
    };

    public static readonly ApiRoute Head = new("audit.head.get", "Read the signed head of the audit log")
    {
        Description = "A JWS over size, root and time, with how many entries wait for their seal and what the last verification found. Keep it: whoever holds a head finds out when the log is cut off behind it.",
        Query = [InLog],
        Answer = ("audit.head", Schema.Object(
            ("size", Schema.Integer(0)), ("root", Schema.Text().OrNull()), ("time", Schema.Moment().OrNull()), ("key_id", Schema.Text().OrNull()), ("jws", Schema.Text().OrNull()), ("waiting", Schema.Integer(0)), ("last_check", Schema.Any()))),
    };

    public static readonly ApiRoute Consistency = new("audit.consistency.get", "Prove that the log of one size begins that of another")
    {
        Query = [("from", Schema.Integer(0), "The smaller size."), ("to", Schema.Integer(0), "The larger size."), InLog],
        Answer = ("audit.consistency", Schema.Object(("from", Schema.Integer(0)), ("to", Schema.Integer(0)), ("path", Schema.List(Schema.Text())))),
        Failures = [422],
    };

    public static readonly ApiRoute Proof = new("audit.proof.get", "Prove that an entry is in the log")
    {
        Description = "The salt is null when the entry's personal part was erased; the commitment in personal then stands for it.",
        Query = [InLog],
        Answer = ("audit.proof", Schema.Object(
            ("format", Schema.Const(Proofs.AuditLeaf.Version)), ("position", Schema.Integer(0)), ("size", Schema.Integer(1)), ("leaf", Schema.Text()), ("salt", Schema.Text().OrNull()), ("personal", Schema.Text()), ("path", Schema.List(Schema.Text())), ("head", Schema.Text()), ("entry", Schema.Any()))),
    };

    public static readonly ApiRoute Verify = new("audit.verify", "Verify the whole audit log")
    {
        Description = "Compares every entry with its seal, every seal with the signed heads, and looks for entries without a seal.",
        Query = [InLog],
        Answer = ("audit.report", Schema.Object(
            ("log", Schema.Uuid()), ("checked_at", Schema.Moment()), ("size", Schema.Integer(0)), ("compared", Schema.Integer(0)), ("archived", Schema.Integer(0)), ("erased", Schema.Integer(0)), ("heads", Schema.Integer(0)),
            ("head", Schema.Text().OrNull()), ("found", Schema.Integer(0)), ("ok", Schema.Flag()),
            ("findings", Schema.List(Schema.Object(("kind", Schema.Text()), ("position", Schema.Integer(0).OrNull()), ("entry_id", Schema.Uuid().OrNull()), ("text", Schema.Text())))))),
        Failures = [409],
    };

    public static readonly ApiRoute Log = new("audit.log.export", "Export the sealed log as NDJSON")
    {
        Description = "Entries in the order of their seals, with salts, the signed head and the public keys, so that the file can be verified by itself. Go on with from = next of its last line; nothing is ever added behind a position.",
        Query = [("from?", Schema.Integer(0), "The first position; 0 when left out."), ("limit?", Schema.Integer(1), "Stop at the last signed head within so many entries."), InLog],
        Bare = ("application/x-ndjson", Schema.Text()),
    };
}
