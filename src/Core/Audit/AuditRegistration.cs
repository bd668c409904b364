using Ashlar.Core.Audit.Alerts;
using Ashlar.Core.Audit.Erasure;
using Ashlar.Core.Audit.Exports;
using Ashlar.Core.Audit.Requests;
using Ashlar.Core.Audit.Retention;
using Ashlar.Core.Audit.Sealing;
using Ashlar.Core.Audit.Syslog;
using Ashlar.Core.Audit.Verifying;
using Ashlar.Core.Jobs.Schedules;
using Ashlar.Core.Modules;
using Ashlar.Core.Modules.Manifests;

namespace Ashlar.Core.Audit;

internal static class AuditRegistration
{
    public static IServiceCollection AddAudit(this IServiceCollection services) => services
        .AddSingleton<RequestLog>().AddSingleton<ProbeWatch>().AddSingleton<AlertDesk>().AddSingleton<BreachRules>()
        .AddSingleton<AuditMaintenance>().AddSchedule<AuditMaintenance>("audit.maintenance", "40 2 * * *").AddSchedule<NightlyVerification>("audit.verify", "10 3 * * *")
        .AddSingleton<AuditLog>()
        .AddSingleton<LogDatabases>().AddSingleton<HeadKeys>().AddSingleton<KnownHeads>().AddSingleton<HeadWitness>().AddSingleton<IHeadWitness>(provider => provider.GetRequiredService<HeadWitness>()).AddSingleton<Sealer>().AddSingleton<Renumbering>().AddSingleton<EntryCopies>().AddHostedService<SealLoop>()
        .AddSingleton<AuditProofs>().AddSingleton<Archives>().AddSingleton<LogVerifier>().AddSingleton<LogExport>().AddSingleton<SealedRows>()
        .AddSingleton<PersonalEntries>().AddSingleton<ErasureWork>().AddSingleton<SyslogExport>().AddHostedService<SyslogLoop>()
        .AddCoreModule("audit", "Audit", "scroll-text", new AuditModule(), new MenuItem("audit-log", "Audit log", "scroll-text", "/audit/entries", Resource: "audit.entries"), new MenuItem("audit-alerts", "Alerts", "shield-alert", "/audit/alerts", Resource: "audit.alerts"), new MenuItem("audit-requests", "Requests", "arrow-left-right", "/audit/requests", Resource: "audit.requests"), new MenuItem("audit-erasures", "Erasures", "eraser", "/audit/erasures", Resource: "audit.erasures"));

    /// <summary>Before everything else, so that it sees how every request ended.</summary>
    public static IApplicationBuilder UseRequestAudit(this IApplicationBuilder app) => app.UseMiddleware<RequestAudit>();

    public static void MapAudit(this IEndpointRouteBuilder routes)
    {
        routes.MapAuditProofs();
        routes.MapSyslog();
    }
}
