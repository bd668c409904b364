using Ashlar.Core.Modules;
using Ashlar.Core.Modules.Manifests;

namespace Ashlar.Core.Audit;

internal static class AuditRegistration
{
    public static IServiceCollection AddAudit(this IServiceCollection services) => services
        .AddSingleton<AuditLog>()
        .AddCoreModule("audit", "Audit", "scroll-text", new AuditModule(), new MenuItem("audit-log", "Audit log", "scroll-text", "/audit/entries", Resource: "audit.entries"));
}
