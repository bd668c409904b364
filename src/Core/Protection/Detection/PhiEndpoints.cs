using System.Text.Json;
using Ashlar.Contract.Values;
using Ashlar.Core.Access;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Identity;
using Ashlar.Core.Resources;

namespace Ashlar.Core.Protection.Detection;

/// <summary>POST /core/phi/scan: what in a text identifies a person. The log learns how long the text was and what was found, never the text.</summary>
internal static class PhiEndpoints
{
    public static void MapDetection(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/core/phi/scan", Scan).Requires(PhiModule.Scan).Describes(PhiDocs.Scan);

    private static async Task<IResult> Scan(HttpContext context, AuditLog audit)
    {
        var body = await TypedBody.Read<PhiQuestion>(context);
        if (!body.Succeeded)
            return Envelope.Failure(body.Error);
        if (string.IsNullOrEmpty(body.Value.Text))
            return Envelope.Failure(CoreErrors.Validation("text", "Send the text to check."));

        var report = PhiDetector.Scan(body.Value.Text);
        var id = Ids.New();
        await audit.Write(AuditEntry.By(context.Caller(), context.Request().Info, "phi.text.scan") with
        {
            Resource = "phi.text",
            ResourceId = id,
            Changes = JsonSerializer.Serialize(new
            {
                Length = new { From = (int?)null, To = body.Value.Text.Length },
                ContainsPhi = new { From = (bool?)null, To = report.ContainsPhi },
                Kinds = new { From = (string[]?)null, To = report.Findings.Select(finding => PhiNames.Of(finding.Kind)) },
            }, JsonSettings.Options),
        }, context.RequestAborted);
        return Envelope.One(id.ToString(), PhiDocs.Type, Answer(body.Value, report));
    }

    private static object Answer(PhiQuestion question, PhiReport report) => new
    {
        report.ContainsPhi,
        Findings = report.Findings.Select(finding => new { Kind = PhiNames.Of(finding.Kind), finding.Count, finding.Confidence, finding.Reason }),
        Spans = report.Spans.Select(span => new { span.Start, span.Length, Kind = PhiNames.Of(span.Kind), span.Confidence, span.Reason }),
        Redacted = question.Redact == true ? PhiDetector.Redact(question.Text!, report) : null,
    };

    internal sealed record PhiQuestion
    {
        public string? Text { get; init; }

        /// <summary>Whether the masked text comes back too.</summary>
        public bool? Redact { get; init; }
    }
}
