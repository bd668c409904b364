using Ashlar.Core.Access;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Observability.Monitoring;

namespace Ashlar.Core.Observability.Diagnostics;

/// <summary>Diagnostics over HTTP: everything, looked at now.</summary>
internal static class DiagnosticEndpoints
{
    private static readonly ApiRoute _route = new("platform.diagnostics", "Look at everything the installation rests on")
    {
        Description = "Looks at the running system, this host's view of it; each finding that is not ok says what to do. That it was run is on record.",
        Answer = ("platform.diagnostic", Schema.Object(
            ("id", Schema.Text()), ("area", Schema.Enum("database", "storage", "providers", "keys", "audit", "work", "security")), ("title", Schema.Text()), ("state", Schema.Enum("ok", "warning", "failed")),
            ("seen", Schema.Text()), ("remedy", Schema.Text().OrNull()), ("milliseconds", Schema.Number()))),
        Many = true,
    };

    public static void MapDiagnostics(this IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/platform/diagnostics", Run).Requires(MonitoringEndpoints.Permission).Describes(_route);

    private static async Task<IResult> Run(HttpContext context, DiagnosticRun run, AuditLog audit, CancellationToken cancel)
    {
        var results = await run.Look(cancel);
        await audit.Write(AuditEntry.By(context.Caller(), context.Request().Info, "platform.diagnostics.run") with
        {
            Resource = "platform.diagnostics",
            Reason = $"{Count(DiagnosticState.Ok)} ok, {Count(DiagnosticState.Warning)} warnings, {Count(DiagnosticState.Failed)} failed",
        }, cancel);
        return Envelope.Many("platform.diagnostic", results.Select(result => (result.Diagnostic.Id, (object)new
        {
            result.Diagnostic.Id,
            result.Diagnostic.Area,
            result.Diagnostic.Title,
            State = Contract.Modules.Shapes.Snake(result.Finding.State.ToString()),
            result.Finding.Seen,
            result.Finding.Remedy,
            result.Milliseconds,
        })));

        int Count(DiagnosticState state) => results.Count(result => result.Finding.State == state);
    }
}
