using Ashlar.Core.Jobs;
using Ashlar.Core.Jobs.Schedules;
using Ashlar.Core.Lifecycle;
using Ashlar.Core.Modules;
using Ashlar.Core.Modules.Manifests;
using Ashlar.Core.Protection.BreakGlass;
using Ashlar.Core.Protection.Compliance;
using Ashlar.Core.Protection.Fields;
using Ashlar.Core.Protection.Keys;
using Ashlar.Core.Protection.Phi;
using Ashlar.Core.Protection.Redaction;
using Ashlar.Core.Protection.Secrets;
using Microsoft.Extensions.Logging.Console;

namespace Ashlar.Core.Protection;

internal static class ProtectionRegistration
{
    public static IServiceCollection AddProtection(this IServiceCollection services)
    {
        services.AddSingleton<RootKeySource>().AddSingleton<KeyStore>().AddSingleton<KeyRing>().AddSingleton<FieldSeals>().AddSingleton<IJobHandler, ReencryptJob>();
        services.AddSingleton<PhiReads>().AddSingleton<PhiResources>().AddSingleton<EmergencyAccess>();
        services.AddSingleton<SecretStore>().AddSingleton<SecretReferences>().AddSingleton<SecretSettings>().AddSchedule<EndLeases>("security.end_leases", TimeSpan.FromMinutes(5));
        services.AddSingleton<AnswerJson>().AddSingleton<DataControls>().AddSingleton<AccessControls>().AddSingleton<TransportControls>().AddSingleton<ComplianceReport>();
        services.AddLogging(logging => logging.AddConsoleFormatter<RedactedFormatter, SimpleConsoleFormatterOptions>());
        services.Configure<ConsoleLoggerOptions>(console => console.FormatterName ??= RedactedFormatter.FormatName);
        services.AddCoreModule("security", "Security", "shield", new SecurityModule(), new MenuItem("security", "Security", "shield", "/security", Permission: SecurityModule.ReadKeys));
        // Without the key that sealed it a host could only answer with errors; better it does not start.
        services.AddStartTask("key ring", StartPhase.Core, critical: true, (provider, cancel) => provider.GetRequiredService<KeyRing>().Verify(cancel));
        services.AddStartTask("secret settings", StartPhase.SecurityAndApi, critical: false, (provider, cancel) => provider.GetRequiredService<SecretSettings>().MoveIn(cancel));
        return services;
    }

    public static void MapProtection(this IEndpointRouteBuilder routes)
    {
        routes.MapKeys();
        routes.MapSecrets();
        routes.MapEmergency();
        routes.MapCompliance();
        routes.MapUiContext();
    }
}
