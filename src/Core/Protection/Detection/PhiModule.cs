using Ashlar.Contract.Modules;
using Ashlar.Contract.Resources;
using Ashlar.Contract.Settings;
using Ashlar.Core.Protection.Detection.Writing;

namespace Ashlar.Core.Protection.Detection;

/// <summary>The detector as a part of the core that every tenant has.</summary>
internal sealed class PhiModule : IModule
{
    public const string Scan = "phi:text:scan";

    public void Define(ModuleBuilder module) => module
        .Permission(Scan, "Check texts for health information")
        .Resource<FoundField, FoundFieldResource>()
        .Setting(new SettingDefinition(PhiWatch.Setting, "Health information in free text", FieldKind.Enum, "auto")
        {
            Options = [new("auto", "Is flagged in HIPAA mode"), new("off", "Is not looked for"), new("flag", "Is flagged"), new("refuse", "Is refused")],
            PerClient = false,
            Hint = "Looks through texts that enter fields which are not encrypted.",
        });
}
