using Ashlar.Contract.Modules;
using Ashlar.Core.Modules;

namespace Ashlar.Core.Meta;

/// <summary>What tenants shape for themselves: saved views and custom fields.</summary>
internal sealed class MetaModule : IModule
{
    public void Define(ModuleBuilder module) => module
        .Resource<SavedView, SavedViewResource>()
        .Resource<CustomField, CustomFieldResource>()
        .Permission(SavedViewRules.Share, "Share views with others");
}

internal static class MetaRegistration
{
    public static IServiceCollection AddMeta(this IServiceCollection services) =>
        services.AddCoreModule("meta", "Views and fields", "layout-list", new MetaModule());
}
