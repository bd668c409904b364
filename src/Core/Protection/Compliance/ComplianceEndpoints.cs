using Ashlar.Core.Access;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;

namespace Ashlar.Core.Protection.Compliance;

/// <summary>The compliance report over HTTP: every control, checked now.</summary>
internal static class ComplianceEndpoints
{
    private static readonly ApiRoute _route = new("security.compliance", "Run the compliance report")
    {
        Description = "Looks at the running system; nothing in it is assumed. That it was run is on record.",
        Answer = ("security.control", Schema.Object(
            ("id", Schema.Text()), ("title", Schema.Text()), ("safeguard", Schema.Text()), ("status", Schema.Enum("pass", "fail", "not_applicable")), ("evidence", Schema.Text()), ("checked_at", Schema.Moment()), ("milliseconds", Schema.Number()))),
        Many = true,
    };

    public static void MapCompliance(this IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/security/compliance", Run).Requires(SecurityModule.ReadCompliance).Describes(_route);

    private static async Task<IResult> Run(HttpContext context, ComplianceReport report, AuditLog audit, CancellationToken cancel)
    {
        var caller = context.Caller();
        var results = await report.Run(caller.Tenant!, cancel);
        await audit.Write(AuditEntry.By(caller, context.Request().Info, "security.compliance.run") with
        {
            Resource = "security.compliance",
            Reason = $"{results.Count(result => result.Status == "pass")} passed, {results.Count(result => result.Status == "fail")} failed",
        }, cancel);
        return Envelope.Many("security.control", results.Select(result => (result.Id, (object)result)));
    }
}
