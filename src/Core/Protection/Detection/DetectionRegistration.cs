using Ashlar.Contract.Modules;
using Ashlar.Core.Modules;
using Ashlar.Core.Modules.Manifests;
using Ashlar.Core.Protection.Detection.Writing;

namespace Ashlar.Core.Protection.Detection;

internal static class DetectionRegistration
{
    public static IServiceCollection AddDetection(this IServiceCollection services) => services
        .AddSingleton<PhiWatch>()
        .AddCoreModule("phi", "Health information", "shield-check", new PhiModule(), new MenuItem("phi-findings", "Health information found", "shield-check", "/phi/findings", Resource: FoundFieldResource.Key));
}
