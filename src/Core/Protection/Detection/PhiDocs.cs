using System.Text.Json.Nodes;
using Ashlar.Core.Http.OpenApi;

namespace Ashlar.Core.Protection.Detection;

/// <summary>What the API document says about the detector.</summary>
internal static class PhiDocs
{
    public const string Type = "phi.report";

    public static readonly ApiRoute Scan = new("phi.text.scan", "Check a text for health information")
    {
        Description = "Finds what identifies a person, with kind, confidence and reason. Places count UTF-16 units. The text is neither kept nor logged.",
        Body = Schema.Closed(("text", Schema.Text()), ("redact?", Schema.Flag().OrNull().Described("Whether the masked text comes back too."))),
        BodyExample = new JsonObject { ["text"] = "Patient John Smith, MRN 1234567", ["redact"] = true },
        Answer = (Type, Schema.Object(
            ("contains_phi", Schema.Flag()),
            ("findings", Schema.List(Schema.Object(("kind", Kind()), ("count", Schema.Integer()), ("confidence", Schema.Number()), ("reason", Schema.Text())))),
            ("spans", Schema.List(Schema.Object(("start", Schema.Integer()), ("length", Schema.Integer()), ("kind", Kind()), ("confidence", Schema.Number()), ("reason", Schema.Text())))),
            ("redacted", Schema.Text().OrNull()))),
    };

    private static JsonObject Kind() => Schema.Enum([.. PhiNames.All]);
}
