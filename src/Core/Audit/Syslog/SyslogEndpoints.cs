using Ashlar.Core.Access;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;

namespace Ashlar.Core.Audit.Syslog;

/// <summary>How the syslog receiver stands, for the operator.</summary>
internal static class SyslogEndpoints
{
    private static readonly ApiRoute _standing = new("audit.syslog.get", "Read how far the log has gone to the syslog receiver")
    {
        Description = "For operators, where ASHLAR_AUDIT_SYSLOG names a receiver; 404 otherwise.",
        Answer = ("audit.syslog", Schema.Object(
            ("target", Schema.Text()), ("sent", Schema.Integer(0)), ("waiting", Schema.Integer(0)), ("sent_at", Schema.Moment().OrNull()), ("error", Schema.Text().OrNull()), ("failed_at", Schema.Moment().OrNull()))),
        Failures = [404],
    };

    public static void MapSyslog(this IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/audit/syslog", Standing).Requires("audit:entries:export").Describes(_standing);

    private static async Task<IResult> Standing(HttpContext context, SyslogExport export, CancellationToken cancel) =>
        context.Caller().Tenant!.IsPlatform && await export.Standing(cancel) is { } standing ? Envelope.One(standing.Target, "audit.syslog", standing) : Envelope.Failure(AuditErrors.NoSyslog);
}
